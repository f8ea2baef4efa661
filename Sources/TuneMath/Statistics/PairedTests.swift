/// What a test's alternative hypothesis says about the differences.
package enum Alternative: Sendable, Hashable {
  case twoSided
  /// They tend to be below 0.
  case less
  /// They tend to be above 0.
  case greater
}

/// The outcome of a test of paired differences against 0.
package struct PairedTest: Sendable, Hashable {
  /// Student's t, or Wilcoxon's sum of the ranks of positive differences.
  package let statistic: Double
  /// Probability of a statistic at least as extreme, if the differences had no tendency.
  package let pValue: Double
  /// Differences used: for Wilcoxon's test those that are not 0.
  package let count: Int

  /// Student's t test: are the differences' mean and 0 compatible? Assumes roughly normal differences.
  ///
  /// With fewer than two differences, or when all are 0, p is 1: nothing has been shown.
  package static func student(_ differences: [Double], alternative: Alternative = .twoSided) -> PairedTest {
    let count = differences.count
    let mean = Statistics.mean(differences)
    guard count > 1, mean != 0 else { return PairedTest(statistic: 0, pValue: 1, count: count) }
    let error = Statistics.standardDeviation(differences) / Double(count).squareRoot()
    let t = mean / error
    let freedom = Double(count - 1)
    let p =
      switch alternative {
      case .twoSided: 2 * StudentT.cdf(-t.magnitude, degreesOfFreedom: freedom)
      case .less: StudentT.cdf(t, degreesOfFreedom: freedom)
      case .greater: StudentT.cdf(-t, degreesOfFreedom: freedom)
      }
    return PairedTest(statistic: t, pValue: p, count: count)
  }

  /// Wilcoxon's signed rank test: are positive and negative differences equally large? Assumes symmetry only.
  ///
  /// Differences of 0 are left out. Up to 50 differences the distribution is exact, with ties as well: given the
  /// ranks, all signs are equally likely. Beyond, it is the normal approximation with corrections for ties and
  /// continuity. O(n log n + n³) exact, at most 50.
  package static func wilcoxon(_ differences: [Double], alternative: Alternative = .twoSided) -> PairedTest {
    let nonzero = differences.filter { $0 != 0 }
    guard !nonzero.isEmpty, !nonzero.contains(where: \.isNaN) else {
      return PairedTest(statistic: 0, pValue: 1, count: 0)
    }
    let ranks = Statistics.ranks(nonzero.map(\.magnitude))
    let positive = zip(nonzero, ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
    let tails = nonzero.count <= 50 ? exactTails(ranks, positive) : normalTails(nonzero, ranks, positive)
    let p =
      switch alternative {
      case .twoSided: min(1, 2 * min(tails.lower, tails.upper))
      case .less: tails.lower
      case .greater: tails.upper
      }
    return PairedTest(statistic: positive, pValue: p, count: nonzero.count)
  }

  /// P(W ≤ w) and P(W ≥ w) by counting the 2ⁿ assignments of signs, by the sum of the positive ranks. Ranks are
  /// doubled, because shared ranks may end in ½.
  private static func exactTails(_ ranks: [Double], _ w: Double) -> (lower: Double, upper: Double) {
    let doubled = ranks.map { Int(2 * $0) }
    // counts[s]: assignments with sum s. At most 2⁵⁰, exact in a Double.
    var counts = [Double](repeating: 0, count: doubled.reduce(1, +))
    counts[0] = 1
    var largest = 0
    for rank in doubled {
      largest += rank
      for sum in stride(from: largest, through: rank, by: -1) { counts[sum] += counts[sum - rank] }
    }
    let total = counts.reduce(0, +)
    let observed = Int(2 * w)
    return (counts[...observed].reduce(0, +) / total, counts[observed...].reduce(0, +) / total)
  }

  private static func normalTails(_ differences: [Double], _ ranks: [Double], _ w: Double) -> (
    lower: Double, upper: Double
  ) {
    let n = Double(ranks.count)
    let mean = n * (n + 1) / 4
    var variance = n * (n + 1) * (2 * n + 1) / 24
    for group in Statistics.tiedGroups(differences.map(\.magnitude)) {
      let t = Double(group.range.count)
      variance -= (t * t * t - t) / 48
    }
    let sd = variance.squareRoot()
    return (StandardNormal.cdf((w - mean + 0.5) / sd), StandardNormal.cdf((mean - w + 0.5) / sd))
  }
}
