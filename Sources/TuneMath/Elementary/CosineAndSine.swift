/// cos x and sin x for |x| ≤ 10⁶, with the same bits on every platform.
///
/// The C library's functions differ in the last bit from one platform to another, and a proposal must not. As in
/// ``exponential(_:)`` there is nothing here but IEEE additions and multiplications in a fixed order.
///
///     x = k π/2 + r,   k integer,   |r| ≤ π/4
///
/// Both functions of r are Taylor polynomials, whose remainders are below 2·10⁻¹⁷.
///
/// - Returns: Each within 2.3·10⁻¹⁶ of the C library's for |x| ≤ 10.
package func cosineAndSine(_ x: Double) -> (cosine: Double, sine: Double) {
  let k = (x * 0.6366197723675814).rounded()
  // π/2 in two parts; the first has so few bits that k times it is exact.
  let r = (x - k * 1.5707963267341256) - k * 6.077100506506192e-11

  let square = r * r
  let cosine =
    1 - square
    * polynomial(
      square,
      0.5,
      -1.0 / 24,
      1.0 / 720,
      -1.0 / 40_320,
      1.0 / 3_628_800,
      -1.0 / 479_001_600,
      1.0 / 87_178_291_200,
      -1.0 / 20_922_789_888_000
    )
  let sine =
    r - r * square
    * polynomial(
      square,
      1.0 / 6,
      -1.0 / 120,
      1.0 / 5_040,
      -1.0 / 362_880,
      1.0 / 39_916_800,
      -1.0 / 6_227_020_800,
      1.0 / 1_307_674_368_000,
      -1.0 / 355_687_428_096_000
    )
  switch Int(k) & 3 {
  case 0: return (cosine, sine)
  case 1: return (-sine, cosine)
  case 2: return (-cosine, -sine)
  default: return (sine, -cosine)
  }
}
