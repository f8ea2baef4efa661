import TuneModel

extension ReportDocument {
  private static let effectLimit = 12

  /// Where each parameter is good, as far as the trials tell.
  var effects: ReportValue {
    let sentences = analysis.parts.flatMap { part in
      part.effects.compactMap { effect in
        effect.good.map { sentence(effect, $0, hasSeveralObjectives ? part.objective.metric : nil) }
      }
    }
    return sentences.isEmpty ? .nothing : ["sentences": .list(sentences.prefix(Self.effectLimit).map { .text($0) })]
  }

  private func sentence(_ effect: EffectSummary, _ good: EffectSummary.Good, _ metric: String?) -> String {
    func code(_ value: ParameterValue) -> String { MarkdownText.code(NumberText.value(value, digits: 2), limit: 40) }
    let place =
      switch good {
      case .between(let low, let high): "from \(code(low)) to \(code(high))"
      case .atMost(let high): "up to \(code(high))"
      case .atLeast(let low): "from \(code(low)) on"
      case .values(let values): "at \(Wording.list(values.prefix(6).map(code)))"
      }
    let texts = NumberText.column([effect.best, effect.worst])
    let subject = metric.map { "for \(MarkdownText.code($0)) " } ?? ""
    return
      "\(MarkdownText.code(effect.parameter, limit: 40)) is \(subject)good \(place):"
      + " on average over the others \(texts[0]) at its best, \(texts[1]) at its worst."
  }
}
