/// An orthogonal matrix, uniformly distributed: Gram–Schmidt on normal vectors.
struct Rotation: Sendable {
  /// d rows of d, orthonormal.
  private let rows: [[Double]]

  init(_ dimension: Int, _ generator: inout SeededGenerator) {
    var rows: [[Double]] = []
    while rows.count < dimension {
      var row = (0..<dimension).map { _ in generator.normal() }
      for other in rows {
        let along = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        row = zip(row, other).map { $0 - along * $1 }
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      rows.append(row.map { $0 / length })
    }
    self.rows = rows
  }

  func callAsFunction(_ x: [Double]) -> [Double] {
    rows.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
