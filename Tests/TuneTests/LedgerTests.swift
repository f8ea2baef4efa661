import Testing
import TuneModel

@testable import Tune

@Suite struct LedgerTests {
  private func record(_ number: Int, _ state: TrialState = .completed, loss: Double? = 1, order: Int? = nil)
    -> TrialRecord
  {
    var metrics = MetricValues()
    metrics["loss"] = loss
    return TrialRecord(
      number: number,
      state: state,
      assignment: ["x": .float(0.5), "y": .int(number)],
      metrics: metrics,
      explanation: Explanation(strategy: "random", why: "chance"),
      seen: 0,
      order: order,
      provenance: Provenance(seed: 0, tool: "test")
    )
  }

  @Test func `the history is in the order of completion`() {
    let ledger = Ledger(
      experiment: bowl(),
      records: [record(1, order: 3), record(2, order: 1), record(3, .running), record(4, order: 2)]
    )
    #expect(ledger.history.finished.map(\.number) == [2, 4, 1])
    #expect(ledger.history.pending.map(\.number) == [3])
    #expect(ledger.history.nextNumber == 5)
    #expect(ledger.unfinished.map(\.number) == [3])
  }

  @Test func `of equally good trials the first proposed is the best, whichever ended first`() {
    let records = [record(1, loss: 2, order: 1), record(2, order: 3), record(3, order: 2), record(4, order: 4)]
    let ledger = Ledger(experiment: bowl(), records: records)
    #expect(ledger.best?.number == 2)
    #expect(ledger.front.map(\.number) == [2])
    #expect(ledger.endedSinceBest == 2)
  }

  @Test(arguments: ["grid", "random"]) func `an experiment that has tried everything has ended`(strategy: String) {
    var experiment = bowl()
    experiment.space = Space([Parameter("n", .stepped(SteppedRange(min: 1, max: 3, step: 1, isInteger: true)))])
    experiment.search.strategy = StrategyChoice(name: strategy)
    let records = (1...3).map { number in
      var record = record(number, order: number)
      record.assignment = ["n": .int(number)]
      return record
    }
    #expect(Ledger(experiment: experiment, records: Array(records.prefix(2))).endReason == nil)
    #expect(Ledger(experiment: experiment, records: records).endReason == .exhausted)
    #expect(Ledger(experiment: bowl(), records: [record(1, order: 1)]).endReason == nil)
  }

  @Test func `numbers without a record are given first`() {
    var ledger = Ledger(experiment: bowl(), records: [record(2, order: 1), record(4, .running), record(7, order: 2)])
    let begun = (0..<5).map { _ in
      ledger.begin(
        Proposal(["x": .float(0.1), "y": .int(0)], Explanation(strategy: "random", why: "chance")),
        provenance: Provenance(seed: 0, tool: "test")
      )
    }
    #expect(begun.map(\.number) == [1, 3, 5, 6, 8])
    #expect(begun.map(\.pending) == [[4], [1, 4], [1, 3, 4], [1, 3, 4, 5], [1, 3, 4, 5, 6]])
    #expect(ledger.records.map(\.number) == Array(1...8))
    #expect((1...8).allSatisfy { ledger[$0]?.number == $0 })
    #expect(ledger.nextNumber == 9)
  }

  @Test func `a ledger kept up to date equals one made from its records`() {
    var ledger = Ledger(experiment: bowl(), records: [])
    for number in 1...9 {
      let begun = ledger.begin(
        Proposal(["x": .float(0.1), "y": .int(number)], Explanation(strategy: "random", why: "chance")),
        provenance: Provenance(seed: 0, tool: "test")
      )
      #expect(begun.number == number)
      var done = begun
      done.state = number % 3 == 0 ? .failed : .completed
      if done.state == .completed { done.metrics["loss"] = Double(10 - number) }
      ledger.update(done)
    }
    let again = Ledger(experiment: bowl(), records: ledger.records)
    #expect(again.history == ledger.history)
    #expect(again.best == ledger.best)
    #expect(again.best?.number == 8)
    #expect(again.endedSinceBest == 1)
    #expect(ledger.endedSinceBest == 1)
  }

