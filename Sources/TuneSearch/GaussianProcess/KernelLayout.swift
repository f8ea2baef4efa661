/// How the dimensions of a space enter the kernel.
///
/// Numbers enter by their coordinate; so do dimensions of two unordered levels, as 0 and 1. A dimension of more than two
/// unordered levels enters by its level, and two different levels are at distance 1. What does not exist sits in the
/// middle: coordinate ½, or at squared distance ½ from every level.
struct KernelLayout: Sendable, Hashable {
  enum Column: Sendable, Hashable {
    case number
    case flag
    case choice
  }

  /// One for each dimension.
  let columns: [Column]
  /// Dimensions whose coordinates are warped (``InputWarp``).
  let warped: [Int]

  /// P.
  var dimension: Int { columns.count }

  init(_ geometry: CubeGeometry, warpsInputs: Bool) {
    columns = geometry.axes.map { axis in
      switch axis.kind {
      case .continuous, .ordered: .number
      case .unordered(let levels): levels > 2 ? .choice : .flag
      }
    }
    // Fewer levels than this leave nothing to bend.
    warped = geometry.axes.indices.filter {
      warpsInputs && geometry.axes[$0].kind.isOrdered && (geometry.axes[$0].kind.levels ?? 5) >= 5
    }
  }

  /// Rows as the kernel sees them, before input warps; row-major like the rows.
  func coordinates(of rows: Rows, in geometry: CubeGeometry) -> [Double] {
    var coordinates = rows.elements
    for (p, column) in columns.enumerated() {
      let positions = stride(from: p, to: coordinates.count, by: dimension)
      switch column {
      case .number:
        for i in positions where coordinates[i] == CubeGeometry.inactive { coordinates[i] = 0.5 }
      case .flag:
        for i in positions {
          // One level, or none here: neither tells anything.
          let level = geometry.level(coordinates[i], of: p)
          coordinates[i] = level < 0 ? 0.5 : Double(level)
        }
      case .choice:
        for i in positions { coordinates[i] = Double(geometry.level(coordinates[i], of: p)) }
      }
    }
    return coordinates
  }
}

/// Adds w D(x, yⱼ) to each of `squares`, D the squared distance along one dimension.
@inline(__always)
func addSquares(
  _ column: KernelLayout.Column,
  weight w: Double,
  from x: Double,
  to y: UnsafePointer<Double>,
  into squares: UnsafeMutablePointer<Double>,
  count: Int
) {
  switch column {
  case .number, .flag:
    for j in 0..<count {
      let d = x - y[j]
      squares[j] += w * (d * d)
    }
  case .choice:
    for j in 0..<count { squares[j] += w * choiceDistance(x, y[j]) }
  }
}

/// The squared distance of two levels, −1 for none.
@inline(__always)
func choiceDistance(_ x: Double, _ y: Double) -> Double {
  x == y ? 0 : min(x, y) < 0 ? 0.5 : 1
}
