import Testing
import TuneModel

@testable import TuneSearch

@Suite struct ProblemLossesTests {
  @Test func `a trial has a loss for each objective, infinite where it has no value`() {
    let problem = Problem(
      space: SampleSpace.line.space,
      objectives: [Objective(metric: "loss", direction: .minimize), Objective(metric: "score", direction: .maximize)],
      seed: 0
    )
    func losses(_ outcome: FinishedTrial.Outcome) -> [Double] {
      let explanation = Explanation(strategy: "test", why: "a test")
      return problem.losses(
        of: FinishedTrial(number: 1, assignment: ["x": .float(0)], outcome: outcome, explanation: explanation)
      )
    }
    #expect(losses(.completed([1, 2])) == [1, -2])
    #expect(losses(.completed([.nan, .infinity])) == [.infinity, .infinity])
    #expect(losses(.pruned([3])) == [3, .infinity])
    #expect(losses(.failed) == [.infinity, .infinity])
  }
}
