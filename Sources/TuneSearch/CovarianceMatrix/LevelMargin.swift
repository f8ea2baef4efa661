import TuneMath

/// The margin of CMA-ES for a dimension of levels: the probability of leaving the present level never falls below α.
///
/// Without it a dimension of levels is settled as soon as σ is smaller than a level, rightly or not. The mean m_j is moved
/// and the samples of the dimension are stretched by A_j so that
///
///     Pr(v_j < l) and Pr(v_j > u) are at least α/2 each, or at least α for the one side there is
///
/// with v = m + σ A y, and l, u the thresholds of the level in which m_j is.
///
/// R. Hamano, S. Saito, M. Nomura, S. Shirakawa, "CMA-ES with margin", GECCO 2022.
struct LevelMargin: Sendable, Hashable {
  /// Between levels, ascending.
  let thresholds: [Double]

  /// - Parameter units: coordinates of the levels, ascending.
  init(units: [Double]) {
    thresholds = zip(units, units.dropFirst()).map { 0.5 * ($0 + $1) }
  }

  /// The level of a coordinate.
  func level(_ x: Double) -> Int { thresholds.reduce(0) { x > $1 ? $0 + 1 : $0 } }

  /// The mean and stretch after the correction.
  ///
  /// - Parameters:
  ///   - deviation: σ √C_jj.
  ///   - stretch: A_j.
  func corrected(mean: Double, deviation: Double, stretch: Double, alpha: Double) -> (mean: Double, stretch: Double) {
    guard !thresholds.isEmpty else { return (mean, stretch) }
    let level = level(mean)
    let spread = deviation * stretch
    if level == 0 || level == thresholds.count {
      // One threshold only: the mean comes nearer to it.
      let threshold = level == 0 ? thresholds[0] : thresholds[thresholds.count - 1]
      let reach = spread * StandardNormal.quantile(1 - alpha)
      let distance = min((mean - threshold).magnitude, reach)
      return (mean < threshold ? threshold - distance : threshold + distance, stretch)
    }
    let (low, high) = (thresholds[level - 1], thresholds[level])
    let below = StandardNormal.cdf((low - mean) / spread)
    let above = StandardNormal.cdf((mean - high) / spread)
    guard below < alpha / 2 || above < alpha / 2 else { return (mean, stretch) }
    // Raised probabilities, made to sum to 1 again with that of the middle.
    let middle = 1 - below - above
    let (raisedBelow, raisedAbove) = (max(alpha / 2, below), max(alpha / 2, above))
    let excess =
      (1 - raisedBelow - raisedAbove - middle) / (raisedBelow + raisedAbove + middle - 1.5 * alpha)
    let finalBelow = raisedBelow + excess * (raisedBelow - alpha / 2)
    let finalAbove = raisedAbove + excess * (raisedAbove - alpha / 2)
    let (toLow, toHigh) = (StandardNormal.quantile(1 - finalBelow), StandardNormal.quantile(1 - finalAbove))
    let newMean = (low * toHigh + high * toLow) / (toLow + toHigh)
    return (newMean, (high - low) / (deviation * (toLow + toHigh)))
  }
}
