/// Trials in the form that trees learn from.
package struct LevelSample: Sendable {
  package let space: LevelSpace
  /// n × d levels, row by row; ``LevelSpace/inactive`` where a dimension does not exist.
  package let levels: [UInt8]
  /// n finite numbers.
  package let values: [Double]
  /// n numbers that name the rows: what is random about a row follows from its name, so that one more row changes
  /// nothing about the others.
  package let names: [Int]

  package init(_ space: LevelSpace, levels: [UInt8], values: [Double], names: [Int]) {
    precondition(levels.count == values.count * space.dimensions.count && names.count == values.count)
    self.space = space
    self.levels = levels
    self.values = values
    self.names = names
  }
}

/// A regression tree by least squares (Breiman et al., 1984), as the boxes into which it cuts the space.
///
/// Numbers are split between levels, in the middle of what lies between the nearest two that occur. Choices are
/// split into the two sets that part the values best, which are neighbours in the order of their means (Fisher,
/// 1958). Where a dimension does not exist in some rows, these go to the side where they fit better.
struct RegressionTree: Sendable {
  struct Leaf: Sendable {
    let value: Double
    /// The dimensions in which the box is not the whole space, ascending, with its levels there.
    let bounds: [(dimension: Int, levels: UInt64)]
  }

  /// They cover the space, and no two overlap.
  private(set) var leaves: [Leaf] = []
  /// For each dimension, by how much its splits make the squared error less.
  private(set) var gains: [Double]

  /// A split, or a leaf where `left` is empty.
  private struct Node {
    var dimension = 0
    /// The levels that go to the lower child; all others go to the higher one.
    var left: UInt64 = 0
    var children = (lower: 0, higher: 0)
    var value = 0.0
  }

  private var nodes: [Node] = [Node()]

  private struct Work {
    var node: Int
    var rows: Range<Int>
    var box: [UInt64]
  }

  /// - Parameters:
  ///   - weights: How often each row counts; rows of weight 0 are left out.
  ///   - minimum: Of the weight in a leaf.
  /// - Complexity: O(n d log n) for a tree that is balanced.
  init(_ sample: LevelSample, weights: [Double], minimum: Double) {
    let everything = sample.space.everything
    var rows = sample.values.indices.filter { weights[$0] > 0 }
    var search = SplitSearch(sample, weights: weights, minimum: minimum)
    var stack = [Work(node: 0, rows: 0..<rows.count, box: everything)]
    gains = [Double](repeating: 0, count: everything.count)
    while let work = stack.popLast() {
      guard let split = search.best(rows[work.rows], box: work.box) else {
        let value = search.mean(rows[work.rows])
        let bounds = work.box.indices.filter { work.box[$0] != everything[$0] }.map { ($0, work.box[$0]) }
        leaves.append(Leaf(value: value, bounds: bounds))
        nodes[work.node].value = value
        continue
      }
      gains[split.dimension] += split.gain
      let middle = Self.partition(&rows, work.rows) { row in
        split.left & (1 << UInt64(sample.levels[row * everything.count + split.dimension])) != 0
      }
      let lower = nodes.count
      nodes[work.node].dimension = split.dimension
      nodes[work.node].left = split.left
      nodes[work.node].children = (lower, lower + 1)
      nodes.append(Node())
      nodes.append(Node())
      var (left, right) = (work.box, work.box)
      left[split.dimension] = split.left
      right[split.dimension] &= ~split.left
      stack.append(Work(node: lower + 1, rows: middle..<work.rows.upperBound, box: right))
      stack.append(Work(node: lower, rows: work.rows.lowerBound..<middle, box: left))
    }
  }

  /// What the tree says of a row of a sample of its space. O(depth).
  func value(_ levels: ArraySlice<UInt8>) -> Double {
    var node = nodes[0]
    while node.left != 0 {
      let level = UInt64(levels[levels.startIndex + node.dimension])
      node = nodes[node.left & (1 << level) != 0 ? node.children.lower : node.children.higher]
    }
    return node.value
  }

  /// Moves the rows of the left side to the front, in their order, so that sums are the same in every run.
  private static func partition(_ rows: inout [Int], _ range: Range<Int>, _ isLeft: (Int) -> Bool) -> Int {
    var right: [Int] = []
    var next = range.lowerBound
    for place in range {
      let row = rows[place]
      if isLeft(row) {
        rows[next] = row
        next += 1
      } else {
        right.append(row)
      }
    }
    for (offset, row) in right.enumerated() { rows[next + offset] = row }
    return next
  }
}