  @Test func `what a trial had reached when it paused is known, and stays known when it goes on`() throws {
    var ledger = Ledger(experiment: bowl(), records: [record(1, order: 1), record(2, .running), record(3, .running)])
    func ran(_ number: Int, _ budget: Int, _ loss: Double, _ state: TrialState) throws -> TrialRecord {
      var record = try #require(ledger[number])
      var attempt = AttemptRecord(number: record.attempts.count + 1, started: "", seed: 0)
      attempt.budget = budget
      attempt.metrics["loss"] = loss
      record.attempts.append(attempt)
      record.metrics["loss"] = loss
      record.state = state
      return record
    }
    ledger.update(try ran(3, 1, 0.5, .paused))
    #expect(ledger.paused.map(\.number) == [3])
    #expect(ledger.unfinished.map(\.number) == [2])
    #expect(ledger.history.pending.map(\.number) == [2])
    #expect(ledger.history.finished.map(\.outcome) == [.completed([1]), .pruned([0.5])])
    #expect(ledger.history.finished.map(\.fidelity) == [nil, 1])
    #expect(ledger.ended == 1)
    #expect(ledger.resume(3)?.state == .running)
    #expect(ledger.resume(3) == nil)
    ledger.update(try ran(2, 1, 0.7, .completed))
    ledger.update(try ran(3, 3, 0.4, .completed))
    #expect(ledger.history.finished.map(\.number) == [1, 3, 2, 3])
    #expect(ledger.history.finished.map(\.fidelity) == [nil, 1, 1, 3])
    #expect(ledger.best?.number == 3)
    #expect(Ledger(experiment: bowl(), records: ledger.records.reversed()).history == ledger.history)
  }

  @Test func `several objectives: the front, the target and patience`() {
    var experiment = bowl()
    experiment.objectives = [
      Objective(metric: "loss", direction: .minimize, target: 2), Objective(metric: "score", direction: .maximize),
      Objective(metric: "size", direction: .minimize, target: 5),
    ]
    func trial(_ number: Int, _ loss: Double?, _ score: Double, _ size: Double) -> TrialRecord {
      var record = record(number, loss: loss, order: number)
      record.metrics["score"] = score
      record.metrics["size"] = size
      return record
    }
    var records = [
      trial(1, 4, 1, 9), trial(2, 2, 1, 8), trial(3, 9, 0, 1), trial(4, 2, 1, 8), trial(5, .nan, 9, 0),
      trial(6, nil, 9, 0), trial(7, 3, 0.5, 9),
    ]
    var ledger = Ledger(experiment: experiment, records: records)
    #expect(ledger.front.map(\.number) == [2, 3])
    #expect(ledger.best?.number == 2)
    #expect(ledger.lastImprovement == 3)
    #expect(ledger.endedSinceBest == 4)
    #expect(ledger.reachedTarget == nil)
    #expect(ledger.history.finished.map(\.outcome)[1] == .completed([2, 1, 8]))
    #expect(ledger.history.finished.map(\.outcome)[5] == .failed)
    // Each target was reached before, but by no one trial.
    records.append(trial(8, 2, -7, 5))
    ledger = Ledger(experiment: experiment, records: records)
    #expect(ledger.reachedTarget == 8)
    #expect(ledger.front.map(\.number) == [2, 3, 8])
    #expect(ledger.endedSinceBest == 0)
  }

  @Test func `readers are told that failures ended it, and the next run tries again`() {
    func end(_ states: [TrialState], _ budget: (inout Experiment.Budget) -> Void = { _ in }) -> StopReason? {
      let records = states.enumerated().map { index, state -> TrialRecord in
        var record = record(index + 1, state, order: state.isFinal ? index + 1 : nil)
        if state == .failed { record.failure = "exit status \(index + 1)" }
        return record
      }
      let ledger = Ledger(experiment: bowl(budget: budget), records: records)
      #expect(ledger.stopReason(timeSpent: .zero) == nil)
      return ledger.endReason
    }
    let five = [TrialState](repeating: .failed, count: 5)
    #expect(end(five) == .failures(5, "exit status 5"))
    #expect(end(Array(five.dropLast())) == nil)
    #expect(end(five + [.failed]) == .failures(6, "exit status 6"))
    #expect(end([.completed] + five) == nil)
    #expect(end([.completed] + five) { $0.failures = 5 } == .failures(5, "exit status 6"))
    #expect(end(five + [.pruned]) { $0.failures = 5 } == nil)
    // Something is left to do.
    #expect(end(five + [.running]) == nil && end(five + [.interrupted]) == nil && end([]) == nil)
  }

