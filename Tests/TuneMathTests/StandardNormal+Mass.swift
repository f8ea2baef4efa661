import TuneMath

/// What distributions that are cut off are held against.
extension StandardNormal {
  /// ln(Φ(b) − Φ(a)), the mass of an interval; −∞ unless a < b.
  static func logMass(from a: Double, to b: Double) -> Double {
    guard a < b else { return a.isNaN || b.isNaN ? .nan : -.infinity }
    // By symmetry the interval can be put where Φ is small, which is where it is accurate.
    if a + b > 0 { return logMass(from: -b, to: -a) }
    let width = b - a
    let middle = 0.5 * (a + b)
    if width * max(1, middle.magnitude) < 1e-3 {
      // Taylor at the middle: ∫φ = φ(m) w (1 + (m² − 1) w²/24 + …); the difference below would cancel.
      return logPDF(middle) + logarithm(width)
        + logarithm(onePlus: (middle * middle - 1) * width * width / 24)
    }
    // Neither cancels: Φ is of the order of the difference.
    if a > -1 || b >= 0 { return logarithm(cdf(b) - cdf(a)) }
    let upper = logCDF(b)
    guard upper > -.infinity else { return upper }
    let difference = logCDF(a) - upper
    return upper + logarithm(onePlus: -exponential(difference))
  }
}
