import TuneMath

/// How wide the kernels of a ``ParzenDensity`` are.
///
/// The values are from a search over our own benchmark; the ones that matter are the floors, without which the density
/// of the good trials collapses on the first of them.
struct ParzenBandwidths: Sendable, Hashable {
  /// No kernel of a number is narrower than this share of the range, nor wider than the other.
  var least = 0.12
  var most = 0.5
  /// Least width in an ordered dimension, in levels.
  var leastLevels = 1.0
  /// ε: the share of an observation that stands for all choices alike.
  var stray = 0.5
  /// Weight of the uniform kernel.
  var priorWeight = 1.5

  /// b = s n^(−1/(d + 4)), Scott's rule for n observations of standard deviation s in d dimensions; for one observation s
  /// is that of the uniform distribution.
  func width(of centers: [Double], dimensions d: Int) -> Double {
    let n = Double(centers.count)
    let mean = centers.reduce(0, +) / max(1, n)
    let variance = n > 1 ? centers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n : 1.0 / 12
    return min(most, max(least, variance.squareRoot() * power(max(1, n), -1 / Double(d + 4))))
  }
}
