import TuneMath
import TuneModel

/// How far the best trial's value can be relied on, and whether its lead over the baseline is more than chance.
struct Certainty {
  enum Basis {
    /// It was measured once.
    case once
    /// It was measured several times in the search, of which it is the best: so it may be lucky.
    case repeated(Repetition)
    /// It was measured again after the search.
    case confirmed
  }

  let basis: Basis
  /// The values that the basis speaks of; one where it was measured once.
  let values: [Double]
  /// The lead over the baseline, positive where the best trial is better; nil where nothing tells it from noise.
  let lead: MeanDifference?
  /// What the baseline came to when it was run again as often as the best, in the mean; nil where it was not.
  let confirmedBaseline: Double?
  /// The trials with the most similar parameters, where the value was measured once and several are near.
  let neighbours: [Standing.Entry]

  /// Where the metric seems to have its natural ends.
  private let limits: ClosedRange<Double>

  private static let neighbourCount = 3

  /// Nil without a trial to rely on, and with several objectives.
  init?(_ standing: Standing) {
    guard let best = standing.best, let objective = standing.objective, standing.experiment.objectives.count == 1
    else { return nil }
    let metric = objective.metric
    // Only shares have both ends for sure: a reward may be above 0 in all trials, and yet not by its nature.
    let limits = ObjectiveAxis.limits(standing.entries.map(\.value))
    self.limits = limits.upperBound == 1 ? limits : -.infinity ... .infinity
    let baseline = standing.baseline.flatMap { $0.entry.number == best.number ? nil : $0.entry }
    let sign: Double = objective.direction == .minimize ? -1 : 1
    func lead(of values: [Double], over others: [Double]) -> MeanDifference? {
      MeanDifference.paired(zip(values, others).map { sign * ($0 - $1) })
    }

    if let winner = standing.finalists?.winner, winner.record.number == best.number, winner.values.count > 1 {
      basis = .confirmed
      values = winner.values
      let other = baseline.flatMap { entry in
        standing.finalists?.all.first { $0.record.number == entry.number && $0.values.count == winner.values.count }
      }
      self.lead =
        other.map { lead(of: winner.values, over: $0.values) }
        ?? baseline.flatMap { entry in
          // Not its value: that may be the worst of its runs, or a bound.
          let others = entry.record.values(of: metric).map { sign * $0 }
          let own = winner.values.map { sign * $0 }
          return others.count > 1 ? .welch(own, others) : .fromOne(own, others.first ?? sign * entry.value)
        }
      confirmedBaseline = other.map { Statistics.mean($0.values) }
      neighbours = []
      return
    }
    confirmedBaseline = nil
    let own = best.record.values(of: metric)
    if let repetition = standing.experiment.repetition, own.count > 1 {
      basis = .repeated(repetition)
      values = own
      let others = baseline?.record.values(of: metric) ?? []
      // All trials have the same folds and seeds, so their values belong together.
      self.lead =
        others.count == own.count
        ? lead(of: own, over: others) : .welch(own.map { sign * $0 }, others.map { sign * $0 })
      neighbours = []
      return
    }
    basis = .once
    values = [best.value]
    self.lead = nil
    let others = standing.entries.filter { $0.number != best.number }
    neighbours =
      others.count < 3 * Self.neighbourCount
      ? [] : TrialContext(best.number, standing)?.nearest(Self.neighbourCount, of: others) ?? []
  }

  /// What covers the true mean with 95 % confidence, as far as a mean can lie there; nil below two values, and where all
  /// are the same.
  var interval: (mean: Double, low: Double, high: Double)? {
    MeanDifference.paired(values).map {
      ($0.difference, max($0.low, limits.lowerBound), min($0.high, limits.upperBound))
    }
  }
}
