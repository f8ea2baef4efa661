/// A parameter's values in many trials, as cells of a grid over its range.
package struct GridColumn: Sendable {
  /// For each trial the cell, from 0; nil where the parameter was not active.
  package let cells: [Int?]
  /// How many cells there are.
  package let count: Int
  /// Whether neighbouring cells mean neighbouring values.
  package let isOrdered: Bool

  package init(cells: [Int?], count: Int, isOrdered: Bool) {
    self.cells = cells
    self.count = count
    self.isOrdered = isOrdered
  }
}

/// A density on the cells of a grid, estimated from the cells that occur (Watanabe et al., 2023, section 4).
///
/// Each occupied cell is a kernel of its count's weight, and one more kernel of weight 1 covers the whole grid. Kernels
/// of numbers are normal distributions on the cells, truncated to the grid, with the bandwidth of Scott's rule.
struct GridDensity {
  /// One for each cell, summing to 1.
  let shares: [Double]

  private static let priorWeight = 1.0
  /// So that a kernel has nine tenths of its mass in its own cell at least.
  private static let leastBandwidth = 0.5 / 1.64

  /// - Parameter counts: How often each cell occurs; one at least.
  init(counts: [Int], isOrdered: Bool) {
    shares = isOrdered ? Self.numbers(counts) : Self.choices(counts)
  }

  private static func choices(_ counts: [Int]) -> [Double] {
    let kernels = Double(counts.count { $0 > 0 } + 1)
    let total = Double(counts.reduce(0, +)) + priorWeight
    let size = Double(counts.count)
    // Each kernel gives every choice a little, as the prior does.
    let floor = priorWeight / kernels
    let kernelTotal = 1 + size * floor
    let everywhere = (total - priorWeight) / total * floor / kernelTotal + priorWeight / total / size
    return counts.map { everywhere + Double($0) / total / kernelTotal }
  }

  private static func numbers(_ counts: [Int]) -> [Double] {
    let total = Double(counts.reduce(0, +)) + priorWeight
    let last = counts.count - 1
    var shares = [Double](repeating: 0, count: counts.count)
    let cumulative = Self.cumulative(bandwidth: bandwidth(counts), reach: counts.count)
    // P(cell ≤ x) of a kernel at μ is cumulative[x − μ + reach]; the one below the grid is at x = −1.
    for (mean, count) in counts.enumerated() where count > 0 {
      let zero = counts.count - mean
      let whole = cumulative[zero + last] - cumulative[zero - 1]
      let weight = Double(count) / total / whole
      for x in counts.indices { shares[x] += weight * (cumulative[zero + x] - cumulative[zero + x - 1]) }
    }
    let middle = Double(last) / 2
    let wide = Double(counts.count)
    func prior(_ x: Double) -> Double { StandardNormal.cdf((x - middle) / wide) }
    let whole = prior(Double(last) + 0.5) - prior(-0.5)
    for x in counts.indices {
      shares[x] += priorWeight / total * (prior(Double(x) + 0.5) - prior(Double(x) - 0.5)) / whole
    }
    return shares
  }

  /// The normal distribution function half a cell above each whole distance from −reach to reach.
  private static func cumulative(bandwidth: Double, reach: Int) -> [Double] {
    (-reach...reach).map { StandardNormal.cdf((Double($0) + 0.5) / bandwidth) }
  }

  /// Scott's rule: 1.059 min(IQR/1.34, s) n^(−1/5), in cells.
  private static func bandwidth(_ counts: [Int]) -> Double {
    let n = counts.reduce(0, +)
    var sum = 0.0
    for (cell, count) in counts.enumerated() { sum += Double(cell * count) }
    let mean = sum / Double(n)
    var squares = 0.0
    for (cell, count) in counts.enumerated() {
      squares += Double(count) * (Double(cell) - mean) * (Double(cell) - mean)
    }
    let sd = (squares / Double(max(1, n - 1))).squareRoot()
    let spread = Double(quartile(counts, atLeast: 3 * n / 4 + 1) - quartile(counts, atLeast: n / 4))
    let scale = power(Double(n), -0.2)
    return max(leastBandwidth, 1.059 * min(spread / 1.34, sd) * scale)
  }

  /// The first occupied cell up to which there are so many; the last one where there are fewer.
  private static func quartile(_ counts: [Int], atLeast wanted: Int) -> Int {
    var seen = 0
    var found = 0
    for (cell, count) in counts.enumerated() where count > 0 {
      seen += count
      found = cell
      if seen >= wanted { break }
    }
    return found
  }
}
