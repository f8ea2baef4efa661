import Testing
import TuneModel

@testable import TuneSearch

@Suite struct StartingPointsTests {
  private static let space = Space(
    [
      Parameter("x", .continuous(ContinuousRange(min: 0, max: 1)), default: .float(0.25)),
      Parameter("n", .stepped(SteppedRange(min: 1, max: 9, step: 1, isInteger: true)), default: .int(3)),
    ],
    constraints: [
      Constraint(text: "n < 8", expression: .compare(.less, .parameter("n"), .number(8)))
    ]
  )
  private let problem = Problem(space: space, objectives: [], seed: 1)

  private func strategy(_ start: [Assignment], _ name: String = "random") throws -> any Strategy {
    try #require(StrategyCatalog.strategy(StrategyChoice(name: name), start: start, for: problem))
  }

  @Test func `the defaults come first, then the starting points, completed, then the search`() throws {
    var run = TrialRun(problem) { _, _ in .failed }
    var strategy = try strategy([["n": .int(5)], ["x": .float(1), "n": .int(1)]])
    run.run(&strategy, trials: 6, batch: 4)
    #expect(
      run.assignments.prefix(3) == [
        ["x": .float(0.25), "n": .int(3)], ["x": .float(0.25), "n": .int(5)], ["x": .float(1), "n": .int(1)],
      ]
    )
    #expect(
      run.proposals.prefix(3).map(\.explanation.why) == [
        "the defaults of the manifest", "starting point 1 of the manifest", "starting point 2 of the manifest",
      ]
    )
    #expect(run.proposals.prefix(3).allSatisfy { $0.explanation.strategy == "random" })
    #expect(run.proposals[3].explanation.phase == nil)
  }

  @Test func `points that are the same or break a constraint are left out`() throws {
    var run = TrialRun(problem) { _, _ in .failed }
    var strategy = try strategy([["n": .int(9)], ["x": .float(0.25)], ["x": .int(1)]])
    run.run(&strategy, trials: 3)
    #expect(run.assignments[1] == ["x": .int(1), "n": .int(3)])
    #expect(run.proposals[2].explanation.phase == nil)
  }

  @Test func `a point added later is tried next`() throws {
    var run = TrialRun(problem) { _, _ in .failed }
    var first = try strategy([])
    run.run(&first, trials: 5)
    var second = try strategy([["n": .int(7)]])
    run.run(&second, trials: 7)
    #expect(run.assignments[5] == ["x": .float(0.25), "n": .int(7)])
    #expect(run.proposals[5].explanation.why == "the starting point of the manifest")
    #expect(run.proposals[6].explanation.phase == nil)
  }

  @Test func `a name that is not in the catalog makes no strategy`() {
    #expect(StrategyCatalog.strategy(StrategyChoice(name: "best"), start: [], for: problem) == nil)
  }
}
