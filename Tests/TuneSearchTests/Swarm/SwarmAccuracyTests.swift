import JSON
import Testing
import TuneModel

@testable import TuneSearch

/// With the published size of 40 particles the swarm is the published algorithm, and as good.
@Suite struct SwarmAccuracyTests {
  /// The number of trials until a value is reached; nil: not within the limit.
  private func trials(toReach target: Double, dimensions: Int, limit: Int, seed: UInt64) -> Int? {
    let range = ContinuousRange(min: -100, max: 100)
    let space = Space((1...dimensions).map { Parameter("x\($0)", .continuous(range)) })
    let objective = Objective(metric: "f", direction: .minimize)
    // A sphere away from the middle, where the first particle begins.
    var run = TrialRun(Problem(space: space, objectives: [objective], seed: seed)) { _, assignment in
      let distances = assignment.values.enumerated().map { ($1.number ?? 0) - 30 + 9 * Double($0) }
      return .completed([distances.reduce(0) { $0 + $1 * $1 }])
    }
    var strategy = makeStrategy("swarm", run.problem, options: ["population": 40])
    while run.history.finished.count < limit {
      run.run(&strategy, trials: run.history.finished.count + 1)
      if let last = run.history.finished.last.flatMap(run.problem.loss), last <= target {
        return run.history.finished.count
      }
    }
    return nil
  }

  /// M. Clerc's own program needs 1,830 evaluations on average.
  @Test func `a sphere in two dimensions to 1e-4 takes about 1800 trials`() throws {
    for seed: UInt64 in 1...2 {
      let count = try #require(trials(toReach: 1e-4, dimensions: 2, limit: 4_000, seed: seed))
      #expect((1_000...2_800).contains(count))
    }
  }

  /// Error below 1e-8 in all runs of 100,000 evaluations: function 1 of CEC 2013, in 10 dimensions.
  @Test(.enabled(if: Effort.isFull, "ten seconds in a debug build"))
  func `a sphere in ten dimensions is solved`() {
    #expect(trials(toReach: 1e-8, dimensions: 10, limit: 20_000, seed: 1) != nil)
  }
}
