/// The standard normal distribution.
///
///     φ(x) = exp(−x²/2)/√(2π)      Φ(x) = ∫ φ from −∞ to x
///
/// Everything here keeps its relative accuracy in the tails and has the same bits on every platform.
package enum StandardNormal {
  /// ln √(2π).
  static let logRootTwoPi = 0.9189385332046728
  static let rootTwoPi = 2.5066282746310002

  /// φ(x).
  package static func pdf(_ x: Double) -> Double {
    gaussian(x) / rootTwoPi
  }

  /// ln φ(x).
  package static func logPDF(_ x: Double) -> Double {
    -0.5 * x * x - logRootTwoPi
  }

  /// Φ(x). Relative error about 10⁻¹⁵, also where it is tiny.
  package static func cdf(_ x: Double) -> Double {
    let tail = 0.5 * gaussian(x) * ScaledErrorFunction.erfcx(x.magnitude * 0.7071067811865476)
    return x < 0 ? tail : 1 - tail
  }

  /// ln Φ(x): finite for every finite x whose square is.
  package static func logCDF(_ x: Double) -> Double {
    if x < -1 { return logarithm(0.5 * ScaledErrorFunction.erfcx(-x * 0.7071067811865476)) - 0.5 * x * x }
    if x < 0 { return logarithm(cdf(x)) }
    return logarithm(onePlus: -cdf(-x))
  }

  /// exp(−x²/2). The square's rounding error would cost x²/2 ulp: it is split off.
  static func gaussian(_ x: Double) -> Double {
    guard x.magnitude < 40 else { return x.isNaN ? x : 0 }
    let head = (x * 16).rounded(.toNearestOrEven) / 16
    return exponential(-0.5 * head * head) * exponential(-0.5 * (x - head) * (x + head))
  }

  /// Φ(a) − Φ(−b) for a, b ≥ 0, the mass between a standard deviations below the mean and b above it. Absolute error about
  /// 10⁻¹⁶: for sums over many intervals, none of them far from the mean.
  package static func mass(below a: Double, above b: Double) -> Double {
    1 - roughTail(a) - roughTail(b)
  }

  /// 1 − Φ(x) for x ≥ 0, with a small absolute error, not a small relative one.
  private static func roughTail(_ x: Double) -> Double {
    x > 9 ? 0 : 0.5 * exponential(-0.5 * x * x) * ScaledErrorFunction.erfcx(x * 0.7071067811865476)
  }
}
