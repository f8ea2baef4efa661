import TuneMath
import TuneModel

extension Standing {
  /// How sure the best value is, in one sentence for the end of a run: `Confirmed on 5 seeds: 0.9709, with 95 % confidence
  /// between 0.9696 and 0.9722; the lead over the default is real.` Nil where there is nothing to rely on.
  package var assurance: String? {
    guard entries.count > 1, let certainty = Certainty(self) else { return nil }
    let count = certainty.values.count
    switch certainty.basis {
    case .confirmed: return "Confirmed on \(count) seeds: \(interval(certainty))\(verdict(certainty))."
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

  private func verdict(_ certainty: Certainty) -> String {
    guard let lead = certainty.lead, let baseline else { return "" }
    let whom = baseline.isDefault ? "the default" : "trial \(baseline.entry.number)"
    guard lead.difference > 0 else { return "; no better than \(whom)" }
    return lead.pValue < 0.05 ? "; the lead over \(whom) is real" : "; the lead over \(whom) may be chance"
  }
}
