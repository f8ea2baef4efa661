/// The beta function and the beta distribution, with the same bits on every platform.
package enum BetaFunction {
  /// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b).
  package static func logBeta(_ a: Double, _ b: Double) -> Double {
    GammaFunction.logGamma(a) + GammaFunction.logGamma(b) - GammaFunction.logGamma(a + b)
  }

  /// I_x(a, b), the distribution function at x ∈ [0, 1] of a beta variable with shapes a, b > 0. Relative error about
  /// 10⁻¹⁴ for moderate shapes, (a + b) ln(a + b) 10⁻¹⁶ for large ones. O(√max(a, b)).
  package static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    regularized(x, complement: 1 - x, a, b)
  }

  /// As ``regularized(_:_:_:)``, for callers that know 1 − x more accurately than it can be computed from x.
  static func regularized(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0, x >= 0, x <= 1 else { return .nan }
    if x == 0 { return 0 }
    if y == 0 { return 1 }
    // The fraction converges fast below the mean; above it, use the mirrored one.
    if x < (a + 1) / (a + b + 2) { return tail(x, y, a, b) }
    return 1 - tail(y, x, b, a)
  }

  /// xᵃ yᵇ/(a B(a, b)) · 1/(1 + d₁/(1 + d₂/(1 + …))),
  ///
  ///     d₂ₘ₊₁ = −(a + m)(a + b + m) x/((a + 2m)(a + 2m + 1)),   d₂ₘ = m (b − m) x/((a + 2m − 1)(a + 2m))
  private static func tail(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    let front = exponential(a * logarithm(x) + b * logarithm(y) - logBeta(a, b)) / a
    let fraction = lentz(first: 1) { n in
      let m = Double(n / 2)
      if n.isMultiple(of: 2) { return (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1) }
      return (-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), 1)
    }
    return front / fraction
  }
}
