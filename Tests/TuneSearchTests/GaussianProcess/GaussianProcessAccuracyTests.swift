import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Regret on functions whose minimum is known, median of 20 seeds.
@Suite(.enabled(if: Effort.isFull, "minutes in a debug build"))
struct GaussianProcessAccuracyTests {
  private func medianRegret(
    _ range: [ContinuousRange],
    trials: Int,
    minimum: Double,
    _ function: @escaping ([Double]) -> Double
  ) -> Double {
    let space = Space(range.enumerated().map { Parameter("x\($0)", .continuous($1)) })
    let regrets = (1...20).map { seed in
      let objective = Objective(metric: "f", direction: .minimize)
      let problem = Problem(space: space, objectives: [objective], seed: UInt64(seed), trials: trials)
      var run = TrialRun(problem) { _, assignment in .completed([function(assignment.values.map { $0.number ?? 0 })]) }
      var strategy = makeStrategy("gp", problem)
      run.run(&strategy, trials: trials)
      return (run.history.finished.compactMap(problem.loss).min() ?? .infinity) - minimum
    }
    return Statistics.median(regrets)
  }

  @Test func `the Branin function in 40 trials`() {
    let range = [ContinuousRange(min: -5, max: 10), ContinuousRange(min: 0, max: 15)]
    let regret = medianRegret(range, trials: 40, minimum: 0.39788735772973816) { x in
      let valley = x[1] - 5.1 / (4 * Double.pi * Double.pi) * x[0] * x[0] + 5 / Double.pi * x[0] - 6
      return valley * valley + 10 * (1 - 1 / (8 * Double.pi)) * cos(x[0]) + 10
    }
    #expect(regret <= 1e-3)
  }

  @Test func `the Hartmann function of six variables in 100 trials`() {
    let range = (0..<6).map { _ in ContinuousRange(min: 0, max: 1) }
    let widths: [[Double]] = [
      [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
    ]
    let centers: [[Double]] = [
      [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
      [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
    ]
    let depths = [1.0, 1.2, 3.0, 3.2]
    let regret = medianRegret(range, trials: 100, minimum: -3.32236801141551) { x in
      depths.indices.reduce(0) { sum, i in
        let square = x.indices.reduce(0) { square, j in
          let difference = x[j] - 1e-4 * centers[i][j]
          return square + widths[i][j] * difference * difference
        }
        return sum - depths[i] * exp(-square)
      }
    }
    #expect(regret <= 1e-2)
  }
}
