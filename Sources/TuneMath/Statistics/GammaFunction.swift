/// The gamma function and the gamma distribution, with the same bits on every platform.
package enum GammaFunction {
  /// ln Γ(x) for x > 0; NaN otherwise. Absolute error about 3·10⁻¹⁵ for small x, relative error 10⁻¹⁵ for large.
  ///
  /// Stirling's series at y ≥ 10, reached by Γ(x) = Γ(x + m)/(x (x + 1) … (x + m − 1)):
  ///
  ///     ln Γ(y) = (y − ½) ln y − y + ½ ln 2π + Σ B₂ₖ/(2k (2k − 1) y²ᵏ⁻¹)
  package static func logGamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var y = x
    var product = 1.0
    while y < 10 {
      product *= y
      y += 1
    }
    let inverse = 1 / y
    let z = inverse * inverse
    var series = 1.0 / 156
    for coefficient in [-691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12] {
      series = series * z + coefficient
    }
    let stirling = (y - 0.5) * logarithm(y) - y + StandardNormal.logRootTwoPi + series * inverse
    return stirling - logarithm(product)
  }

  /// P(a, x), the distribution function at x ≥ 0 of a gamma variable with shape a > 0 and scale 1.
  package static func regularizedLower(_ a: Double, _ x: Double) -> Double {
    guard a > 0, x >= 0 else { return .nan }
    if x == 0 { return 0 }
    if x == .infinity { return 1 }
    return x < a + 1 ? series(a, x) : 1 - continuedFraction(a, x)
  }

  /// Q(a, x) = 1 − P(a, x), accurate where it is tiny.
  package static func regularizedUpper(_ a: Double, _ x: Double) -> Double {
    guard a > 0, x >= 0 else { return .nan }
    if x == 0 { return 1 }
    if x == .infinity { return 0 }
    return x < a + 1 ? 1 - series(a, x) : continuedFraction(a, x)
  }

  /// xᵃ e⁻ˣ/Γ(a).
  private static func front(_ a: Double, _ x: Double) -> Double {
    exponential(a * logarithm(x) - x - logGamma(a))
  }

  /// P(a, x) = front · Σ xⁿ/(a (a + 1) … (a + n)). O(√a) terms where it is used.
  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var n = a
    while term > sum * 1e-17 {
      n += 1
      term *= x / n
      sum += term
    }
    return sum * front(a, x)
  }

  /// Q(a, x) = front / (x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(x + 5 − a − …))).
  private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
    front(a, x)
      / lentz(first: x + 1 - a) { n in
        (-Double(n) * (Double(n) - a), x + Double(2 * n + 1) - a)
      }
  }
}

/// b₀ + a₁/(b₁ + a₂/(b₂ + …)) by the modified method of Lentz (Thompson, Barnett, 1986), to full precision or 10,000
/// terms.
///
/// - Parameter term: (aₙ, bₙ) for n = 1, 2, ….
func lentz(first b0: Double, term: (Int) -> (a: Double, b: Double)) -> Double {
  let tiny = 1e-300
  var f = b0 == 0 ? tiny : b0
  var c = f
  var d = 0.0
  for n in 1...10_000 {
    let (a, b) = term(n)
    d = b + a * d
    c = b + a / c
    if d == 0 { d = tiny }
    if c == 0 { c = tiny }
    d = 1 / d
    let ratio = c * d
    f *= ratio
    if (ratio - 1).magnitude < 2e-16 { break }
  }
  return f
}
