/// Which dimensions a forest's values depend on: its variance over the space, divided among single dimensions, pairs
/// of them, and the rest (Hutter, Hoos, Leyton-Brown, 2014: "An efficient approach for assessing hyperparameter
/// importance").
///
/// The means behind it are exact, as trees are constant in boxes. A dimension with a condition is judged where it
/// exists: its share is the variance there, times how likely it exists, and that it exists at all is counted for the
/// dimension that decides about it.
package struct FunctionalANOVA: Sendable {
  /// The part of the variance that a pair adds to what its dimensions do alone.
  package struct Interaction: Sendable {
    package let pair: LevelPair
    package let share: Double
    /// Over the trees, the mean at each level of the first by each of the second; nil where they do not exist together.
    package let means: [[Double?]]
  }

  /// For each dimension, its own part of the variance, in 0…1; all 0 where the forest is constant.
  package let shares: [Double]
  /// Of the most telling dimensions; the largest first.
  package let interactions: [Interaction]

  /// - Parameter leading: Of how many dimensions pairs are looked at.
  package init(_ forest: RegressionForest, leading: Int = 4) {
    let space = forest.space
    let gains = space.dimensions.indices.map { i in forest.trees.reduce(0) { $0 + $1.gains[i] } }
    let order = gains.indices.sorted { gains[$0] == gains[$1] ? $0 < $1 : gains[$0] > gains[$1] }
    let leaders = order.prefix(leading).filter { gains[$0] > 0 }.sorted()
    let pairs = leaders.enumerated().flatMap { place, first in
      leaders.dropFirst(place + 1).map { LevelPair(first, $0) }
    }.filter { Self.canMeet($0, space) }
    let priors = pairs.map { Self.prior($0, space) }

    var shares = [Double](repeating: 0, count: space.dimensions.count)
    var pairShares = [Double](repeating: 0, count: pairs.count)
    var tables = priors.map { [Double](repeating: 0, count: $0.count) }
    var counted = 0.0
    let trees = Double(forest.trees.count)
    for tree in forest.trees {
      let part = TreeDecomposition(tree, space, pairs: pairs)
      for (index, means) in part.jointMeans.enumerated() {
        for cell in means.indices { tables[index][cell] += means[cell] / trees }
      }
      guard part.variance > 1e-24 * (part.mean * part.mean + part.variance) else { continue }
      counted += 1
      for i in shares.indices {
        let own = Self.variance(part.means[i], space.dimensions[i].weights)
        shares[i] += space.presence[i] * own / part.variance
      }
      for index in pairs.indices {
        let width = space.dimensions[pairs[index].second].weights.count
        pairShares[index] +=
          Self.interaction(part.jointMeans[index], priors[index], width: width, around: part.mean)
          / part.variance
      }
    }
    self.shares = shares.map { counted > 0 ? min(1, $0 / counted) : 0 }
    interactions = pairs.indices.map { index in
      let width = space.dimensions[pairs[index].second].weights.count
      let means = stride(from: 0, to: tables[index].count, by: width).map { start in
        (start..<(start + width)).map { priors[index][$0] > 0 ? tables[index][$0] : nil }
      }
      let share = counted > 0 ? min(1, pairShares[index] / counted) : 0
      return Interaction(pair: pairs[index], share: share, means: means)
    }
    .enumerated().sorted {
      $0.element.share == $1.element.share ? $0.offset < $1.offset : $0.element.share > $1.element.share
    }
    .map(\.element)
  }

  /// Whether two dimensions ever exist together.
  private static func canMeet(_ pair: LevelPair, _ space: LevelSpace) -> Bool {
    guard space.dimensions[pair.first].weights.count > 1, space.dimensions[pair.second].weights.count > 1 else {
      return false
    }
    return prior(pair, space).contains { $0 > 0 }
  }

  /// How likely each pair of levels is.
  private static func prior(_ pair: LevelPair, _ space: LevelSpace) -> [Double] {
    if space.root[pair.first] == space.root[pair.second] {
      var everything = BoxMeasure(space)
      return everything.joint(pair.first, pair.second)
    }
    let presence = space.presence[pair.first] * space.presence[pair.second]
    return space.dimensions[pair.first].weights.flatMap { first in
      space.dimensions[pair.second].weights.map { presence * first * $0 }
    }
  }

  private static func variance(_ values: [Double], _ weights: [Double]) -> Double {
    var mean = 0.0
    for (value, weight) in zip(values, weights) { mean += weight * value }
    return zip(values, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
  }

  /// The variance of what is left of a table when the means of its rows and columns are taken away.
  ///
  /// The weights of a table are products of one number per row and one per column wherever they are not 0, so that
  ///
  ///     Σ w (x − row − column + mean)² = Σ w x² − Σ over rows of w row² − Σ over columns of w column² + w mean²
  private static func interaction(_ table: [Double], _ weights: [Double], width: Int, around zero: Double) -> Double {
    var columns = [Double](repeating: 0, count: width)
    var columnWeights = columns
    var (whole, wholeWeight, squares, rowSquares) = (0.0, 0.0, 0.0, 0.0)
    table.withUnsafeBufferPointer { table in
      weights.withUnsafeBufferPointer { weights in
        var cell = 0
        while cell < table.count {
          var (row, rowWeight) = (0.0, 0.0)
          for c in 0..<width {
            let (weight, value) = (weights[cell], table[cell] - zero)
            row += weight * value
            rowWeight += weight
            squares += weight * value * value
            columns[c] += weight * value
            columnWeights[c] += weight
            cell += 1
          }
          whole += row
          wholeWeight += rowWeight
          if rowWeight > 0 { rowSquares += row * row / rowWeight }
        }
      }
    }
    var columnSquares = 0.0
    for c in 0..<width where columnWeights[c] > 0 { columnSquares += columns[c] * columns[c] / columnWeights[c] }
    let mean = wholeWeight > 0 ? whole * whole / wholeWeight : 0
    return max(0, squares - rowSquares - columnSquares + mean)
  }
}
