import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct RandomSearchTests {
  @Test func `every choice is as likely, and every decade of a log scale`() {
    var run = TrialRun(SampleSpace.mixed)
    var strategy = makeStrategy("random", run.problem)
    run.run(&strategy, trials: 1_000)
    let kinds = Dictionary(grouping: run.assignments) { $0["kind"] }.mapValues(\.count)
    #expect(kinds.count == 4)
    // Four standard deviations of a binomial count.
    #expect(kinds.values.allSatisfy { abs($0 - 250) < 55 })
    let decades = Dictionary(grouping: run.assignments) { Int((($0["learning_rate"]?.number ?? 0) * 1e5).exponent) }
    #expect(decades.count == 14)
  }

  @Test func `the results of trials do not matter`() {
    var good = TrialRun(SampleSpace.mixed)
    var bad = TrialRun(good.problem) { _, _ in .failed }
    var first = makeStrategy("random", good.problem)
    var second = makeStrategy("random", bad.problem)
    good.run(&first, trials: 20)
    bad.run(&second, trials: 20)
    #expect(good.assignments == bad.assignments)
  }

  /// Experiments are continued by later versions: a seed means the same trials for ever.
  @Test func `seed 1 proposes what it always proposed`() {
    var run = TrialRun(SampleSpace.mixed)
    var strategy = makeStrategy("random", run.problem)
    run.run(&strategy, trials: 3)
    #expect(
      run.assignments.map { $0.map { "\($0.1)" }.joined(separator: " ") } == [
        "0.00718509215708 5 47 0.25 32 true false 10",
        "0.00107857555706 5 26 0.05 16 1 true 10",
        "0.00450540235593 1 22 0.4 16 true false 10",
      ]
    )
  }
}
