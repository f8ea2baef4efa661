/// erfcx(x) = exp(x²) erfc(x), the complementary error function without its exponential decay.
package enum ScaledErrorFunction {
  /// Relative error below 10⁻¹⁵ for x ≥ 0. Overflows to ∞ below −26.6.
  ///
  /// For x ≥ 0, (1 + 2x) erfcx(x) is smooth in t = (x − 3.75)/(x + 3.75) ∈ [−1, 1) and summed as a Chebyshev series
  /// (the form of Shepherd and Laframboise, 1981; coefficients computed anew with 60 digits).
  /// Below 0: erfcx(x) = 2 exp(x²) − erfcx(−x).
  package static func erfcx(_ x: Double) -> Double {
    if x < 0 { return 2 * exponential(x * x) - erfcx(-x) }
    guard x < 1e100 else { return x.isNaN ? x : 0.5641895835477563 / x }
    return chebyshev((x - 3.75) / (x + 3.75)) / (1 + 2 * x)
  }

  /// Clenshaw's recurrence: Σ cₖ Tₖ(t).
  private static func chebyshev(_ t: Double) -> Double {
    var b1 = 0.0
    var b2 = 0.0
    for c in series.dropFirst().reversed() { (b1, b2) = (2 * t * b1 - b2 + c, b1) }
    return t * b1 - b2 + series[0]
  }

  private static let series: [Double] = [
    1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189,
    -0.026658668435305753, 0.009074997670705265, -0.002413163540417608, 0.0004907758365258086,
    -6.916973302501207e-05, 4.13902798607301e-06, 7.74038306619849e-07, -2.1886401049234397e-07,
    1.076499946567091e-08, 4.521959811218287e-09, -7.754400208831351e-10, -6.318088340886684e-11,
    2.86879501093067e-11, 1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14,
    3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17,
    5.068148904796111e-17, -2.2370566594359995e-18,
  ]
}
