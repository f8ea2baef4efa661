import TuneMath

/// How losses become the scores whose differences are rewards.
enum RewardScale: String, Sendable, Hashable, CaseIterable {
  /// Improvements count by their size.
  case linear
  /// Improvements near the best count more: ``OutputWarp/log``.
  case log
  /// Improvements among the better half count by their size, among the others by how many trials they pass.
  case rank
}

/// The reward function: what each finished trial is worth, and so each step from one to another.
///
/// | symbol | meaning |
/// |---|---|
/// | y_i | normalized loss of trial i (``NormalizedLosses``) |
/// | φ_i | its score: larger is better, mean 0, standard deviation 1 |
/// | r | reward of a step from x to x′ |
///
///     r = φ(x′) − φ(x)                                                             (2)
///
/// That is shaping by a potential (A. Ng, D. Harada, S. Russell, "Policy invariance under reward transformations", 1999) and
/// nothing besides: what a sequence of steps earns is what its last state is worth beyond its first. So any two trials
/// make a step whose reward is known, whether or not one was made from the other.
///
/// Scores change with every trial, since mean and deviation do; rewards are computed anew in each round.
struct Scores: Sendable {
  /// φ, one for each trial.
  let values: [Double]

  private let losses: NormalizedLosses
  /// Nil for ranks, which have no way back.
  private let warped: WarpedLosses?

  /// φ = −z, with z the losses as the world model sees them.
  init(_ results: some Collection<Observations.Result>, _ warp: OutputWarp) {
    losses = NormalizedLosses(results)
    let warped = WarpedLosses(losses.values, warp)
    self.warped = warped
    values = warped.z.map { 0 - $0 }
  }

  /// With md the median of the n losses, and s² the mean of (y − md)² over those not above it:
  ///
  ///     φ = (md − y)/s              for y ≤ md
  ///     φ = Φ⁻¹(1 − (rank − ½)/n)   above, not below Φ⁻¹(0.001)                    (3)
  ///
  /// then standardized. The half-rank warp of X. Song et al., "The Vizier Gaussian process bandit algorithm", 2024.
  init(ranksOf results: some Collection<Observations.Result>) {
    losses = NormalizedLosses(results)
    warped = nil
    let y = losses.values
    guard let low = y.min(), let high = y.max(), high > low else {
      values = [Double](repeating: 0, count: y.count)
      return
    }
    let median = Statistics.median(y)
    let good = y.filter { $0 <= median }
    let variance = good.reduce(0) { $0 + ($1 - median) * ($1 - median) } / Double(good.count)
    let spread = variance > 0 ? variance.squareRoot() : high - low
    let ranks = Statistics.ranks(y)
    let scores = y.indices.map { i in
      guard y[i] > median else { return (median - y[i]) / spread }
      let share = 1 - (ranks[i] - 0.5) / Double(y.count)
      return StandardNormal.quantile(min(max(share, 0.001), 0.5))
    }
    let mean = Statistics.mean(scores)
    let deviation = (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count)).squareRoot()
    values = scores.map { ($0 - mean) / max(deviation, 1e-12) }
  }

  /// (2).
  func reward(from start: Int, to landing: Int) -> Double { values[landing] - values[start] }

  /// Mean and standard deviation of the loss of what is expected to have this score; nil for ranks.
  func loss(mean score: Double, sd: Double) -> (mean: Double, sd: Double)? {
    warped.map { warped in
      let unwarped = warped.unwarped(mean: 0 - score, sd: sd)
      return losses.loss(mean: unwarped.mean, sd: unwarped.sd)
    }
  }
}
