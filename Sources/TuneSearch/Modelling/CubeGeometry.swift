import TuneModel

/// The unit cube of a space, compiled for models that look at thousands of points for one proposal.
///
/// A *row* is a point in canonical form: one coordinate for each dimension, in the middle of its value's share, and
/// ``inactive`` where the dimension does not exist. Two rows are equal if and only if their assignments are.
struct CubeGeometry: Sendable {
  /// What stands in a row for a dimension that does not exist there.
  static let inactive = -1.0

  enum Kind: Hashable, Sendable {
    case continuous
    /// Levels in a meaningful order.
    case ordered(levels: Int)
    /// Levels without one.
    case unordered(levels: Int)

    var isOrdered: Bool {
      if case .unordered = self { false } else { true }
    }

    /// How many levels there are; nil for a continuous dimension.
    var levels: Int? {
      switch self {
      case .continuous: nil
      case .ordered(let levels), .unordered(let levels): levels
      }
    }
  }

  struct Axis: Sendable {
    let name: String
    let kind: Kind
    let domain: Domain
    /// All must hold for the dimension to exist: one for each ancestor in the tree of conditions.
    let requirements: [Requirement]

    var isConditional: Bool { !requirements.isEmpty }
  }

  /// A condition on another dimension.
  struct Requirement: Sendable, Hashable {
    /// Nil for a condition on a fixed parameter that does not hold, and so never will.
    let axis: Int?
    let domain: Domain
    let condition: Condition
    /// Whether the condition holds, by the level of the other dimension; empty where that is continuous, or has too many.
    let allowed: [Bool]

    func holds(at unit: Double) -> Bool {
      guard unit != CubeGeometry.inactive, axis != nil else { return false }
      if !allowed.isEmpty, let level = domain.level(atUnit: unit) { return allowed[level] }
      return condition.holds(for: domain.value(atUnit: unit))
    }
  }

  let space: Space
  let axes: [Axis]
  let isConditional: Bool

  /// P, the number of dimensions.
  var dimension: Int { axes.count }

  init(_ space: Space) {
    self.space = space
    var axisOfName: [String: Int] = [:]
    for (index, parameter) in space.dimensions.enumerated() { axisOfName[parameter.name] = index }
    axes = space.dimensions.map { parameter in
      Axis(
        name: parameter.name,
        kind: CubeGeometry.kind(of: parameter.domain),
        domain: parameter.domain,
        requirements: CubeGeometry.requirements(of: parameter, in: space, axisOfName)
      )
    }
    isConditional = axes.contains(where: \.isConditional)
  }

  private static func kind(of domain: Domain) -> Kind {
    switch domain {
    case .continuous: .continuous
    case .stepped, .ordered: .ordered(levels: domain.cardinality ?? 1)
    case .categorical, .bool, .fixed: .unordered(levels: domain.cardinality ?? 1)
    }
  }

  private static let tabulatedLevels = 1_000

  private static func requirements(of parameter: Parameter, in space: Space, _ axisOfName: [String: Int])
    -> [Requirement]
  {
    var requirements: [Requirement] = []
    var child = parameter
    // The manifest refuses cycles; the bound only keeps a space built in code from hanging here.
    while requirements.count < space.parameters.count, let condition = child.condition,
      let parent = space[condition.parent]
    {
      if let axis = axisOfName[parent.name] {
        let count = kind(of: parent.domain).levels ?? 0
        let levels = count <= tabulatedLevels ? count : 0
        let allowed = (0..<levels).map {
          condition.holds(for: parent.domain.value(atUnit: parent.domain.unit(ofLevel: $0) ?? Space.inactiveUnit))
        }
        requirements.append(
          Requirement(axis: axis, domain: parent.domain, condition: condition, allowed: allowed)
        )
      } else if !condition.holds(for: parent.domain.value(atUnit: Space.inactiveUnit)) {
        return [Requirement(axis: nil, domain: parent.domain, condition: condition, allowed: [])]
      }
      child = parent
    }
    return requirements
  }
}

extension CubeGeometry {
  /// Makes a point of the unit cube a row. Coordinates outside [0, 1], and ``inactive``, are clamped first.
  /// - Complexity: O(P · depth of conditions).
  func canonicalize(_ point: inout [Double]) {
    point.withUnsafeMutableBufferPointer { canonicalize($0) }
  }

  /// - Parameter point: P coordinates.
  func canonicalize(_ point: UnsafeMutableBufferPointer<Double>) {
    for (index, axis) in axes.enumerated() { point[index] = axis.domain.snapped(point[index]) }
    guard isConditional else { return }
    // Requirements name every ancestor, so any order will do: whether an ancestor that does not exist has been marked
    // already or not, some requirement fails.
    for (index, axis) in axes.enumerated() where axis.isConditional {
      if !axis.requirements.allSatisfy({ $0.holds(at: $0.axis.map { point[$0] } ?? CubeGeometry.inactive) }) {
        point[index] = CubeGeometry.inactive
      }
    }
  }

  /// The row of an assignment.
  func row(of assignment: Assignment) -> [Double] {
    var row = space.encode(assignment)
    canonicalize(&row)
    return row
  }

  /// The point of a row, as the space encodes it.
  func point(_ row: [Double]) -> [Double] {
    row.map { $0 == CubeGeometry.inactive ? Space.inactiveUnit : $0 }
  }

  /// The assignment of a row.
  func assignment(_ row: [Double]) -> Assignment { space.decode(point(row)) }

  /// The level of a coordinate of a row, −1 where the dimension does not exist.
  func level(_ unit: Double, of axis: Int) -> Int {
    unit == CubeGeometry.inactive ? -1 : axes[axis].domain.level(atUnit: unit) ?? 0
  }
}
