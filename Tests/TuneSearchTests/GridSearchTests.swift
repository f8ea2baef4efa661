import JSON
import Testing
import TuneModel

@testable import TuneSearch

@Suite struct GridSearchTests {
  private func values(_ name: String, _ run: TrialRun) -> [Double] {
    run.assignments.compactMap { $0[name]?.number }
  }

  @Test func `a range is halved again and again, its ends included`() {
    var run = TrialRun(SampleSpace.line)
    var strategy = makeStrategy("grid", run.problem)
    run.run(&strategy, trials: 9)
    #expect(values("x", run)[0] == 2.5)
    #expect(Set(values("x", run).prefix(3)) == [-5, 2.5, 10])
    #expect(Set(values("x", run).prefix(5)) == [-5, -1.25, 2.5, 6.25, 10])
    #expect(values("x", run).sorted() == (0...8).map { -5 + 1.875 * Double($0) })
  }

  @Test func `with points a grid of floats is finite`() {
    var run = TrialRun(SampleSpace.scales)
    var strategy = makeStrategy("grid", run.problem, options: ["points": 4])
    #expect(!run.run(&strategy, trials: 1_000))
    #expect(run.proposals.count == 64)
    #expect(Set(values("log", run)) == [1e-6, 1e-4, 1e-2, 1])
    #expect(Set(values("linear", run)).count == 4)
  }

  @Test func `an early end has seen a coarse grid`() {
    let space = Space([
      Parameter("a", .stepped(SteppedRange(min: 0, max: 100, step: 1, isInteger: true))),
      Parameter("b", .ordered([1, 2, 4, 8, 16, 32, 64].map(ParameterValue.int))),
      Parameter("c", .bool),
    ])
    var run = TrialRun(Problem(space: space, objectives: [], seed: 0)) { _, _ in .failed }
    var strategy = makeStrategy("grid", run.problem)
    run.run(&strategy, trials: 18)
    #expect(Set(values("a", run)) == [0, 50, 100])
    #expect(Set(values("b", run)) == [1, 8, 64])
    run.run(&strategy, trials: 50)
    #expect(Set(values("a", run)) == [0, 25, 50, 75, 100])
    #expect(Set(values("b", run)).count == 5)
  }

  @Test func `any part of the walk is spread over the grid`() {
    let space = Space((0..<3).map { Parameter("x\($0)", .continuous(ContinuousRange(min: 0, max: 1))) })
    var run = TrialRun(Problem(space: space, objectives: [], seed: 0)) { _, _ in .failed }
    var strategy = makeStrategy("grid", run.problem, options: ["points": 3])
    run.run(&strategy, trials: 9)
    for name in ["x0", "x1", "x2"] {
      #expect([0, 0.5, 1].allSatisfy { value in values(name, run).count { $0 == value } >= 2 })
    }
  }

  @Test func `a grid too large to count is sampled`() {
    let space = Space((0..<70).map { Parameter("flag\($0)", .bool) })
    var run = TrialRun(Problem(space: space, objectives: [], seed: 0)) { _, _ in .failed }
    var strategy = makeStrategy("grid", run.problem)
    #expect(run.run(&strategy, trials: 20))
    #expect(Set(run.assignments).count == 20)
  }
}
