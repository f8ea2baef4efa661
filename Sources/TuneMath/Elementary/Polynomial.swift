/// c₀ + c₁ x + … + c₇ x⁷, as two interleaved chains, even powers and odd powers, so that neither waits for the other.
///
/// Eight coefficients at a time, as arguments: a loop over an array of coefficients takes twice as long. Longer
/// polynomials are sums of such blocks times powers of x⁸.
@inline(__always)
func polynomial(
  _ x: Double,
  _ c0: Double,
  _ c1: Double,
  _ c2: Double,
  _ c3: Double,
  _ c4: Double,
  _ c5: Double,
  _ c6: Double,
  _ c7: Double
) -> Double {
  let square = x * x
  let even = ((c6 * square + c4) * square + c2) * square + c0
  let odd = ((c7 * square + c5) * square + c3) * square + c1
  return even + x * odd
}
