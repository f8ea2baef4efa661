#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What predicted probabilities are worth; definitions as in scikit-learn.
package enum ProbabilityScores {
  /// The mean of −ln p over the probabilities that were given to what is true, each at least the spacing of doubles at
  /// 1; NaN without rows.
  package static func logLoss(ofTruth probabilities: [Double]) -> Double {
    let least = Double.ulpOfOne
    return probabilities.reduce(0) { $0 - log(min(max($1, least), 1 - least)) } / Double(probabilities.count)
  }

  /// The area under the receiver operating characteristic: the probability that a row of the label gets a higher score
  /// than another row, ties counting half. (J. A. Hanley, B. J. McNeil, Radiology 143, 1982.)
  ///
  /// - Returns: nil when all rows are of the label, or none is.
  /// - Complexity: O(n log n).
  package static func areaUnderROC(isPositive: [Bool], scores: [Double]) -> Double? {
    precondition(isPositive.count == scores.count, "every row has a score")
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    let ranks = Statistics.ranks(scores)
    let sum = zip(isPositive, ranks).reduce(0) { $1.0 ? $0 + $1.1 : $0 }
    // Mann and Whitney's U; exact up to 2⁵³, because ranks are whole or halves.
    let u = sum - Double(positives) * Double(positives + 1) / 2
    return u / (Double(positives) * Double(negatives))
  }
}
