/// Bounds for each coordinate of a point; −∞ and ∞ where there are none.
package struct Box: Sendable, Hashable {
  package let lower: [Double]
  package let upper: [Double]

  /// - Precondition: Equally many bounds, each lower one at most its upper one.
  package init(lower: [Double], upper: [Double]) {
    precondition(lower.count == upper.count, "every coordinate has two bounds")
    precondition(zip(lower, upper).allSatisfy { $0 <= $1 }, "a lower bound is at most its upper bound")
    self.lower = lower
    self.upper = upper
  }

  package static func unbounded(_ dimensions: Int) -> Box {
    Box(
      lower: [Double](repeating: -.infinity, count: dimensions),
      upper: [Double](repeating: .infinity, count: dimensions)
    )
  }

  /// The unit cube.
  package static func unit(_ dimensions: Int) -> Box {
    Box(lower: [Double](repeating: 0, count: dimensions), upper: [Double](repeating: 1, count: dimensions))
  }

  /// The nearest value inside coordinate i's bounds.
  @inline(__always)
  func clamp(_ value: Double, _ i: Int) -> Double {
    min(max(value, lower[i]), upper[i])
  }

  /// Whether coordinate i is at a bound that a step against this slope would leave.
  @inline(__always)
  func holds(_ value: Double, slope: Double, _ i: Int) -> Bool {
    (value <= lower[i] && slope > 0) || (value >= upper[i] && slope < 0)
  }
}
