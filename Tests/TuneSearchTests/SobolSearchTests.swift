import JSON
import Testing
import TuneModel

@testable import TuneSearch

@Suite struct SobolSearchTests {
  @Test func `sixteen trials have one in each sixteenth of every range`() {
    var run = TrialRun(SampleSpace.scales, seed: 9)
    var strategy = makeStrategy("sobol", run.problem)
    run.run(&strategy, trials: 16, batch: 3)
    for dimension in 0..<3 {
      let cells = run.assignments.map { Int(run.problem.space.encode($0)[dimension] * 16) }
      #expect(Set(cells).count == 16)
    }
  }

  @Test func `points of the sequence are told in order, those that cannot be used left out`() {
    var run = TrialRun(SampleSpace.constrained)
    var strategy = makeStrategy("sobol", run.problem)
    run.run(&strategy, trials: 30)
    let points = run.proposals.compactMap { $0.explanation.details["point"]?.int }
    #expect(points.count == 30)
    #expect(points == points.sorted() && Set(points).count == 30)
    #expect(points[29] > 30)
  }

  @Test func `seed 1 proposes what it always proposed`() {
    var run = TrialRun(SampleSpace.mixed)
    var strategy = makeStrategy("sobol", run.problem)
    run.run(&strategy, trials: 3)
    #expect(
      run.assignments.map { $0.map { "\($0.1)" }.joined(separator: " ") } == [
        "0.0654726363453 4 241 0.05 32 true false 10",
        "6.71217874673e-05 5 21 0.5 64 1 true 10",
        "0.000106907338037 2 905 0.15 128 a false 10",
      ]
    )
  }
}
