/// By how much one mean differs from another, and whether that is more than chance.
package struct MeanDifference: Sendable, Hashable {
  /// The first mean minus the second.
  package let difference: Double
  /// Ends of the interval that covers the true difference with 95 % confidence.
  package let low: Double
  package let high: Double
  /// Probability of a difference at least as large either way, if there were none.
  package let pValue: Double

  /// Of values that were measured independently, by Welch's test (1947): the two may spread differently.
  ///
  /// Degrees of freedom are Welch's and Satterthwaite's,
  ///
  ///     ν = (s₁²/n₁ + s₂²/n₂)² / ((s₁²/n₁)²/(n₁ − 1) + (s₂²/n₂)²/(n₂ − 1)).
  ///
  /// Nil with fewer than two values of either, with one that is not finite, and where no value differs from another of
  /// its kind: then there is no noise to compare the difference with.
  package static func welch(_ a: [Double], _ b: [Double]) -> MeanDifference? {
    guard a.count > 1, b.count > 1 else { return nil }
    let (x, y) = (Statistics.variance(a) / Double(a.count), Statistics.variance(b) / Double(b.count))
    let freedom = (x + y) * (x + y) / (x * x / Double(a.count - 1) + y * y / Double(b.count - 1))
    return MeanDifference(
      Statistics.mean(a) - Statistics.mean(b),
      error: (x + y).squareRoot(),
      degreesOfFreedom: freedom
    )
  }

  /// Of values that belong together, such as those of the same folds, by Student's test of the differences.
  ///
  /// Nil with fewer than two, with one that is not finite, and where all differences are the same.
  package static func paired(_ differences: [Double]) -> MeanDifference? {
    guard differences.count > 1 else { return nil }
    return MeanDifference(
      Statistics.mean(differences),
      error: Statistics.standardDeviation(differences) / Double(differences.count).squareRoot(),
      degreesOfFreedom: Double(differences.count - 1)
    )
  }

  /// Of several values from a single one, which is taken to be as noisy as they are.
  ///
  /// Nil with fewer than two values, with one that is not finite, and where all are the same.
  package static func fromOne(_ sample: [Double], _ single: Double) -> MeanDifference? {
    guard sample.count > 1 else { return nil }
    let error = Statistics.standardDeviation(sample) * (1 + 1 / Double(sample.count)).squareRoot()
    return MeanDifference(
      Statistics.mean(sample) - single,
      error: error,
      degreesOfFreedom: Double(sample.count - 1)
    )
  }

  private init?(_ difference: Double, error: Double, degreesOfFreedom: Double) {
    guard difference.isFinite, error > 0, error.isFinite, degreesOfFreedom.isFinite else { return nil }
    self.difference = difference
    let reach = StudentT.quantile(0.975, degreesOfFreedom: degreesOfFreedom) * error
    low = difference - reach
    high = difference + reach
    pValue = 2 * StudentT.cdf(-difference.magnitude / error, degreesOfFreedom: degreesOfFreedom)
  }
}
