/// Leaves out points that nobody could see.
enum Thinning {
  /// All points when they are few; otherwise at most one in each cell of a grid that is widened until no more than
  /// `limit` are left. The first in a cell stays, so that a later point moves none of the earlier ones.
  ///
  /// - Complexity: O(n log n) at worst.
  static func grid(_ points: [Point], limit: Int) -> [Point] {
    guard points.count > max(1, limit) else { return points }
    var kept = points
    var cell = 1.0
    while kept.count > max(1, limit) {
      var taken = Set<Point>()
      kept = points.filter { taken.insert(Point(($0.x / cell).rounded(), ($0.y / cell).rounded())).inserted }
      cell *= 1.5
    }
    return kept
  }

  /// At most `limit` elements at even distances, the first and the last among them.
  static func even<Element>(_ elements: [Element], limit: Int) -> [Element] {
    guard elements.count > limit, limit > 1 else { return limit > 0 ? elements : [] }
    return (0..<limit).map { elements[$0 * (elements.count - 1) / (limit - 1)] }
  }

  /// All elements, or every second, fourth, eighth, …, so that there are at most `limit`. One more element seldom changes
  /// which of the others are there.
  static func every<Element>(_ elements: [Element], limit: Int) -> [Element] {
    var step = 1
    while (elements.count + step - 1) / step > max(1, limit) { step *= 2 }
    return stride(from: 0, to: elements.count, by: step).map { elements[$0] }
  }
}
