import TuneMath
import TuneModel

extension Standing {
  /// What the end of a run says first: the best value, what it is compared with, and how sure that is. `Best accuracy
  /// 0.9722, trial 37; the default has 0.7101. Confirmed on 5 seeds: 0.9709, with 95 % confidence between 0.9696 and
  /// 0.9722; the lead over the default is real.` Nil without a best trial.
  package var conclusion: String? {
    guard let best, let objective else { return nil }
    let certainty = entries.count > 1 ? Certainty(self) : nil
    var text = "Best \(Wording.line(objective.metric)) \(NumberText.number(best.value)), trial \(best.number)"
    // Where both were run again, what they had in the search may say otherwise, and is the weaker evidence.
    if let baseline, baseline.entry.number != best.number, certainty?.confirmedBaseline == nil {
      text += "; \(name(of: baseline)) has \(NumberText.number(baseline.entry.value))"
    }
    return text + "." + (certainty.flatMap(assurance).map { " \($0)" } ?? "")
  }

  /// How sure the best value is, in one sentence; nil where there is nothing to rely on.
  private func assurance(_ certainty: Certainty) -> String? {
    let count = certainty.values.count
    switch certainty.basis {
    case .confirmed:
      var text = "Confirmed on \(count) seeds: \(interval(certainty))"
      if let baseline, let value = certainty.confirmedBaseline {
        text += ", against \(NumberText.number(value)) for \(name(of: baseline))"
      }
      return "\(text)\(verdict(certainty))."
    case .repeated(let repetition):
      return "Its \(count) \(repetition.kind.rawValue): \(interval(certainty))\(verdict(certainty))."
    case .once:
      let near = certainty.neighbours.map(\.value)
      guard let low = near.min(), let high = near.max() else { return nil }
      let ends = NumberText.column([low, high])
      let range = ends[0] == ends[1] ? "all \(ends[0])" : "\(ends[0]) to \(ends[1])"
      return "Measured once; the \(near.count) trials most like it: \(range)."
    }
  }

  private func interval(_ certainty: Certainty) -> String {
    guard let (mean, low, high) = certainty.interval else { return "\(NumberText.number(certainty.values[0])) each" }
    let texts = NumberText.column([mean, low, high])
    return "\(texts[0]), with 95 % confidence between \(texts[1]) and \(texts[2])"
  }

  private func name(of baseline: Baseline) -> String {
    baseline.isDefault ? "the default" : "trial \(baseline.entry.number)"
  }

  private func verdict(_ certainty: Certainty) -> String {
    guard let lead = certainty.lead, let baseline else { return "" }
    let whom = name(of: baseline)
    guard lead.difference > 0 else { return "; no better than \(whom)" }
    return lead.pValue < 0.05 ? "; the lead over \(whom) is real" : "; the lead over \(whom) may be chance"
  }
}
