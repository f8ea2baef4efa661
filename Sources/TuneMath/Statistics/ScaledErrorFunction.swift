/// erfcx(x) = exp(x²) erfc(x), the complementary error function without its exponential decay.
package enum ScaledErrorFunction {
  /// Relative error below 10⁻¹⁵ for x ≥ 0. Overflows to ∞ below −26.6.
  ///
  /// For x ≥ 0, (1 + 2x) erfcx(x) is smooth in t = (x − 3.75)/(x + 3.75) ∈ [−1, 1) (Shepherd and Laframboise, 1981); the
  /// polynomial is its Chebyshev series of degree 25, computed anew with 80 digits and expanded in powers.
  /// Below 0: erfcx(x) = 2 exp(x²) − erfcx(−x).
  package static func erfcx(_ x: Double) -> Double {
    if x < 0 { return 2 * exponential(x * x) - erfcx(-x) }
    guard x < 1e100 else { return x.isNaN ? x : 0.5641895835477563 / x }
    let t = (x - 3.75) / (x + 3.75)
    let t4 = (t * t) * (t * t)
    let t8 = t4 * t4
    let block0 = polynomial(
      t,
      1.2375126308378275,
      -0.14024059858554702,
      0.0035854154854644293,
      0.08227673849015102,
      -0.10880393014174886,
      0.09230432116019834,
      -0.05869339858963677,
      0.0283622774215156
    )
    let block1 = polynomial(
      t,
      -0.009746579558029276,
      0.0017556258324217529,
      0.0002937136655913448,
      -0.00029015397928986765,
      5.164909889268241e-05,
      2.2383912036550678e-05,
      -1.1444146237700524e-05,
      -9.72849582211122e-07
    )
    let block2 = polynomial(
      t,
      1.751637648849062e-06,
      -5.826281078800777e-08,
      -2.5866850716155884e-07,
      2.4289762925488707e-08,
      3.8675334242222354e-08,
      -4.389284159986328e-09,
      -5.1739902140113095e-09,
      5.457157304704688e-10
    )
    let block3 = 4.2514714447963895e-10 + t * -3.75315827795962e-11
    return (block0 + t8 * (block1 + t8 * (block2 + t8 * block3))) / (1 + 2 * x)
  }
}
