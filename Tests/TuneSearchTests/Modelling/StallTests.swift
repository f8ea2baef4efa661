import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct StallTests {
  @Test func `trials since the last improvement of the size that was asked for are counted`() {
    // The mean is 0 and the median below, so what is asked for is a share of 2.
    let z = [2.0, -1.0, -1.1, -1.7, 0.0, -1.8, 1.6, -2.0, 2.0, 2.0]
    #expect(Stall(z, designed: 0, improvement: 0.1).trials == 2)
    #expect(Stall(z, designed: 0, improvement: 0.2).trials == 6)
    #expect(Stall(z, designed: 0, improvement: 0).trials == 2)
    #expect(Stall(z, designed: 9, improvement: 0.1).trials == 1)
    #expect(!Stall(z, designed: 0, improvement: 0.1).isReached)
    #expect(Stall([-1] + [Double](repeating: 0.1, count: 10), designed: 0, improvement: 0).isReached)
  }

  @Test func `a crowd of trials at the best does not make every step an improvement`() {
    // Nine trials in ten are within 0.01 of each other, and get better all the time.
    let z = [3.0, 3.0, 3.0, 3.0] + (0..<36).map { -0.33 - 0.0001 * Double($0) }
    #expect(Statistics.median(z) - (z.min() ?? 0) < 0.01)
    #expect(Stall(z, designed: 0, improvement: 0.03).isReached)
  }

  @Test func `equal losses are no improvements`() {
    #expect(Stall([Double](repeating: 0, count: 12), designed: 1, improvement: 0.03).trials == 11)
  }

  @Test func `a search that has stalled looks elsewhere every third trial`() {
    let space = Space([Parameter("x", .continuous(ContinuousRange(min: 0, max: 1)))])
    let objective = Objective(metric: "y", direction: .minimize)
    var run = TrialRun(Problem(space: space, objectives: [objective], seed: 1)) { _, _ in .completed([1]) }
    var strategy = makeStrategy("gp", run.problem)
    run.run(&strategy, trials: 32)
    let stray = run.proposals.enumerated().filter { $0.element.explanation.phase == "exploration" }
    #expect(stray.map { $0.offset + 1 } == [20, 23, 26, 29, 32])
    #expect(
      stray.allSatisfy {
        $0.element.explanation.why.contains("brought no improvement") && $0.element.explanation.expected != nil
      }
    )
  }
}
