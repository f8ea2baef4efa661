/// A constant and a function of each dimension that add up to the values (Hastie, Tibshirani, 1986), to see what a
/// dimension does where the others differ, too.
///
/// Trees find weak effects late, and a search has tried good values of one dimension mostly with good values of the
/// others; here each function is fitted to what the others leave. Functions of numbers are smooth, and all are drawn
/// towards "no effect" by as much as one more row would.
package struct AdditiveModel: Sendable {
  package struct Effect: Hashable, Sendable {
    /// The values where the dimension has the level, the others being as they are in the rows that have the dimension
    /// (Friedman, 2001: partial dependence).
    package let mean: Double
    /// Of fits to the rows with other weights.
    package let sd: Double
  }

  /// For each dimension and level.
  package let effects: [[Effect]]

  private static let sweeps = 6
  /// Of the kernel that smooths functions of numbers, as a share of the range.
  private static let bandwidth = 0.07
  private static let ridge = 1.0

  /// - Parameter fits: To rows with Poisson weights, for the standard deviations.
  /// - Complexity: O(fits · d (n + levels²)).
  package init(_ sample: LevelSample, fits: Int = 12, seed: UInt64) {
    let dimensions = sample.space.dimensions
    let kernels = dimensions.map { $0.isOrdered ? Self.kernel($0.weights.count) : nil }
    let whole = Self.fit(sample, [Double](repeating: 1, count: sample.values.count), kernels)
    var squares = whole.map { $0.map { _ in 0.0 } }
    for number in 0..<fits {
      let weights = sample.poissonWeights(RandomSource(seed: seed, "additive", number).identity)
      for (i, means) in Self.fit(sample, weights, kernels).enumerated() {
        for (level, mean) in means.enumerated() {
          squares[i][level] += (mean - whole[i][level]) * (mean - whole[i][level])
        }
      }
    }
    effects = zip(whole, squares).map { means, squares in
      zip(means, squares).map { Effect(mean: $0, sd: ($1 / Double(max(1, fits))).squareRoot()) }
    }
  }

  /// How much each level says about each other one, row by row.
  private static func kernel(_ count: Int) -> [Double] {
    let width = max(1e-3, bandwidth * Double(count))
    return (0..<count).flatMap { a in
      (0..<count).map { b in
        let distance = Double(a - b) / width
        return distance.magnitude > 3 ? 0 : exponential(-0.5 * distance * distance)
      }
    }
  }

  /// Backfitting. For each dimension and level, the partial dependence.
  private static func fit(_ sample: LevelSample, _ weights: [Double], _ kernels: [[Double]?]) -> [[Double]] {
    let count = sample.space.dimensions.count
    let total = weights.reduce(0, +)
    guard total > 0 else { return sample.space.dimensions.map { [Double](repeating: 0, count: $0.weights.count) } }
    var constant = 0.0
    for row in weights.indices { constant += weights[row] / total * sample.values[row] }
    var functions = [Double](repeating: 0, count: 64 * count)
    var rests = sample.values.map { $0 - constant }
    for _ in 0..<sweeps {
      for i in 0..<count where sample.space.dimensions[i].weights.count > 1 {
        var counts = [Double](repeating: 0, count: 64)
        var sums = counts
        sample.forEachLevel(of: i) { row, level in
          counts[level] += weights[row]
          sums[level] += weights[row] * (rests[row] + functions[64 * i + level])
        }
        let fitted = smoothed(counts, sums, sample.space.dimensions[i].weights.count, kernels[i])
        sample.forEachLevel(of: i) { row, level in rests[row] -= fitted[level] - functions[64 * i + level] }
        for level in fitted.indices { functions[64 * i + level] = fitted[level] }
      }
      var shift = 0.0
      for row in weights.indices { shift += weights[row] / total * rests[row] }
      constant += shift
      for row in rests.indices { rests[row] -= shift }
    }
    return (0..<count).map { i in
      // The others in the rows that have the dimension: what is neither its own nor noise.
      var (sum, weight) = (0.0, 0.0)
      sample.forEachLevel(of: i) { row, level in
        sum += weights[row] * (sample.values[row] - rests[row] - functions[64 * i + level])
        weight += weights[row]
      }
      let others = weight > 0 ? sum / weight : constant
      return sample.space.dimensions[i].weights.indices.map { others + functions[64 * i + $0] }
    }
  }

  private static func smoothed(_ counts: [Double], _ sums: [Double], _ levels: Int, _ kernel: [Double]?) -> [Double] {
    (0..<levels).map { level in
      guard let kernel else { return sums[level] / (counts[level] + ridge) }
      var (count, sum) = (ridge, 0.0)
      for other in 0..<levels where counts[other] > 0 {
        count += kernel[level * levels + other] * counts[other]
        sum += kernel[level * levels + other] * sums[other]
      }
      return sum / count
    }
  }
}

extension LevelSample {
  /// Calls back for each row in which a dimension exists, with its level there.
  fileprivate func forEachLevel(of dimension: Int, _ body: (Int, Int) -> Void) {
    let stride = space.dimensions.count
    levels.withUnsafeBufferPointer { levels in
      for row in 0..<values.count {
        let level = Int(levels[row &* stride &+ dimension])
        if level != LevelSpace.inactive { body(row, level) }
      }
    }
  }
}
