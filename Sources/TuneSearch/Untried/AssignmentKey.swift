import TuneMath
package import TuneModel

/// What makes two assignments the same: equal values of all active parameters, however their numbers are written.
///
/// `1` and `1.0` of a float are one value, and so are two spellings of a level of an ordered list.
package struct AssignmentKey: Hashable, Sendable {
  /// One word for each parameter of the space.
  private var words: [UInt64]

  private static let inactive = UInt64.max

  /// - Complexity: O(parameters); O(parameters²) for an assignment in another order than the space's.
  package init(_ assignment: Assignment, in space: Space) {
    words = []
    words.reserveCapacity(space.parameters.count)
    // Assignments mostly come in the order of the space, so the next name is nearly always the one looked for.
    var place = 0
    for parameter in space.parameters {
      let value: ParameterValue?
      if place < assignment.count, assignment.names[place] == parameter.name {
        value = assignment.values[place]
        place += 1
      } else {
        value = assignment[parameter.name]
      }
      words.append(value.map { Self.word($0, of: parameter.domain) } ?? Self.inactive)
    }
  }

  private static func word(_ value: ParameterValue, of domain: Domain) -> UInt64 {
    switch domain {
    case .continuous:
      // Adding 0 makes one zero of the two.
      if let number = value.number { return (number + 0).bitPattern }
    case .stepped, .ordered, .categorical, .bool, .fixed:
      if let unit = domain.unit(of: value) { return unit.bitPattern }
    }
    // Not a value of the space: observed elsewhere, or before the space was changed. It only has to differ.
    return StableHash(value.description).value
  }
}
