import Testing
import TuneModel

@testable import TuneManifest

@Suite struct ConstraintFeasibilityTests {
  private let parameters = [
    Parameter("a", .continuous(ContinuousRange(min: 0, max: 1))),
    Parameter("b", .stepped(SteppedRange(min: 0, max: 9, step: 1, isInteger: true))),
  ]

  private func feasibility(_ texts: String...) throws -> ConstraintFeasibility {
    let constraints = try texts.map { try Constraint.parse($0, parameters: parameters) }
    return ConstraintFeasibility(of: Space(parameters, constraints: constraints))
  }

  @Test func `looking ends when enough assignments are good`() throws {
    let feasibility = try feasibility("a < 0.5")
    #expect(feasibility.hits == 20)
    #expect((21...80).contains(feasibility.samples))
  }

  @Test func `a rare space is told from an impossible one`() throws {
    let rare = try feasibility("a < 0.002", "b == 3")
    #expect(rare.samples == ConstraintFeasibility.largestSample)
    #expect((1..<20).contains(rare.hits))
    let impossible = try feasibility("a < 0.5", "b > 9")
    #expect(impossible.hits == 0)
    #expect(impossible.isConclusive)
    #expect(impossible.hitsOfConstraint[0] > 9_000)
    #expect(impossible.hitsOfConstraint[1] == 0)
  }

  @Test func `the same space is judged the same way`() throws {
    #expect(try feasibility("a < 0.001") == feasibility("a < 0.001"))
  }

  @Test func `constraints that take long are judged by fewer assignments`() throws {
    let sum = Array(repeating: "a", count: 200).joined(separator: " + ")
    let texts = Array(repeating: "\(sum) < 0", count: 100)
    let constraints = try texts.map { try Constraint.parse($0, parameters: parameters) }
    let feasibility = ConstraintFeasibility(of: Space(parameters, constraints: constraints))
    #expect(feasibility.samples < 1_000)
    #expect(!feasibility.isConclusive)
  }
}