  @Test func `asked trials are pending for the search, and nobody's to run`() {
    var ledger = Ledger(
      experiment: bowl(trials: 4),
      records: [record(1, .asked), record(2, order: 1), record(3, .interrupted)]
    )
    #expect(ledger.asked.map(\.number) == [1])
    #expect(ledger.unfinished.map(\.number) == [3])
    #expect(ledger.history.pending.map(\.number) == [1, 3])
    #expect(ledger.stopReason(timeSpent: .zero) == nil)
    let proposal = Proposal(["x": .float(0.1), "y": .int(9)], Explanation(strategy: "random", why: "chance"))
    let fourth = ledger.begin(proposal, provenance: Provenance(seed: 0, tool: "test"), as: .asked)
    #expect(fourth.state == .asked && fourth.pending == [1, 3])
    #expect(ledger.stopReason(timeSpent: .zero) == .trialsDone(4))
    var told = fourth
    told.state = .completed
    told.metrics["loss"] = 0
    #expect(ledger.update(told).order == 2)
    #expect(ledger.asked.map(\.number) == [1])
    #expect(ledger.best?.number == 4)
  }

  @Test func `trials outside the space stay in the records, not in the history`() {
    var outside = record(2, order: 2)
    outside.assignment["x"] = .float(7)
    let ledger = Ledger(experiment: bowl(), records: [record(1, order: 1), outside])
    #expect(ledger.history.finished.map(\.number) == [1])
    #expect(ledger.outside == [2])
    #expect(ledger.records.count == 2)
  }

  @Test func `not-a-number is never the best`() {
    let ledger = Ledger(
      experiment: bowl(),
      records: [record(1, loss: .nan, order: 1), record(2, loss: 3, order: 2), record(3, loss: -.infinity, order: 3)]
    )
    #expect(ledger.best?.number == 2)
  }

  @Test func `time is the union of the attempts' times`() {
    var a = record(1, order: 1)
    a.attempts = [
      AttemptRecord(number: 1, started: "2026-03-02T10:00:00.000Z", duration: 60, seed: 0),
      AttemptRecord(number: 2, started: "2026-03-02T12:00:00.500Z", duration: 10, seed: 0),
    ]
    var b = record(2, order: 2)
    b.attempts = [AttemptRecord(number: 1, started: "2026-03-02T10:00:30.000Z", duration: 60, seed: 0)]
    #expect(Ledger(experiment: bowl(), records: [a, b]).timeSpent == .seconds(100))
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400_001, "2000-02-29T00:00:00.001Z"),
      (1_772_446_447_123, "2026-03-02T10:14:07.123Z"),
      (-1, "1969-12-31T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ] as [(Int64, String)]
  )
  func `times are written and read in UTC`(_ milliseconds: Int64, _ text: String) throws {
    #expect(Timestamp.text(milliseconds: milliseconds) == text)
    #expect(abs(try #require(Timestamp.seconds(text)) - Double(milliseconds) / 1000) < 1e-6)
  }

  @Test func `seeds of trials differ and fit 31 bits`() {
    let seeds = (1...1000).map { TrialSeed.seed(experiment: 7, trial: $0) }
    #expect(Set(seeds).count == 1000)
    #expect(seeds.allSatisfy { $0 < 1 << 31 })
    #expect(TrialSeed.seed(experiment: 7, trial: 1) != TrialSeed.seed(experiment: 8, trial: 1))
  }

  @Test func `devices are named as we were given them`() {
    #expect(VisibleDevices.text([0, 1], inherited: nil) == "0,1")
    #expect(VisibleDevices.text([2, 3], inherited: "4, 5,GPU-abc,7") == "GPU-abc,7")
    #expect(VisibleDevices.text([], inherited: "4") == "")
  }
}
