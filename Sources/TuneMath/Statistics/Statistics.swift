/// Descriptive statistics of samples.
///
/// Samples have no missing values: where one is NaN, so is the result. Sums run from the first to the last element, so
/// that results have the same bits everywhere.
package enum Statistics {
  /// The arithmetic mean; NaN for an empty sample.
  package static func mean(_ sample: [Double]) -> Double {
    let count = Double(sample.count)
    let sum = sample.reduce(0, +)
    if sum.isFinite { return sum / count }
    // The sum of very large values overflows where their mean does not.
    return sample.reduce(0) { $0 + $1 / count }
  }

  /// The unbiased variance, Σ (x − mean)²/(n − 1); NaN below two values.
  package static func variance(_ sample: [Double]) -> Double {
    guard sample.count > 1 else { return .nan }
    let mean = mean(sample)
    var squares = 0.0
    var rest = 0.0
    for x in sample {
      squares += (x - mean) * (x - mean)
      rest += x - mean
    }
    let count = Double(sample.count)
    // The rest is 0 but for the rounding of the mean (Björck's correction).
    return (squares - rest * rest / count) / (count - 1)
  }

  /// The square root of the unbiased variance; NaN below two values.
  package static func standardDeviation(_ sample: [Double]) -> Double {
    max(variance(sample), 0).squareRoot()
  }

  /// The middle value, or the mean of the two middle ones; NaN for an empty sample. O(n log n).
  package static func median(_ sample: [Double]) -> Double {
    quantile(0.5, of: sample)
  }

  /// The value below which a share q of the sample lies. O(n log n).
  ///
  /// Type 7 of Hyndman and Fan (1996), the default of R, NumPy and spreadsheets: linear between the order statistics,
  /// of which number k (from 0) stands for q = k/(n − 1).
  ///
  /// - Returns: NaN for an empty sample and for q outside [0, 1].
  package static func quantile(_ q: Double, of sample: [Double]) -> Double {
    guard !sample.contains(where: \.isNaN) else { return .nan }
    return quantile(q, ofSorted: sample.sorted())
  }

  /// As ``quantile(_:of:)``, of a sample in ascending order. O(1).
  package static func quantile(_ q: Double, ofSorted sorted: [Double]) -> Double {
    guard !sorted.isEmpty, q >= 0, q <= 1 else { return .nan }
    let position = q * Double(sorted.count - 1)
    let index = Int(position)
    let share = position - Double(index)
    guard share > 0 else { return sorted[index] }
    let (low, high) = (sorted[index], sorted[index + 1])
    // Infinite values must not become NaN by ∞ − ∞ between equal neighbours.
    return low == high ? low : low + share * (high - low)
  }
}
