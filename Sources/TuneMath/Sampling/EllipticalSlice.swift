/// A walk whose points are distributed like a posterior with a normal prior, N(θ; μ, diag σ²) · exp(−c(θ)): elliptical
/// slice sampling. It has no step size or other thing to tune, and each move ends.
///
/// A move draws ν from the prior and a level ln y = −c(θ) + ln u, u uniform in (0, 1). Of the ellipse through θ and ν,
///
///     θ'(φ) = μ + (θ − μ) cos φ + (ν − μ) sin φ,
///
/// it takes the first point of a likelihood above y, −c(θ') > ln y; φ is drawn from the whole ellipse at first, and
/// then from a bracket around φ = 0 that shrinks to the last φ that was too low.
///
/// I. Murray, R. P. Adams, D. J. C. MacKay, "Elliptical slice sampling", 2010, figure 2.
package struct EllipticalSlice: Sendable {
  /// θ.
  package private(set) var point: [Double]

  private let mean: [Double]
  private let sd: [Double]
  /// c(θ).
  private var cost: Double

  /// So narrow a bracket holds nothing but θ.
  private static let leastBracket = 1e-9

  /// - Parameters:
  ///   - mean: μ.
  ///   - sd: σ, not negative.
  ///   - point: where the walk begins; as long as the others.
  ///   - cost: c of the beginning; where it is not finite, the walk takes the first point where it is.
  package init(mean: [Double], sd: [Double], from point: [Double], cost: Double) {
    precondition(mean.count == point.count && sd.count == point.count, "one mean and deviation for each coordinate")
    self.mean = mean
    self.sd = sd
    self.point = point
    self.cost = cost.isNaN ? .infinity : cost
  }

  /// Moves once.
  ///
  /// - Parameter cost: c, the negative logarithm of the likelihood up to a constant; infinite where θ may not be.
  package mutating func move(_ source: inout RandomSource, _ cost: ([Double]) -> Double) {
    let other = mean.indices.map { sd[$0] * source.normal() }
    let limit = self.cost - logarithm(source.uniformOpen())
    var angle = 2 * Double.pi * source.uniform()
    var bracket = (angle - 2 * Double.pi)...angle
    while bracket.upperBound - bracket.lowerBound > EllipticalSlice.leastBracket {
      let (c, s) = cosineAndSine(angle)
      let candidate = mean.indices.map { mean[$0] + (point[$0] - mean[$0]) * c + other[$0] * s }
      let value = cost(candidate)
      if value < limit {
        point = candidate
        self.cost = value
        return
      }
      bracket = angle < 0 ? angle...bracket.upperBound : bracket.lowerBound...angle
      angle = source.uniform(in: bracket)
    }
  }
}
