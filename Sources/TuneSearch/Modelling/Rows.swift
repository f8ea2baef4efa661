/// Points of the unit cube in canonical form, one after another in one array. See ``CubeGeometry``.
struct Rows: Sendable, Hashable {
  /// P, the length of each row.
  let dimension: Int
  /// count × P, row-major.
  private(set) var elements: [Double]
  /// Kept apart from `elements`, because rows of a space without dimensions have no elements.
  private(set) var count: Int

  init(dimension: Int) {
    self.dimension = dimension
    elements = []
    count = 0
  }

  init(dimension: Int, _ rows: some Sequence<[Double]>) {
    self.init(dimension: dimension)
    for row in rows { append(row) }
  }

  var isEmpty: Bool { count == 0 }

  subscript(i: Int) -> [Double] {
    Array(elements[i * dimension..<(i + 1) * dimension])
  }

  /// Coordinate p of row i.
  subscript(i: Int, p: Int) -> Double { elements[i * dimension + p] }

  mutating func append(_ row: [Double]) {
    precondition(row.count == dimension, "a row has one coordinate for each dimension")
    elements.append(contentsOf: row)
    count += 1
  }

  mutating func append(_ rows: Rows) {
    elements.append(contentsOf: rows.elements)
    count += rows.count
  }

  func prefix(_ length: Int) -> Rows {
    var rows = Rows(dimension: dimension)
    rows.count = min(length, count)
    rows.elements = Array(elements.prefix(rows.count * dimension))
    return rows
  }

  /// The rows with these numbers, in this order.
  func selecting(_ numbers: [Int]) -> Rows {
    var rows = Rows(dimension: dimension)
    rows.elements.reserveCapacity(numbers.count * dimension)
    for i in numbers { rows.elements.append(contentsOf: elements[i * dimension..<(i + 1) * dimension]) }
    rows.count = numbers.count
    return rows
  }

  /// The largest difference of a coordinate, minimized over all rows; ∞ when there is none.
  func distance(to row: [Double]) -> Double {
    var nearest = Double.infinity
    for i in 0..<count {
      var largest = 0.0
      for p in 0..<dimension { largest = max(largest, (elements[i * dimension + p] - row[p]).magnitude) }
      nearest = min(nearest, largest)
    }
    return nearest
  }
}
