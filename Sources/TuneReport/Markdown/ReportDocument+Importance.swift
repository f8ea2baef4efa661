import TuneModel

extension ReportDocument {
  private static let named = 5

  /// Which parameters matter, for each objective; nothing where no trials tell.
  var importance: ReportValue {
    let sentences = analysis.parts.compactMap(words)
    return sentences.isEmpty ? .nothing : ["sentences": .list(sentences.map { .text($0) })]
  }

  private func words(_ part: Analysis.Part) -> String? {
    guard let importance = part.importance else { return nil }
    let subject = hasSeveralObjectives ? MarkdownText.code(importance.objective.metric) + ": " : ""
    let clear = importance.clear
    guard !clear.isEmpty else {
      return subject + "In \(Wording.count(importance.trials, "trial")) no parameter stands out from chance."
    }
    let named = clear.prefix(Self.named).map { "\(MarkdownText.code($0.parameter)) \(NumberText.percent($0.share))" }
    let good = clear.prefix(Self.named).compactMap { share in
      part.effects.first { $0.parameter == share.parameter }.flatMap(Self.words)
    }
    return subject + Wording.list(named) + "."
      + (good.isEmpty ? "" : " Good on average over the others: \(Wording.list(good)).")
  }

  /// Where a parameter is good; nil where that is not known.
  private static func words(_ effect: EffectSummary) -> String? {
    func code(_ value: ParameterValue) -> String { MarkdownText.code(NumberText.value(value, digits: 2), limit: 40) }
    let name = MarkdownText.code(effect.parameter)
    return effect.good.flatMap { good -> String? in
      switch good {
      case .between(let low, let high): "\(name) from \(code(low)) to \(code(high))"
      case .atMost(let high): "\(name) up to \(code(high))"
      case .atLeast(let low): "\(name) from \(code(low)) on"
      // A long list says little.
      case .values(let values) where values.count > 4: nil
      case .values(let values): "\(name) \(values.map(code).joined(separator: " or "))"
      }
    }
  }
}
