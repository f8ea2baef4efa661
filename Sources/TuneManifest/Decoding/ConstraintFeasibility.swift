import TuneModel

/// How often random assignments of a space meet its constraints.
struct ConstraintFeasibility: Hashable {
  /// How many assignments were looked at.
  var samples: Int
  /// Whether that is enough to say that the constraints cannot be met.
  var isConclusive: Bool { samples >= 1_000 }
  /// How many met every constraint.
  var hits: Int
  /// How many met each constraint by itself, in the order of the constraints.
  var hitsOfConstraint: [Int]

  static let largestSample = 20_000
  /// As soon as so many met all constraints the space is good, and looking ends.
  private static let enough = 20
  /// A bound on parameters and operators evaluated, so that a hostile manifest costs nothing.
  private static let workLimit = 2_000_000

  /// Looks at random assignments, the same ones for the same space.
  init(of space: Space) {
    let work = space.parameters.count + space.constraints.reduce(0) { $0 + $1.expression.size }
    let limit = max(20, min(ConstraintFeasibility.largestSample, ConstraintFeasibility.workLimit / max(1, work)))
    var random = SplitMix(state: 2)
    samples = 0
    hits = 0
    hitsOfConstraint = Array(repeating: 0, count: space.constraints.count)
    while samples < limit, hits < ConstraintFeasibility.enough {
      let assignment = space.decode(space.dimensions.map { _ in random.unit() })
      samples += 1
      var meetsAll = true
      for (index, constraint) in space.constraints.enumerated() {
        if constraint.holds(for: assignment) { hitsOfConstraint[index] += 1 } else { meetsAll = false }
      }
      if meetsAll { hits += 1 }
    }
  }
}
