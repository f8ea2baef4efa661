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
    var view = LeafView(space)
    for leaf in tree.leaves {
      view.open(leaf)
      if view.weight > 0 {
        let amount = view.weight * leaf.value
        total += amount
        squares += amount * leaf.value
        for root in view.roots {
          let density = amount / view.shares[root]
          for dimension in space.groups[root] {
            bounded[dimension] += amount
            view.add(density, of: dimension, to: &means[dimension])
          }
        }
        for index in tables.indices { tables[index].add(amount, &view) }
      }
      view.close(leaf)
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

/// A leaf's box, and what is known of the groups of dimensions in which it is bounded.
private struct LeafView {
  private let space: LevelSpace
  private var measure: BoxMeasure
  /// Of the groups in which the box is not everything.
  private(set) var roots: [Int] = []
  /// How much of each root's group is in the box.
  private(set) var shares: [Double]
  /// How much of the space is in the box.
  private(set) var weight = 1.0
  /// 64 for each dimension: how likely the rest of its group is in the box where it has a level.
  private var likelihoods: [Double]
  private var isBounded: [Bool]

  init(_ space: LevelSpace) {
    self.space = space
    measure = BoxMeasure(space)
    shares = [Double](repeating: 1, count: space.dimensions.count)
    likelihoods = [Double](repeating: 1, count: 64 * space.dimensions.count)
    isBounded = [Bool](repeating: false, count: space.dimensions.count)
  }

  mutating func open(_ leaf: RegressionTree.Leaf) {
    measure.restrict(leaf.bounds)
    weight = 1
    for (dimension, _) in leaf.bounds {
      let root = space.root[dimension]
      if isBounded[root] { continue }
      isBounded[root] = true
      roots.append(root)
      shares[root] = measure.share(ofGroup: root)
      weight *= shares[root]
      if space.isAlone(root) { continue }
      for member in space.groups[root] {
        for level in BitIndices(levels(of: member)) {
          likelihoods[64 * member + level] = measure.likelihood(member, level)
        }
      }
    }
  }

  mutating func close(_ leaf: RegressionTree.Leaf) {
    measure.release(leaf.bounds)
    for root in roots {
      shares[root] = 1
      isBounded[root] = false
    }
    roots.removeAll(keepingCapacity: true)
  }

  func isBounded(in root: Int) -> Bool { isBounded[root] }

  /// Those in the box at which the dimension exists.
  func levels(of dimension: Int) -> UInt64 { measure.box[dimension] & space.dimensions[dimension].regular }

  /// Adds to each level of the box how likely the box is there, times a density.
  func add(_ density: Double, of dimension: Int, to sums: inout [Double]) {
    let isAlone = space.isAlone(dimension)
    var rest = levels(of: dimension)
    while rest != 0 {
      let level = rest.trailingZeroBitCount
      rest &= rest &- 1
      sums[level] += isAlone ? density : density * likelihoods[64 * dimension + level]
    }
  }

  /// The same at each pair of levels of two dimensions of different groups.
  func add(_ density: Double, of pair: LevelPair, to cells: UnsafeMutableBufferPointer<Double>, width: Int) {
    let alone = (space.isAlone(pair.first), space.isAlone(pair.second))
    let columns = levels(of: pair.second)
    var rows = levels(of: pair.first)
    while rows != 0 {
      let b = rows.trailingZeroBitCount
      rows &= rows &- 1
      let own = alone.0 ? density : density * likelihoods[64 * pair.first + b]
      var rest = columns
      while rest != 0 {
        let c = rest.trailingZeroBitCount
        rest &= rest &- 1
        cells[b * width + c] += alone.1 ? own : own * likelihoods[64 * pair.second + c]
      }
    }
  }

  /// The part of a group in which two of its dimensions have given levels.
  mutating func joint(_ pair: LevelPair) -> [Double] { measure.joint(pair.first, pair.second) }
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

  /// Adds a leaf.
  /// - Parameter amount: Its value times its share of the space.
  mutating func add(_ amount: Double, _ view: inout LeafView) {
    switch (view.isBounded(in: roots.first), view.isBounded(in: roots.second)) {
    case (false, false): constant += amount
    case (true, true) where roots.first == roots.second:
      let density = amount / view.shares[roots.first]
      let joint = view.joint(pair)
      for cell in joint.indices where joint[cell] > 0 { cells[cell] += density * joint[cell] / prior[cell] }
    case (true, false): view.add(amount / view.shares[roots.first], of: pair.first, to: &rows)
    case (false, true): view.add(amount / view.shares[roots.second], of: pair.second, to: &columns)
    case (true, true):
      let density = amount / (view.shares[roots.first] * view.shares[roots.second])
      cells.withUnsafeMutableBufferPointer { view.add(density, of: pair, to: $0, width: width) }
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
