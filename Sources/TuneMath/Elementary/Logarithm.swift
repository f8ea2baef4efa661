/// ln x, with the same bits on every platform; see ``exponential(_:)`` for why.
///
///     x = 2ᵏ m,   m ∈ [√½, √2),   f = m − 1,   s = f/(2 + f)
///     ln m = 2 artanh s = f − (f²/2 − s (f²/2 + R)),   R = s² P(s²) = 2 artanh(s)/s − 2
///
/// P interpolates at seven Chebyshev nodes; its share of the relative error is below 5·10⁻¹⁸.
///
/// - Returns: Within 1 ulp of ln x; −∞ for 0, NaN for negative numbers and NaN, ∞ for ∞.
package func logarithm(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  guard x < .infinity else { return x }

  let subnormal = x < .leastNormalMagnitude
  let bits = (subnormal ? x * 0x1p54 : x).bitPattern
  // Shifting the exponent's zero to √½ puts the mantissa into [√½, √2).
  let offset = bits &- (0.5 as Double).squareRoot().bitPattern
  let exponent = Int(Int64(bitPattern: offset) >> 52)
  let m = Double(bitPattern: bits &- UInt64(bitPattern: Int64(exponent)) &<< 52)
  let k = Double(subnormal ? exponent - 54 : exponent)

  let f = m - 1
  let s = f / (2 + f)
  let z = s * s
  let z2 = z * z
  let p012 = 0.666666666666667 + z * 0.39999999999898944 + z2 * 0.2857142862620096
  let p3456 =
    (0.22222211101577205 + z * 0.1818289133623783) + z2 * (0.1533165379922582 + z * 0.14617229114009048)
  let remainder = z * (p012 + z * z2 * p3456)
  let square = 0.5 * f * f
  return k * 0.6931471804855391 - ((square - (s * (square + remainder) + k * 7.440617110012397e-11)) - f)
}

/// ln(1 + x), accurate for small x, with the same bits on every platform.
///
/// The rounding error of 1 + x is divided out again: ln(1 + x) = ln u · x/(u − 1) with u the rounded 1 + x.
///
/// - Returns: Within a few ulp; −∞ for −1, NaN below.
package func logarithm(onePlus x: Double) -> Double {
  let u = 1 + x
  guard u != 1 else { return x }
  guard u > 0, u < .infinity else { return logarithm(u) }
  return logarithm(u) * (x / (u - 1))
}

/// eˣ − 1, accurate for small x, with the same bits on every platform.
///
/// - Returns: Within a few ulp.
package func exponentialMinusOne(_ x: Double) -> Double {
  if x > -0.3 && x < 0.3 {
    // eˣ − 1 = 2 sinh(x/2) e^(x/2), and the series of sinh has only terms of one sign.
    let h = 0.5 * x
    let h2 = h * h
    let series = 1 + h2 / 6 * (1 + h2 / 20 * (1 + h2 / 42 * (1 + h2 / 72 * (1 + h2 / 110))))
    return x * series * exponential(h)
  }
  return exponential(x) - 1
}

/// xʸ for x ≥ 0, as exp(y ln x): the same bits on every platform, relative error about |y ln x| · 10⁻¹⁶.
package func power(_ x: Double, _ y: Double) -> Double {
  if y == 0 { return 1 }
  return exponential(y * logarithm(x))
}
