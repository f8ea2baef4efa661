import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

/// A proposal depends on the problem and the history, and on nothing else.
@Suite struct ReplayContractTests {
  static let samples = [SampleSpace.mixed, .conditional, .constrained]

  @Test(arguments: strategyNames, samples)
  func `a search that is continued is the search that was never stopped`(name: String, sample: SampleSpace) {
    let half = Effort.trials(name, 25, debug: 9)
    var whole = TrialRun(sample)
    var strategy = makeStrategy(name, whole.problem)
    whole.run(&strategy, trials: 2 * half)

    var parts = TrialRun(sample)
    for end in [half, half + 1, 2 * half] {
      var fresh = makeStrategy(name, parts.problem)
      parts.run(&fresh, trials: end)
    }
    #expect(parts.proposals == whole.proposals)
  }

  @Test(arguments: strategyNames, samples)
  func `several proposals at once are those made one after another`(name: String, sample: SampleSpace) {
    var run = TrialRun(sample, parallel: 3)
    var strategy = makeStrategy(name, run.problem)
    run.run(&strategy, trials: Effort.trials(name, 21, debug: 12), batch: 3)
    run.start(strategy.propose(1, given: run.history))
    let together = strategy.propose(3, given: run.history)

    var one = makeStrategy(name, run.problem)
    let apart = run.history.inTurn(3) { one.propose(1, given: $0).first }
    #expect(together == apart)
  }

  /// Trials end in another order than they began in, and the strategy is made anew all the time.
  @Test(arguments: strategyNames)
  func `parallel trials are replayed from the order in which they ended`(name: String) {
    func search(restarting: Bool) -> [Proposal] {
      var run = TrialRun(SampleSpace.mixed, parallel: 4)
      var strategy = makeStrategy(name, run.problem)
      var source = RandomSource(seed: 5)
      run.start(strategy.propose(4, given: run.history))
      for _ in 0..<Effort.trials(name, 40, debug: 10) {
        run.finish(run.history.pending[source.integer(below: run.history.pending.count)].number)
        if restarting { strategy = makeStrategy(name, run.problem) }
        run.start(strategy.propose(1, given: run.history))
      }
      return run.proposals
    }
    #expect(search(restarting: true) == search(restarting: false))
  }

  /// Where many assignments are the same or infeasible, what a strategy looks at to propose must leave no trace in it.
  @Test(arguments: strategyNames, [SampleSpace.crowded, .narrowTable])
  func `a strategy that proposed is one that did not`(name: String, sample: SampleSpace) {
    var run = TrialRun(sample, parallel: 2)
    var whole = makeStrategy(name, run.problem)
    for _ in 0..<Effort.trials(name, 15, debug: 8) {
      var fresh = makeStrategy(name, run.problem)
      let proposals = whole.propose(2, given: run.history)
      #expect(fresh.propose(2, given: run.history) == proposals)
      run.start(proposals)
      for number in run.history.pending.map(\.number).reversed() { run.finish(number) }
    }
  }

  @Test(arguments: strategyNames)
  func `maximizing is minimizing the negative`(name: String) {
    func search(_ direction: Objective.Direction) -> [Assignment] {
      let sample = SampleSpace.mixed
      let objective = Objective(metric: "value", direction: direction)
      var run = TrialRun(Problem(space: sample.space, objectives: [objective], seed: 2)) { _, assignment in
        .completed([direction == .minimize ? sample.loss(assignment) : -sample.loss(assignment)])
      }
      var strategy = makeStrategy(name, run.problem)
      run.run(&strategy, trials: Effort.trials(name, 40, debug: 14))
      return run.assignments
    }
    #expect(search(.maximize) == search(.minimize))
  }

  @Test(arguments: strategyNames)
  func `another seed is another search, unless the strategy has no chance in it`(name: String) {
    func search(seed: UInt64) -> [Assignment] {
      var run = TrialRun(SampleSpace.scales, seed: seed)
      var strategy = makeStrategy(name, run.problem)
      run.run(&strategy, trials: 12)
      return run.assignments
    }
    #expect((search(seed: 1) == search(seed: 2)) == (name == "grid"))
  }

  #if !os(iOS)
    /// Hashes of Swift's own sets and dictionaries differ from process to process; proposals must not.
    @Test func `every strategy proposes the same in another process`() async throws {
      let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        for name in strategyNames { print("digest \(name) \(digest(ofSearchBy: name))") }
      }
      let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
      for name in strategyNames {
        #expect(output.contains("digest \(name) \(digest(ofSearchBy: name))\n"), "\(name)")
      }
    }
  #endif
}

/// Two hundred trials, seven at a time, and the next proposal, as a number.
private func digest(ofSearchBy name: String) -> UInt64 {
  var run = TrialRun(SampleSpace.mixed, seed: 11, parallel: 7)
  var strategy = makeStrategy(name, run.problem)
  run.run(&strategy, trials: Effort.trials(name, 200, debug: 21), batch: 7)
  run.start(strategy.propose(1, given: run.history))
  var hash = StableHash()
  for proposal in run.proposals {
    for (name, value) in proposal.assignment {
      hash.combine(name)
      hash.combine(value.description)
    }
    hash.combine(proposal.explanation.why)
    for parent in proposal.explanation.parents { hash.combine(parent) }
  }
  return hash.value
}
