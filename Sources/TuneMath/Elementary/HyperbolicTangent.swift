/// tanh x, with the same bits on every platform: odd exactly, monotone, absolute error below 3·10⁻¹⁶.
///
///     tanh |x| = (1 − e)/(1 + e),   e = exp(−2|x|)
@inlinable @inline(__always)
package func hyperbolicTangent(_ x: Double) -> Double {
  let e = exponential(-2 * x.magnitude)
  let magnitude = (1 - e) / (1 + e)
  return x < 0 ? -magnitude : magnitude
}

/// The logistic function 1/(1 + e⁻ˣ), with the same bits on every platform.
@inlinable @inline(__always)
package func logistic(_ x: Double) -> Double {
  1 / (1 + exponential(-x))
}
