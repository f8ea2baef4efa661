import JSON
import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct CovarianceMatrixSearchTests {
  private static func sphere(_ dimension: Int) -> (Problem, TrialRun.Evaluation) {
    let space = Space(
      (0..<dimension).map { Parameter("x\($0)", .continuous(ContinuousRange(min: -5, max: 5))) }
    )
    let problem = Problem(
      space: space,
      objectives: [Objective(metric: "y", direction: .minimize)],
      seed: 1,
      trials: 2_500
    )
    return (
      problem,
      { _, assignment in
        .completed([assignment.values.reduce(0) { $0 + (($1.number ?? 0) - 1.3) * (($1.number ?? 0) - 1.3) }])
      }
    )
  }

  private static func best(_ run: TrialRun) -> Double {
    run.history.finished.compactMap { run.problem.loss(of: $0) }.min() ?? .infinity
  }

  @Test func `it goes to many digits on a sphere`() {
    let (problem, evaluate) = Self.sphere(4)
    var run = TrialRun(problem, evaluate)
    var strategy = makeStrategy("cmaes", problem)
    run.run(&strategy, trials: 700)
    #expect(Self.best(run) < 1e-8)
  }

  @Test func `a generation may finish in any order`() {
    let (problem, evaluate) = Self.sphere(2)
    var parallel = problem
    parallel.parallel = 6
    var run = TrialRun(parallel, evaluate)
    var strategy = makeStrategy("cmaes", parallel)
    var source = RandomSource(seed: 6)
    run.start(strategy.propose(6, given: run.history))
    for _ in 0..<300 {
      run.finish(run.history.pending[source.integer(below: run.history.pending.count)].number)
      run.start(strategy.propose(1, given: run.history))
    }
    #expect(Self.best(run) < 1e-4)
  }

  @Test func `integers and choices are found, and stay open`() {
    let space = Space([
      Parameter("x", .continuous(ContinuousRange(min: 0, max: 1))),
      Parameter("n", .stepped(SteppedRange(min: 1, max: 20, step: 1, isInteger: true))),
      Parameter("kind", .categorical([.string("a"), .string("b"), .string("c")])),
      Parameter("fast", .bool),
    ])
    let problem = Problem(
      space: space,
      objectives: [Objective(metric: "y", direction: .minimize)],
      seed: 3,
      trials: 400
    )
    var run = TrialRun(problem) { _, assignment in
      let x = assignment["x"]?.number ?? 0
      let n = assignment["n"]?.number ?? 0
      let kind = assignment["kind"] == .string("c") ? 0.0 : 0.5
      let fast = assignment["fast"] == .bool(true) ? 0.0 : 0.3
      return .completed([(x - 0.3) * (x - 0.3) + 0.02 * (n - 14) * (n - 14) + kind + fast])
    }
    var strategy = makeStrategy("cmaes", problem)
    run.run(&strategy, trials: 250)
    #expect(Self.best(run) < 1e-3)
    let late = run.assignments.suffix(80)
    #expect(Set(late.compactMap { $0["n"] }).count > 1)
  }

  @Test func `it starts from the best of earlier trials`() throws {
    let (problem, evaluate) = Self.sphere(3)
    var run = TrialRun(problem, evaluate)
    run.observe(60)
    var strategy = makeStrategy("cmaes", problem)
    let proposals = strategy.propose(20, given: run.history)
    let losses = proposals.compactMap { proposal -> Double? in
      guard case .completed(let values) = evaluate(0, proposal.assignment) else { return nil }
      return values.first
    }
    let before = run.history.finished.compactMap { problem.loss(of: $0) }
    #expect(Statistics.median(losses) < 0.5 * Statistics.median(before))
    #expect(proposals[0].explanation.details["start"] == 60)
    #expect(proposals[0].explanation.phase == "generation 1")
  }

  @Test func `a warm start has the mean and the spread of the best`() {
    // Of ten points the best tenth is one: there is no spread but α.
    let one = WarmStart(points: (0..<10).map { [0.1 * Double($0), 0.5] }, dimension: 2, alpha: 0.1)
    #expect(one.mean == [0, 0.5] && one.sigma == 0.1 && one.covariance == nil)

    let points = (0..<40).map { [0.2 + ($0.isMultiple(of: 2) ? 0.1 : -0.1), 0.5] }
    let four = WarmStart(points: points, dimension: 2, alpha: 0.1)
    #expect(zip(four.mean, [0.2, 0.5]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    let covariance = four.covariance?.elements.map { $0 * four.sigma * four.sigma } ?? []
    #expect(zip(covariance, [0.02, 0, 0, 0.01]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    #expect(covariance.count == 4)
  }

  @Test func `after it has converged it starts again elsewhere`() {
    // Nothing to find: the step size shrinks until there is no hope left in it.
    let (problem, _) = Self.sphere(2)
    var run = TrialRun(problem) { number, _ in .completed([1 / Double(number)]) }
    var strategy = makeStrategy("cmaes", problem, options: ["step": 0.01])
    run.run(&strategy, trials: 600)
    #expect(Set(run.assignments).count == run.assignments.count)
  }
}
