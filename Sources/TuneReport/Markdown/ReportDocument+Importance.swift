import TuneModel

extension ReportDocument {
  private static let named = 5

  /// Which parameters matter.
  var importance: [String] {
    let image = image(ImportancePlot.path)
    guard !image.isEmpty else { return [] }
    return ["## What mattered"] + analysis.parts.compactMap(\.importance).map(words) + image
  }

  /// How far the runs of the best trials lie apart.
  var spread: [String] { image(SpreadPlot.path) }

  /// How the members of an ensemble stood.
  var credit: [String] { image(CreditPlot.path) }

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
