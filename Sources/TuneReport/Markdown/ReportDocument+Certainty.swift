import TuneMath
import TuneModel

/// How sure the answer is, in words.
extension ReportDocument {
  var certainty: [String] {
    guard standing.entries.count > 1, let certainty = Certainty(standing) else { return [] }
    var sentences: [String] = []
    switch certainty.basis {
    case .once: sentences.append(once(certainty))
    case .repeated(let repetition):
      sentences += [repeated(repetition, certainty)] + lead(certainty)
      if experiment.confirmation == nil {
        sentences.append("The best of many is a lucky one: `confirm` in the manifest runs the best again.")
      }
    case .confirmed: sentences += [confirmed(certainty)] + lead(certainty)
    }
    if standing.finalists?.unconfirmed.isEmpty == false {
      sentences.append("The best trials are yet to be run again with fresh seeds.")
    }
    return sentences
  }

  private func once(_ certainty: Certainty) -> String {
    let text = "Every setting was measured once, so how much of a difference is chance is not known"
    let others = certainty.neighbours
    guard let objective = standing.objective, others.count > 1 else { return text + "." }
    let sorted = others.map(\.value).sorted { objective.isBetter($1, than: $0) }
    let ends = NumberText.column([sorted[0], sorted[sorted.count - 1]])
    let range = ends[0] == ends[1] ? "all came to \(ends[0])" : "came to \(ends[0]) to \(ends[1])"
    return text + "; the trials most like it, \(Wording.numbers(others.map(\.number))), \(range)."
  }

  private func repeated(_ repetition: Repetition, _ certainty: Certainty) -> String {
    let what =
      switch repetition.aggregate {
      case .mean: "the mean"
      case .median: "the median"
      case .worst: "the worst"
      case .bound(let deviations):
        "the mean, worsened by \(NumberText.number(deviations)) standard deviation\(deviations == 1 ? "" : "s"),"
      }
    let text = "Every value is \(what) of \(repetition.count) \(repetition.kind.rawValue)"
    guard let (mean, low, high) = certainty.interval else { return text + ", which agree here." }
    let texts = NumberText.column([mean, low, high])
    return text + "; the mean of these is \(texts[0]), with 95 % confidence between \(texts[1]) and \(texts[2])."
  }

  private func confirmed(_ certainty: Certainty) -> String {
    let runs = "Run again with \(certainty.values.count) fresh seeds,"
    guard let (mean, low, high) = certainty.interval else {
      return "\(runs) it came to \(NumberText.number(certainty.values[0])) each time."
    }
    let texts = NumberText.column([mean, low, high])
    return
      "\(runs) it came to **\(texts[0])** in the mean, with 95 % confidence between \(texts[1]) and \(texts[2])."
  }

  /// Whether the lead over the baseline is more than chance.
  private func lead(_ certainty: Certainty) -> [String] {
    guard let lead = certainty.lead, let baseline = standing.baseline else { return [] }
    let name = name(of: baseline)
    let p = Wording.pValue(lead.pValue)
    guard lead.difference > 0 else { return ["So it does not lead \(name) at all."] }
    return [
      lead.pValue < 0.05 ? "Its lead over \(name) is real (\(p))." : "Its lead over \(name) may be chance (\(p))."
    ]
  }

  /// What random search would have come to.
  var randomSearch: String? {
    guard let estimate = RandomSearchEstimate(standing) else { return nil }
    let texts = NumberText.column([estimate.typical, estimate.unlucky, estimate.lucky])
    let count = Wording.count(estimate.trials, "trial")
    let cost = estimate.isByTime ? "in the same training time (\(count))" : "with as many trials (\(count))"
    var text = "Random search \(cost) is estimated to come to **\(texts[0])**"
    if texts[1] != texts[2] { text += ", in four of five cases between \(texts[1]) and \(texts[2])" }
    return text + "; in \(NumberText.percent(estimate.chance)) of cases it does as well as this search."
  }
}
