import Testing
import TuneModel

@testable import TuneSearch

@Suite struct AutomaticSearchTests {
  private static func floats(_ count: Int) -> Space {
    Space((0..<count).map { Parameter("x\($0)", .continuous(ContinuousRange(min: 0, max: 1))) })
  }

  private static func history(_ finished: Int) -> History {
    let trial = FinishedTrial(
      number: 1,
      assignment: [:],
      outcome: .failed,
      explanation: Explanation(strategy: "elsewhere", why: "observed elsewhere")
    )
    return History(finished: Array(repeating: trial, count: finished), nextNumber: finished + 1)
  }

  @Test func `it is the default`() {
    #expect(StrategyCatalog.declarations.first?.name == "auto")
  }

  @Test func `who proposes depends on the number of parameters and of trials`() {
    func members(parameters: Int, after finished: Int) -> Set<AutomaticSearch.Member> {
      let space = Self.floats(parameters)
      return Set((0..<4).map { AutomaticSearch.member(for: space, Self.history(finished + $0)) })
    }
    #expect(members(parameters: 2, after: 0) == [.gaussianProcess])
    #expect(members(parameters: 100, after: 900) == [.gaussianProcess])
    #expect(members(parameters: 101, after: 0) == [.treeParzen])
    #expect(members(parameters: 2, after: 2_000) == [.gaussianProcess, .treeParzen])
  }

  @Test func `each proposal names itself and the member that made it`() {
    for (space, member) in [(Self.floats(2), "gp"), (Self.floats(101), "tpe")] {
      let objective = Objective(metric: "y", direction: .minimize)
      var run = TrialRun(Problem(space: space, objectives: [objective], seed: 1)) { number, _ in
        .completed([Double(number)])
      }
      var strategy = makeStrategy("auto", run.problem)
      run.run(&strategy, trials: 12, batch: 3)
      #expect(run.proposals.allSatisfy { $0.explanation.strategy == "auto" && $0.explanation.member == member })
      #expect(run.proposals.first?.explanation.phase == "design")
      #expect(run.proposals.last?.explanation.phase == "model")
    }
  }

  @Test func `where it asks the Gaussian process it searches as that does`() {
    func search(_ name: String) -> [Assignment] {
      var run = TrialRun(SampleSpace.mixed, seed: 3, trials: 12)
      var strategy = makeStrategy(name, run.problem)
      run.run(&strategy, trials: 12)
      return run.assignments
    }
    #expect(search("auto") == search("gp"))
  }
}
