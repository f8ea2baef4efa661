import Testing
import TuneModel

/// A space for trying strategies on.
struct SampleSpace: CustomTestStringConvertible {
  let name: String
  let space: Space

  init(_ name: String, _ parameters: [Parameter], constraints: [String] = []) {
    self.name = name
    space = Space(
      parameters,
      constraints: constraints.map { text in
        do {
          return try Constraint.parse(text, parameters: parameters)
        } catch {
          preconditionFailure("the sample space '\(name)' has a wrong constraint: \(error)")
        }
      }
    )
  }

  var testDescription: String { name }

  /// A bowl in the numbers that are active, and 0.1 for every category but the first: its minimum is 0, or nearly.
  func loss(_ assignment: Assignment) -> Double {
    var loss = 0.0
    for (index, parameter) in space.dimensions.enumerated() {
      guard let value = assignment[parameter.name], let unit = parameter.domain.unit(of: value) else { continue }
      let distance = unit - (0.3 + 0.04 * Double(index))
      loss += parameter.domain.isNumeric ? distance * distance : parameter.domain.level(atUnit: unit) == 0 ? 0 : 0.1
    }
    return loss
  }

  /// Every assignment of a finite space that meets the constraints, by brute force over the unit cube.
  var feasibleCount: Int? {
    guard space.cardinality(limit: 1_000) != nil else { return nil }
    var found: Set<Assignment> = []
    var point = [Double](repeating: 0, count: space.dimensions.count)
    func visit(_ dimension: Int) {
      guard dimension < point.count else {
        let assignment = space.decode(point)
        if space.satisfiesConstraints(assignment) { found.insert(assignment) }
        return
      }
      let domain = space.dimensions[dimension].domain
      for level in 0..<(domain.cardinality ?? 1) {
        point[dimension] = domain.unit(ofLevel: level) ?? 0.5
        visit(dimension + 1)
      }
    }
    visit(0)
    return found.count
  }
}

private func float(_ name: String, _ min: Double, _ max: Double, _ scale: Scale = .linear, when: Condition? = nil)
  -> Parameter
{
  Parameter(name, .continuous(ContinuousRange(min: min, max: max, scale: scale)), when: when)
}

private func int(_ name: String, _ min: Double, _ max: Double, step: Double = 1, _ scale: Scale = .linear) -> Parameter
{
  Parameter(name, .stepped(SteppedRange(min: min, max: max, step: step, scale: scale, isInteger: true)))
}

private func choice(_ name: String, _ values: ParameterValue..., when: Condition? = nil) -> Parameter {
  Parameter(name, .categorical(values), when: when)
}

private func when(_ parent: String, _ values: ParameterValue...) -> Condition {
  Condition(parent: parent, values: values)
}

extension SampleSpace {
  static let line = SampleSpace("one float", [float("x", -5, 10)])

  static let scales = SampleSpace(
    "floats of every scale",
    [float("linear", -1, 1), float("log", 1e-6, 1, .log), float("logit", 0.001, 0.999, .logit)]
  )

  static let mixed = SampleSpace(
    "every type",
    [
      float("learning_rate", 1e-5, 0.1, .log),
      int("layers", 1, 8),
      int("units", 16, 1024, .log),
      Parameter("dropout", .stepped(SteppedRange(min: 0, max: 0.5, step: 0.05, isInteger: false))),
      Parameter("batch", .ordered([.int(16), .int(32), .int(64), .int(128)])),
      choice("kind", .string("a"), .int(1), .float(0.5), .bool(true)),
      Parameter("bias", .bool),
      Parameter("epochs", .fixed(.int(10))),
    ]
  )

  static let conditional = SampleSpace(
    "a chain of conditions",
    [
      float("momentum", 0, 0.99, when: when("optimizer", .string("sgd"))),
      choice("optimizer", .string("sgd"), .string("adam"), .string("none")),
      Parameter("nesterov", .bool, when: when("optimizer", .string("sgd"))),
      float("dampening", 0, 1, when: when("nesterov", .bool(true))),
      float("beta", 0.5, 0.999, .logit, when: when("optimizer", .string("adam"))),
      float("learning_rate", 1e-5, 1, .log, when: when("optimizer", .string("sgd"), .string("adam"))),
    ]
  )

  static let constrained = SampleSpace(
    "floats under constraints",
    [float("x", 0, 1), float("y", 0, 1), int("n", 1, 64)],
    constraints: ["x + y <= 0.7", "x * n <= 20 or y < 0.1"]
  )

  static let crowded = SampleSpace("few integers", [int("a", 1, 8), int("b", 1, 8)])

  static let narrowTable = SampleSpace(
    "integers under a constraint",
    [int("a", 1, 100), int("b", 1, 100)],
    constraints: ["a * b <= 30"]
  )

  static let onlyChoices = SampleSpace(
    "only choices",
    [
      choice("c", .string("a"), .string("b"), .string("c"), .string("d")),
      choice("d", .string("e"), .string("f"), .string("g")),
    ]
  )

  static let longCondition = SampleSpace(
    "a condition on a long range of integers",
    [int("n", 0, 1e12), float("c", 0, 1, when: when("n", .int(0)))]
  )

  static let narrow = SampleSpace(
    "a three-hundredth is feasible",
    [float("x", 0, 1), float("y", 0, 1)],
    constraints: ["abs(x - y) < 0.0016"]
  )

  static let wide = SampleSpace("twenty floats", (1...20).map { float("x\($0)", -5, 5) })

  static let onePoint = SampleSpace(
    "one point",
    [float("x", 2, 2), int("n", 3, 3), choice("c", .string("only"))]
  )

  static let onlyFixed = SampleSpace("only fixed values", [Parameter("x", .fixed(.float(2)))])

  static let small = SampleSpace(
    "a small table",
    [Parameter("flag", .bool), choice("c", .string("a"), .string("b"), .int(3)), int("n", 1, 4)]
  )

  static let smallConditional = SampleSpace(
    "a small tree",
    [
      choice("kind", .string("a"), .string("b")),
      Parameter("flag", .bool, when: when("kind", .string("a"))),
      Parameter("size", .ordered([.int(1), .int(10), .int(100)]), when: when("flag", .bool(true))),
      choice("mode", .string("x"), .string("y"), .string("z")),
    ]
  )

  static let smallConstrained = SampleSpace(
    "a small table under a constraint",
    [int("a", 1, 8), int("b", 1, 8)],
    constraints: ["a * b == 12 or a == b"]
  )

  static let infeasible = SampleSpace(
    "nothing is feasible",
    [int("a", 1, 8), int("b", 1, 8)],
    constraints: ["a > b + 10"]
  )

  static let infinite = [line, scales, mixed, conditional, constrained, narrow, wide, longCondition]
  static let finite = [onePoint, onlyFixed, small, smallConditional, smallConstrained, infeasible, onlyChoices]
  static let all = infinite + finite
}
