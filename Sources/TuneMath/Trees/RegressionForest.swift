/// Regression trees that each see the rows with other weights (Breiman, 2001), here Poisson(1): what a bootstrap comes
/// to when there are many rows (Oza, Russell, 2001), and drawn for each row by itself.
package struct RegressionForest: Sendable {
  package let space: LevelSpace
  let trees: [RegressionTree]
  /// The share of the variance of the rows that the forest explains, each row judged by the trees that have not seen
  /// it; below 0 where the mean of all rows would have been the better guess. Nil where rows do not differ.
  package let explained: Double?

  /// - Parameters:
  ///   - minimum: Of the rows in a leaf.
  /// - Complexity: O(trees · n d log n).
  package init(_ sample: LevelSample, trees count: Int = 32, minimum: Double = 3, seed: UInt64) {
    space = sample.space
    var trees: [RegressionTree] = []
    var unseen = [(sum: Double, count: Double)](repeating: (0, 0), count: sample.values.count)
    let width = sample.space.dimensions.count
    for number in 0..<count {
      let identity = RandomSource(seed: seed, "forest", number).identity
      let weights = sample.poissonWeights(identity)
      let tree = RegressionTree(sample, weights: weights, minimum: minimum)
      for row in weights.indices where weights[row] == 0 {
        unseen[row].sum += tree.value(sample.levels[(row * width)..<((row + 1) * width)])
        unseen[row].count += 1
      }
      trees.append(tree)
    }
    self.trees = trees
    let judged = unseen.indices.filter { unseen[$0].count > 0 }
    let values = judged.map { sample.values[$0] }
    let variance = Statistics.variance(values) * Double(values.count - 1)
    let error = judged.reduce(0) { sum, row in
      let miss = sample.values[row] - unseen[row].sum / unseen[row].count
      return sum + miss * miss
    }
    explained = variance > 0 ? 1 - error / variance : nil
  }
}

extension LevelSample {
  /// How often each row counts: Poisson with mean 1, by inversion, from the row's name and what the weights are for.
  func poissonWeights(_ identity: UInt64) -> [Double] {
    names.map { name in
      let bits = SplitMix64.mix(identity ^ SplitMix64.mix(UInt64(bitPattern: Int64(name))))
      var rest = Double(bits &>> 11) * 0x1p-53
      // e⁻¹
      var share = 0.36787944117144233
      var count = 0.0
      while rest >= share, count < 12 {
        rest -= share
        count += 1
        share /= count
      }
      return count
    }
  }
}
