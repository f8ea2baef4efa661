import JSON
import Testing
import TuneModel

@testable import TuneSearch

@Suite struct PopulationSearchTests {
  private static let space = Space([
    Parameter("rate", .continuous(ContinuousRange(min: 1e-4, max: 1, scale: .log))),
    Parameter("batch", .ordered([.int(16), .int(32), .int(64), .int(128)])),
    Parameter("kind", .categorical([.string("a"), .string("b")])),
  ])
  private static let objective = Objective(metric: "loss", direction: .minimize)
  private static let options: JSONObject = ["members": 6, "interval": 5, "steps": 40]

  private func problem(_ seed: UInt64 = 1, _ space: Space = space) -> Problem {
    Problem(space: space, objectives: [Self.objective], seed: seed)
  }

  /// Trains until the strategy has nothing more to propose; states are checkpoints, by trial.
  private func train(
    _ problem: Problem,
    _ options: JSONObject = options,
    batch: Int = 1,
    order: (inout [PendingTrial]) -> Void = { _ in },
    step: (Double?, Assignment, Int, Int) -> Double?
  ) -> (history: History, proposals: [Proposal]) {
    var strategy: any Strategy = PopulationSearch(problem, PopulationOptions(options))
    var history = History()
    var proposals: [Proposal] = []
    var states: [Int: Double] = [:]
    while true {
      let new = strategy.propose(batch, given: history)
      if new.isEmpty, history.pending.isEmpty { break }
      proposals += new
      for proposal in new { history = history.adding(proposal) }
      var running = history.pending
      order(&running)
      guard let trial = running.first else { break }
      history.pending.removeAll { $0.number == trial.number }
      let parent = trial.explanation.continues
      let before = parent.flatMap { number in history.finished.first { $0.number == number }?.explanation.budget } ?? 0
      let state = step(parent.flatMap { states[$0] }, trial.assignment, before, trial.explanation.budget ?? 0)
      states[trial.number] = state
      history.finished.append(
        FinishedTrial(
          number: trial.number,
          assignment: trial.assignment,
          outcome: state.map { .completed([$0]) } ?? .failed,
          explanation: trial.explanation
        )
      )
    }
    return (history, proposals)
  }

  private func decay(_ state: Double?, _ assignment: Assignment, _ from: Int, _ to: Int) -> Double? {
    (0..<(to - from)).reduce(state ?? 1) { value, _ in value * (1 - 0.3 * (assignment["rate"]?.number ?? 0)) }
  }

  @Test func `every member trains through every generation, each from a checkpoint of the one before`() {
    let (history, proposals) = train(problem(), step: decay)
    #expect(proposals.count == 6 * 8)
    #expect(history.finished.allSatisfy { Self.space.contains($0.assignment) })
    let budgets = proposals.compactMap(\.explanation.budget)
    #expect(budgets == (1...8).flatMap { Array(repeating: 5 * $0, count: 6) })
    for proposal in proposals.dropFirst(6) {
      let parent = proposal.explanation.continues ?? 0
      #expect(
        history.finished.first { $0.number == parent }?.explanation.budget == (proposal.explanation.budget ?? 0) - 5
      )
    }
    #expect(proposals.prefix(6).allSatisfy { $0.explanation.continues == nil })
  }

  @Test func `the last go on from the best with perturbed parameters, the others as they were`() {
    let (history, proposals) = train(problem(), step: decay)
    var exploited = 0
    for proposal in proposals.dropFirst(6) {
      let parent = history.finished.first { $0.number == proposal.explanation.continues }
      if proposal.explanation.phase == "continue" {
        #expect(parent?.assignment == proposal.assignment)
      } else {
        exploited += 1
        #expect(parent?.assignment != proposal.assignment)
      }
    }
    // A quarter of six is one.
    #expect(exploited == 7)
  }

  @Test func `what runs at the same time, and what ends first, changes nothing`() {
    let (_, serial) = train(problem(), step: decay)
    let (_, parallel) = train(problem(), batch: 6, order: { $0.reverse() }, step: decay)
    #expect(Set(serial) == Set(parallel))
    let (_, three) = train(problem(), batch: 3, step: decay)
    #expect(Set(serial) == Set(three))
  }

  @Test func `a member that failed goes on from one that did not`() {
    var count = 0
    let (history, proposals) = train(problem()) { state, assignment, from, to in
      count += 1
      return count % 5 == 2 ? nil : decay(state, assignment, from, to)
    }
    #expect(proposals.count == 48)
    for proposal in proposals.dropFirst(6) {
      let parent = history.finished.first { $0.number == proposal.explanation.continues }
      if case .failed? = parent?.outcome { Issue.record("it goes on from a failure: \(proposal)") }
    }
    // Nobody has a result: everybody starts anew, and it ends all the same.
    let (_, hopeless) = train(problem()) { _, _, _, _ in nil }
    #expect(hopeless.count == 48)
    #expect(hopeless.allSatisfy { $0.explanation.continues == nil })
  }

  /// Gradient steps on a parabola under noise: large ones at first, small ones at the end.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func `a schedule beats every constant that as many steps can try`(_ seed: UInt64) throws {
    let space = Space([Parameter("rate", .continuous(ContinuousRange(min: 1e-4, max: 1, scale: .log)))])
    // Expected squared distance: contraction by (1 − r)², plus r² of noise.
    func descend(_ state: Double?, _ assignment: Assignment, _ from: Int, _ to: Int) -> Double? {
      let rate = assignment["rate"]?.number ?? 0
      return (0..<(to - from)).reduce(state ?? 100) { value, _ in value * (1 - rate) * (1 - rate) + rate * rate * 4 }
    }
    let options: JSONObject = ["members": 8, "interval": 4, "steps": 80]
    let (history, _) = train(problem(seed, space), options, step: descend)
    let found = history.finished.compactMap(problem(seed, space).loss).min() ?? .infinity

    // As many steps for constants: eight whole trainings, chosen by the default strategy.
    var run = TrialRun(problem(seed, space)) { _, assignment in .completed([descend(nil, assignment, 0, 80) ?? .nan]) }
    var constant = makeStrategy("auto", run.problem)
    run.run(&constant, trials: 8)
    let best = run.history.finished.compactMap(run.problem.loss).min() ?? 0
    #expect(found < best)
    // And better than any constant at all.
    let all = (0...4_000).compactMap { index in
      let rate = 1e-4 * pow(1e4, Double(index) / 4_000)
      return descend(nil, ["rate": .float(rate)], 0, 80)
    }
    #expect(found < all.min() ?? 0)
  }

  private func pow(_ base: Double, _ exponent: Double) -> Double {
    var result = 1.0
    // e = 4 k / 4000: enough for the grid above.
    let root = 1.0023052380778996  // 10 to the power of 0.001
    for _ in 0..<Int((exponent * 4_000).rounded()) { result *= root }
    return base == 1e4 ? result : .nan
  }
}
