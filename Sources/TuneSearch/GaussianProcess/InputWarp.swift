import TuneMath

/// The Kumaraswamy distribution function, a smooth monotone map of [0, 1] onto itself that can stretch either end:
///
///     w(x) = 1 − (1 − xᵃ)ᵇ                                                                                    (W1)
///
/// With a and b learned, the kernel finds out by itself that a parameter should have been given a logarithmic scale, or
/// that it only matters near one end. a = b = 1 is the identity.
///
/// J. Snoek, K. Swersky, R. Zemel, R. Adams, "Input warping for Bayesian optimization of non-stationary functions", 2014.
struct InputWarp: Sendable, Hashable {
  let a: Double
  let b: Double

  /// Coordinates are kept this far from 0 and 1, where logarithms are infinite.
  static let margin = 1e-6

  init(logA: Double, logB: Double) {
    a = exponential(logA)
    b = exponential(logB)
  }

  func callAsFunction(_ x: Double) -> Double {
    let complement = 1 - power(InputWarp.clamped(x), a)
    return 1 - power(complement, b)
  }

  /// w(x), ∂w/∂ ln a = a b (1 − xᵃ)ᵇ⁻¹ xᵃ ln x, and ∂w/∂ ln b = −b (1 − xᵃ)ᵇ ln(1 − xᵃ).
  func withSlopes(_ x: Double) -> (value: Double, logA: Double, logB: Double) {
    let logX = logarithm(InputWarp.clamped(x))
    let xa = exponential(a * logX)
    let logComplement = logarithm(onePlus: -xa)
    let rest = exponential(b * logComplement)
    return (1 - rest, a * b * rest / (1 - xa) * xa * logX, -b * rest * logComplement)
  }

  private static func clamped(_ x: Double) -> Double { min(max(x, margin), 1 - margin) }
}
