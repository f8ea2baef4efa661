extension StandardNormal {
  /// Φ⁻¹(p). −∞ at 0, ∞ at 1, NaN outside [0, 1]. Relative error about 10⁻¹⁵.
  ///
  /// Rational approximations of M. J. Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988): one in
  /// (p − ½)² for |p − ½| ≤ 0.425, two in √(−ln p) for the tails.
  package static func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    let q = p - 0.5
    if q.magnitude <= 0.425 { return central(q) }
    // 1 − p is exact here, as p is at least ½.
    return q < 0 ? quantile(logProbability: logarithm(p)) : -quantile(logProbability: logarithm(1 - p))
  }

  /// Φ⁻¹(exp(l)) for l ≤ 0, however small exp(l) is.
  package static func quantile(logProbability l: Double) -> Double {
    guard l <= 0 else { return .nan }
    if l == -.infinity { return l }
    if l > -2.590267165445056 {  // ln 0.075: not in the lower tail
      if l < -0.07796154146971181 { return central(exponential(l) - 0.5) }  // ln 0.925
      return -quantile(logProbability: logarithm(-exponentialMinusOne(l)))
    }
    let r = (-l).squareRoot()
    if r <= 5 { return -nearNumerator(r - 1.6) / nearDenominator(r - 1.6) }
    if r <= 27 { return -farNumerator(r - 5) / farDenominator(r - 5) }

    // Beyond the approximation (p < 10⁻³¹⁶): Newton on ln Φ, which is nearly a parabola out there, from its leading
    // terms x² = −2l − ln(2π x²).
    var x = -(-2 * l - logarithm(-4 * .pi * l)).squareRoot()
    for _ in 0..<3 {
      let hazard = exponential(logPDF(x) - logCDF(x))
      guard hazard.isFinite, hazard > 0 else { break }
      x -= (logCDF(x) - l) / hazard
    }
    return x
  }

  /// The point below which a share u of the mass of [a, b] lies: monotone in u, never outside [a, b].
  ///
  /// - Parameter u: In (0, 1).
  package static func truncatedQuantile(_ u: Double, from a: Double, to b: Double) -> Double {
    guard a < b else { return a }
    // By symmetry: put the interval where Φ is small, which is where it is accurate.
    if a + b > 0 { return -truncatedQuantile(1 - u, from: -b, to: -a) }
    let width = b - a
    let x: Double
    if width * max(1, a.magnitude) < 1e-6 {
      x = a + u * width  // the density is constant within rounding
    } else if b > -5 {
      let low = cdf(a)
      x = quantile(low + u * (cdf(b) - low))
    } else {
      // p = Φ(b) (ρ + u (1 − ρ)) with ρ = Φ(a)/Φ(b), in logarithms because Φ may underflow.
      let upper = logCDF(b)
      guard upper > -.infinity else { return b }  // so far out, all mass is at the end next to the mean
      let rho = exponential(logCDF(a) - upper)
      x = quantile(logProbability: upper + logarithm(rho + u * (1 - rho)))
    }
    return min(max(x, a), b)
  }

  /// Φ⁻¹(½ + q).
  private static func central(_ q: Double) -> Double {
    let r = 0.180625 - q * q
    return q * centralNumerator(r) / centralDenominator(r)
  }

  private static func centralNumerator(_ r: Double) -> Double {
    polynomial(
      r,
      3.3871328727963666080e0,
      1.3314166789178437745e2,
      1.9715909503065514427e3,
      1.3731693765509461125e4,
      4.5921953931549871457e4,
      6.7265770927008700853e4,
      3.3430575583588128105e4,
      2.5090809287301226727e3
    )
  }

  private static func centralDenominator(_ r: Double) -> Double {
    polynomial(
      r,
      1.0,
      4.2313330701600911252e1,
      6.8718700749205790830e2,
      5.3941960214247511077e3,
      2.1213794301586595867e4,
      3.9307895800092710610e4,
      2.8729085735721942674e4,
      5.2264952788528545610e3
    )
  }

  private static func nearNumerator(_ r: Double) -> Double {
    polynomial(
      r,
      1.42343711074968357734e0,
      4.63033784615654529590e0,
      5.76949722146069140550e0,
      3.64784832476320460504e0,
      1.27045825245236838258e0,
      2.41780725177450611770e-1,
      2.27238449892691845833e-2,
      7.74545014278341407640e-4
    )
  }

  private static func nearDenominator(_ r: Double) -> Double {
    polynomial(
      r,
      1.0,
      2.05319162663775882187e0,
      1.67638483018380384940e0,
      6.89767334985100004550e-1,
      1.48103976427480074590e-1,
      1.51986665636164571966e-2,
      5.47593808499534494600e-4,
      1.05075007164441684324e-9
    )
  }

  private static func farNumerator(_ r: Double) -> Double {
    polynomial(
      r,
      6.65790464350110377720e0,
      5.46378491116411436990e0,
      1.78482653991729133580e0,
      2.96560571828504891230e-1,
      2.65321895265761230930e-2,
      1.24266094738807843860e-3,
      2.71155556874348757815e-5,
      2.01033439929228813265e-7
    )
  }

  private static func farDenominator(_ r: Double) -> Double {
    polynomial(
      r,
      1.0,
      5.99832206555887937690e-1,
      1.36929880922735805310e-1,
      1.48753612908506148525e-2,
      7.86869131145613259100e-4,
      1.84631831751005468180e-5,
      1.42151175831644588870e-7,
      2.04426310338993978564e-15
    )
  }
}
