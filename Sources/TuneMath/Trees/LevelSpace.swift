/// A space for trees: every dimension is cut into at most 63 levels, and some exist only at some levels of another.
///
/// Numbers are cut into cells of their range, choices are levels by themselves. A set of levels is a word of 64 bits,
/// of which the last stands for "does not exist". So a box of the space is a set of levels per dimension, and how
/// much of the space it holds can be added up exactly, conditions included.
package struct LevelSpace: Sendable {
  package struct Dimension: Sendable {
    /// How likely each level is where the dimension exists: positive, summing to 1.
    package var weights: [Double]
    /// Whether neighbouring levels mean neighbouring values.
    package var isOrdered: Bool
    /// The dimension that decides whether this one exists, and the set of its levels at which it does.
    package var condition: (parent: Int, levels: UInt64)?

    package init(weights: [Double], isOrdered: Bool, condition: (parent: Int, levels: UInt64)? = nil) {
      precondition((1...LevelSpace.inactive).contains(weights.count), "a dimension has 1 to 63 levels")
      let total = weights.reduce(0, +)
      self.weights = weights.map { $0 / total }
      self.isOrdered = isOrdered
      self.condition = condition
    }

    /// Levels of equal weight.
    package init(levels: Int, isOrdered: Bool, condition: (parent: Int, levels: UInt64)? = nil) {
      self.init(weights: [Double](repeating: 1, count: levels), isOrdered: isOrdered, condition: condition)
    }

    /// Every level, and the one for not existing where that can be.
    var all: UInt64 { regular | (condition == nil ? 0 : LevelSpace.inactiveBit) }
    /// Every level at which the dimension exists.
    var regular: UInt64 { (1 << UInt64(weights.count)) - 1 }

    /// The weight of a set's levels, without the one for not existing.
    func weight(_ levels: UInt64) -> Double {
      if levels & regular == regular { return 1 }
      var sum = 0.0
      for level in BitIndices(levels & regular) { sum += weights[level] }
      return sum
    }
  }

  /// The level of a dimension that does not exist.
  package static let inactive = 63
  static let inactiveBit: UInt64 = 1 << 63

  package let dimensions: [Dimension]
  /// For each dimension, those whose condition names it.
  let children: [[Int]]
  /// For each dimension, the one without a condition on which it depends in the end; itself where it has none.
  let root: [Int]
  /// The dimensions of each root, parents before children; empty for dimensions that are no root.
  let groups: [[Int]]
  /// For each dimension, how likely it exists.
  let presence: [Double]

  /// - Precondition: Conditions have no cycle.
  package init(_ dimensions: [Dimension]) {
    self.dimensions = dimensions
    var children = [[Int]](repeating: [], count: dimensions.count)
    for (index, dimension) in dimensions.enumerated() {
      if let parent = dimension.condition?.parent { children[parent].append(index) }
    }
    self.children = children
    var root = Array(dimensions.indices)
    var presence = [Double](repeating: 1, count: dimensions.count)
    var groups = [[Int]](repeating: [], count: dimensions.count)
    for top in dimensions.indices where dimensions[top].condition == nil {
      var group = [top]
      var next = 0
      while next < group.count {
        for child in children[group[next]] {
          root[child] = top
          let levels = dimensions[child].condition?.levels ?? 0
          presence[child] = presence[group[next]] * dimensions[group[next]].weight(levels)
          group.append(child)
        }
        next += 1
      }
      groups[top] = group
    }
    self.root = root
    self.groups = groups
    self.presence = presence
  }

  /// Whether a dimension neither has a condition nor decides about another.
  func isAlone(_ dimension: Int) -> Bool { groups[dimension].count == 1 }

  /// The whole space.
  var everything: [UInt64] { dimensions.map(\.all) }
}

/// The places of the bits that are set, ascending.
struct BitIndices: Sequence, IteratorProtocol {
  private var rest: UInt64

  init(_ bits: UInt64) { rest = bits }

  mutating func next() -> Int? {
    guard rest != 0 else { return nil }
    let place = rest.trailingZeroBitCount
    rest &= rest &- 1
    return place
  }
}
