import TuneMath

/// A way to combine the coordinates of two parents in a numeric dimension.
enum Crossover: String, Hashable, Sendable, CaseIterable {
  /// Simulated binary crossover: near one of the parents mostly, at a distance that scales with theirs. K. Deb, R. B.
  /// Agrawal, "Simulated binary crossover for continuous search space", Complex Systems 9 (1995).
  case sbx
  /// BLX-α: anywhere between the parents, and somewhat beyond. L. J. Eshelman, J. D. Schaffer, "Real-coded genetic
  /// algorithms and interval-schemata", FOGA 2 (1993).
  case blend
  /// Around the first parent, as far as the population is spread.
  case gaussian

  /// η of SBX: 2 to 5 is wide, as few trials need it.
  private static let spreadIndex = 3.0
  /// Probability that SBX changes a coordinate at all; otherwise it is a parent's.
  private static let sbxProbability = 0.7
  /// α of BLX: half of the parents' distance on either side.
  private static let overshoot = 0.5
  /// Standard deviation of the Gaussian crossover, in standard deviations of the population.
  private static let gaussianReach = 0.7

  /// A child's coordinate; it may lie outside [0, 1].
  ///
  /// - Parameters:
  ///   - x, y: the parents' coordinates.
  ///   - spread: the standard deviation of the population in this dimension.
  func combine(_ x: Double, _ y: Double, spread: Double, using source: inout RandomSource) -> Double {
    switch self {
    case .sbx:
      // ½[(1 + β) x + (1 − β) y], with x the parent that the child is nearer to.
      let (near, far) = source.bernoulli(0.5) ? (x, y) : (y, x)
      guard source.bernoulli(Crossover.sbxProbability) else { return near }
      let beta = Crossover.spreadFactor(source.uniform(), index: Crossover.spreadIndex)
      return 0.5 * ((1 + beta) * near + (1 - beta) * far)
    case .blend:
      let low = min(x, y)
      let width = max(x, y) - low
      return low + width * (source.uniform() * (1 + 2 * Crossover.overshoot) - Crossover.overshoot)
    case .gaussian:
      return x + source.normal() * Crossover.gaussianReach * spread
    }
  }

  /// β of SBX by inversion: density ½(η + 1) β^η below 1, ½(η + 1)/β^(η + 2) above.
  static func spreadFactor(_ u: Double, index eta: Double) -> Double {
    u < 0.5 ? power(2 * u, 1 / (eta + 1)) : power(1 / (2 * (1 - u)), 1 / (eta + 1))
  }
}

/// Polynomial mutation of a coordinate: a step of density ½(η + 1)(1 − |δ|)^η on [−1, 1]. K. Deb, M. Goyal, "A combined
/// genetic adaptive search (GeneAS) for engineering design", Computer Science and Informatics 26 (1996).
func polynomialStep(_ u: Double, index eta: Double) -> Double {
  u < 0.5 ? power(2 * u, 1 / (eta + 1)) - 1 : 1 - power(2 * (1 - u), 1 / (eta + 1))
}
