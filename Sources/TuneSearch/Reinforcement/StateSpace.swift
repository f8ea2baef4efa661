import TuneModel

/// What the agent moves in: states, and what actions do to them.
///
/// | symbol | name here | meaning |
/// |---|---|---|
/// | D | `count` | coordinates of a state |
/// | x | `state` | where a configuration is: D numbers in [0, 1] |
/// | a | `action` | an adjustment: D numbers in [−1, 1] |
/// | ρ | `radius` | how far an action reaches (``Situation``) |
///
/// A number has one coordinate, its place in its range. A choice has one *weight* for each of its values and is the value
/// of the largest weight. What does not exist is in the middle of its range, or equally much of every value.
///
///     x′ = clip(x + δ ∘ a),   δ_k = max(ρ, one level) for numbers, 1 for weights                      (1)
struct StateSpace: Sendable {
  /// Where an axis is found in a state.
  enum Place: Hashable, Sendable {
    case number(Int)
    case weights(Range<Int>)
  }

  let geometry: CubeGeometry
  /// One for each axis.
  let places: [Place]
  /// The axis of each coordinate.
  let axes: [Int]
  /// D.
  var count: Int { axes.count }

  /// The distance between two levels of a number; 0 for a continuous one. One for each coordinate.
  private let cells: [Double]
  /// Whether a coordinate is a weight.
  let isWeight: [Bool]

  init(_ geometry: CubeGeometry) {
    self.geometry = geometry
    var places: [Place] = []
    var axes: [Int] = []
    var cells: [Double] = []
    var isWeight: [Bool] = []
    for (index, axis) in geometry.axes.enumerated() {
      switch axis.kind {
      case .continuous, .ordered:
        places.append(.number(axes.count))
        axes.append(index)
        cells.append(axis.kind.levels.map { 1 / Double($0) } ?? 0)
        isWeight.append(false)
      case .unordered(let levels):
        places.append(.weights(axes.count..<axes.count + levels))
        axes += Array(repeating: index, count: levels)
        cells += Array(repeating: 0, count: levels)
        isWeight += Array(repeating: true, count: levels)
      }
    }
    self.places = places
    self.axes = axes
    self.cells = cells
    self.isWeight = isWeight
  }

  /// The state of a row.
  func state(of row: [Double]) -> [Double] {
    var state = [Double](repeating: Space.inactiveUnit, count: count)
    for (p, place) in places.enumerated() {
      switch place {
      case .number(let k): if row[p] != CubeGeometry.inactive { state[k] = row[p] }
      case .weights(let range):
        let level = geometry.level(row[p], of: p)
        for k in range { state[k] = level < 0 ? 1 / Double(range.count) : k - range.lowerBound == level ? 1 : 0 }
      }
    }
    return state
  }

  /// The row that a state stands for; of equal weights the first counts.
  func row(of state: [Double]) -> [Double] {
    var row = places.enumerated().map { p, place in
      switch place {
      case .number(let k): return state[k]
      case .weights(let range):
        return geometry.axes[p].domain.unit(ofLevel: heaviest(range, of: state) - range.lowerBound)
          ?? Space.inactiveUnit
      }
    }
    geometry.canonicalize(&row)
    return row
  }

  func states(of rows: Rows) -> Rows {
    Rows(dimension: count, (0..<rows.count).lazy.map { state(of: rows[$0]) })
  }

  /// δ of (1).
  func steps(radius: Double) -> [Double] {
    cells.indices.map { isWeight[$0] ? 1 : max(radius, cells[$0]) }
  }

  /// The coordinate of the largest weight.
  func heaviest(_ range: Range<Int>, of state: [Double]) -> Int {
    var heaviest = range.lowerBound
    for k in range where state[k] > state[heaviest] { heaviest = k }
    return heaviest
  }
}
