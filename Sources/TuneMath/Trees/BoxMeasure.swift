/// How much of a space is in a box, and in which of its levels.
///
/// Dimensions without conditions multiply. In a group of dimensions that depend on each other, where cᵢ(b) stands for
/// "the child c exists at level b of its parent i", what a box holds is
///
///     L(i, b) = w(b) ∏ over children c of (cᵢ(b) ? F(c) : O(c))         with level b of i
///     F(i)    = Σ over levels b of the box of L(i, b)                   where i exists
///     O(i)    = the box allows i not to exist ? ∏ O(c) : 0              where i does not exist
///     A(c)    = A(i) Σ over b of w(b) [cᵢ(b)] ∏ over siblings s ≠ c of (sᵢ(b) ? F(s) : O(s))
///
/// so that A(i) L(i, b) is the part of the box in which i exists and has level b.
struct BoxMeasure {
  let space: LevelSpace
  private(set) var box: [UInt64]
  private var inside: [Double]
  private var outside: [Double]
  private var above: [Double]

  /// The whole space.
  init(_ space: LevelSpace) {
    self.space = space
    box = space.everything
    inside = [Double](repeating: 1, count: space.dimensions.count)
    outside = inside
    above = inside
  }

  mutating func restrict(_ bounds: [(dimension: Int, levels: UInt64)]) {
    for (dimension, levels) in bounds { box[dimension] = levels }
  }

  mutating func release(_ bounds: [(dimension: Int, levels: UInt64)]) {
    for (dimension, _) in bounds { box[dimension] = space.dimensions[dimension].all }
  }

  /// The share of a group that is in the box. Call it before ``likelihood(_:_:)`` of its dimensions.
  mutating func share(ofGroup top: Int) -> Double {
    if space.isAlone(top) { return space.dimensions[top].weight(box[top]) }
    let group = space.groups[top]
    for i in group.reversed() {
      let allowed = box[i] & LevelSpace.inactiveBit != 0
      outside[i] = allowed ? space.children[i].reduce(1) { $0 * outside[$1] } : 0
      inside[i] = 0
      for b in BitIndices(box[i] & space.dimensions[i].regular) { inside[i] += share(i, b, without: nil) }
    }
    above[top] = 1
    for i in group.dropFirst() {
      guard let (parent, levels) = space.dimensions[i].condition else { continue }
      above[i] = 0
      for b in BitIndices(box[parent] & levels) { above[i] += above[parent] * share(parent, b, without: i) }
    }
    return inside[top]
  }

  /// L(i, b), or without one of the children.
  private func share(_ i: Int, _ b: Int, without excluded: Int?) -> Double {
    var product = space.dimensions[i].weights[b]
    for child in space.children[i] where child != excluded {
      let exists = (space.dimensions[child].condition?.levels ?? 0) & (1 << UInt64(b)) != 0
      product *= exists ? inside[child] : outside[child]
    }
    return product
  }

  /// How likely the other dimensions of the group are in the box, given that this one exists and has a level of it.
  func likelihood(_ i: Int, _ b: Int) -> Double {
    if space.isAlone(i) { return 1 }
    let prior = space.presence[i] * space.dimensions[i].weights[b]
    return prior > 0 ? above[i] * share(i, b, without: nil) / prior : 0
  }

  /// The part of a group in which two of its dimensions exist and have these levels, as a table of the levels of i by
  /// those of j. Leaves the box as it was, but not what ``share(ofGroup:)`` has found.
  mutating func joint(_ i: Int, _ j: Int) -> [Double] {
    let width = space.dimensions[j].weights.count
    var table = [Double](repeating: 0, count: space.dimensions[i].weights.count * width)
    let levels = box[i]
    for b in BitIndices(levels & space.dimensions[i].regular) {
      box[i] = 1 << UInt64(b)
      _ = share(ofGroup: space.root[i])
      for c in BitIndices(box[j] & space.dimensions[j].regular) {
        table[b * width + c] = above[j] * share(j, c, without: nil)
      }
    }
    box[i] = levels
    return table
  }
}
