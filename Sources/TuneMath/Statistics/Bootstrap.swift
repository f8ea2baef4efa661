extension Statistics {
  /// A confidence interval for a statistic by the percentile bootstrap (Efron, 1979): the quantiles of the statistic
  /// over samples drawn from this one with replacement. For a difference of two groups measured on the same tasks, pass
  /// the paired differences.
  ///
  /// - Parameters:
  ///   - level: Probability that the interval should cover, such as 0.95.
  ///   - resamples: Cost is that many evaluations of the statistic; the ends' own standard error is about
  ///     1/√resamples of the interval's width.
  /// - Returns: (NaN, NaN) for an empty sample.
  package static func bootstrapInterval(
    of sample: [Double],
    level: Double = 0.95,
    resamples: Int = 2000,
    using source: inout RandomSource,
    statistic: ([Double]) -> Double = mean
  ) -> (lower: Double, upper: Double) {
    guard !sample.isEmpty else { return (.nan, .nan) }
    var resample = sample
    var values: [Double] = []
    values.reserveCapacity(resamples)
    for _ in 0..<resamples {
      for i in resample.indices { resample[i] = sample[source.integer(below: sample.count)] }
      values.append(statistic(resample))
    }
    guard !values.contains(where: \.isNaN) else { return (.nan, .nan) }
    values.sort()
    return (quantile((1 - level) / 2, ofSorted: values), quantile((1 + level) / 2, ofSorted: values))
  }
}
