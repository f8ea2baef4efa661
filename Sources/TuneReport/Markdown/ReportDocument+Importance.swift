import TuneModel

extension ReportDocument {
  private static let named = 5

  /// Which parameters matter, for each objective; nothing where no trials tell.
  var importance: ReportValue {
    let sentences = analysis.parts.compactMap(\.importance).map(words)
    return sentences.isEmpty ? .nothing : ["sentences": .list(sentences.map { .text($0) })]
  }

  private func words(_ importance: Importance) -> String {
    let subject = hasSeveralObjectives ? MarkdownText.code(importance.objective.metric) + ": " : ""
    let clear = importance.clear
    guard !clear.isEmpty else {
      return subject + "In \(Wording.count(importance.trials, "trial")) no parameter stands out from chance."
    }
    let named = clear.prefix(Self.named).map { "\(MarkdownText.code($0.parameter)) \(NumberText.percent($0.share))" }
    return subject + Wording.list(named) + "."
  }
}
