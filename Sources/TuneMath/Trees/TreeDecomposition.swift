/// What a tree says on average at each level of a dimension, and at each pair of levels of two, exactly.
struct TreeDecomposition {
  /// Of the tree's values over the space.
  let mean: Double
  let variance: Double
  /// For each dimension and level, the mean of the tree given that the dimension exists and has this level.
  private(set) var means: [[Double]]
  /// The same for pairs of dimensions: levels of the first by levels of the second.
  private(set) var jointMeans: [[Double]]

  /// - Parameter pairs: Of dimensions, each pair once.
  /// - Complexity: O(leaves · (bounds · levels + pairs · levels²)) at most; boxes that are bounded in neither dimension
  ///   of a pair cost nothing, and those in one of them little.
  init(_ tree: RegressionTree, _ space: LevelSpace, pairs: [LevelPair]) {
    var total = 0.0
    var squares = 0.0
    var means = space.dimensions.map { [Double](repeating: 0, count: $0.weights.count) }
    // Of leaves that are bounded in a dimension's group; the others add the same at all of its levels.
    var bounded = [Double](repeating: 0, count: space.dimensions.count)
    var tables = pairs.map { PairTable($0, space) }
    var measure = BoxMeasure(space)
    var shares = [Double](repeating: 1, count: space.dimensions.count)
    var likelihoods = means

    for leaf in tree.leaves {
      measure.restrict(leaf.bounds)
      var roots: [Int] = []
      for (dimension, _) in leaf.bounds where !roots.contains(space.root[dimension]) {
        roots.append(space.root[dimension])
      }
      var weight = 1.0
      for root in roots {
        shares[root] = measure.share(ofGroup: root)
        weight *= shares[root]
      }
      if weight > 0 {
        total += weight * leaf.value
        squares += weight * leaf.value * leaf.value
        for root in roots {
          let rest = leaf.value * weight / shares[root]
          for dimension in space.groups[root] {
            bounded[dimension] += leaf.value * weight
            let levels = measure.box[dimension] & space.dimensions[dimension].regular
            for level in likelihoods[dimension].indices { likelihoods[dimension][level] = 0 }
            for level in BitIndices(levels) {
              likelihoods[dimension][level] = measure.likelihood(dimension, level)
              means[dimension][level] += rest * likelihoods[dimension][level]
            }
          }
        }
        for index in tables.indices {
          tables[index].add(leaf.value * weight, roots, shares, likelihoods, &measure)
        }
      }
      for root in roots { shares[root] = 1 }
      measure.release(leaf.bounds)
    }
    mean = total
    variance = max(0, squares - total * total)
    for dimension in means.indices {
      for level in means[dimension].indices { means[dimension][level] += total - bounded[dimension] }
    }
    self.means = means
    jointMeans = tables.map(\.means)
  }
}

/// Two dimensions of a space.
package struct LevelPair: Hashable, Sendable {
  package let first: Int
  package let second: Int

  package init(_ first: Int, _ second: Int) {
    self.first = first
    self.second = second
  }
}

/// The sums from which the means at pairs of levels are made.
private struct PairTable {
  private let pair: LevelPair
  private let roots: (first: Int, second: Int)
  private let width: Int
  /// How likely each pair of levels is, where both dimensions are of one group.
  private var prior: [Double] = []
  private var constant = 0.0
  private var rows: [Double]
  private var columns: [Double]
  private var cells: [Double]

  init(_ pair: LevelPair, _ space: LevelSpace) {
    self.pair = pair
    roots = (space.root[pair.first], space.root[pair.second])
    width = space.dimensions[pair.second].weights.count
    rows = [Double](repeating: 0, count: space.dimensions[pair.first].weights.count)
    columns = [Double](repeating: 0, count: width)
    cells = [Double](repeating: 0, count: rows.count * width)
    if roots.first == roots.second {
      var everything = BoxMeasure(space)
      prior = everything.joint(pair.first, pair.second)
    }
  }

  /// Adds a leaf: its value times its share of the space, and what is known of the groups in which it is bounded.
  mutating func add(
    _ amount: Double,
    _ bounded: [Int],
    _ shares: [Double],
    _ likelihoods: [[Double]],
    _ measure: inout BoxMeasure
  ) {
    let inFirst = bounded.contains(roots.first)
    let inSecond = bounded.contains(roots.second)
    guard inFirst || inSecond else {
      constant += amount
      return
    }
    if roots.first == roots.second {
      let density = amount / shares[roots.first]
      let joint = measure.joint(pair.first, pair.second)
      for cell in joint.indices where joint[cell] > 0 { cells[cell] += density * joint[cell] / prior[cell] }
      return
    }
    let (first, second) = (likelihoods[pair.first], likelihoods[pair.second])
    switch (inFirst, inSecond) {
    case (true, false):
      let density = amount / shares[roots.first]
      for b in rows.indices { rows[b] += density * first[b] }
    case (false, true):
      let density = amount / shares[roots.second]
      for c in columns.indices { columns[c] += density * second[c] }
    default:
      let density = amount / (shares[roots.first] * shares[roots.second])
      for b in rows.indices where first[b] > 0 {
        for c in columns.indices where second[c] > 0 { cells[b * width + c] += density * first[b] * second[c] }
      }
    }
  }

  var means: [Double] {
    var means = cells
    for b in rows.indices {
      for c in columns.indices { means[b * width + c] += constant + rows[b] + columns[c] }
    }
    return means
  }
}
