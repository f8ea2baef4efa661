import Dispatch
import Synchronization
import Testing
import TuneModel
import TunePruning
import TuneSearch

@testable import Tune

@Suite struct SchedulerTests {
  @Test func `runs the budget and knows the best`() async {
    let world = FakeWorld()
    let (reason, ledger) = await world.run(bowl(trials: 12))
    #expect(reason == .trialsDone(12))
    #expect(world.disk.map(\.number) == Array(1...12))
    #expect(world.disk.allSatisfy { $0.state == .completed })
    #expect(ledger.best?.metrics["loss"] == world.disk.compactMap { $0.metrics["loss"] }.min())
    #expect(world.disk[0].assignment == ["x": .float(0.9), "y": .int(5)])
    #expect(world.disk.map(\.order) == Array(1...12))
  }

  @Test(arguments: ["random", "sobol", "grid"], [1, 3])
  func `interrupted anywhere, it ends with the same trials`(_ strategy: String, _ every: Int) async {
    let whole = FakeWorld()
    _ = await whole.run(bowl(trials: 15, strategy: strategy))
    let broken = FakeWorld()
    var runs = 0
    var reason = StopReason.interrupted
    while !reason.isDone, runs < 100 {
      runs += 1
      (reason, _) = await broken.run(bowl(trials: 15, strategy: strategy)) { count, record, _ in
        count % (every + 1) == 0 ? .broken("killed") : worked(record)
      }
    }
    #expect(runs > 3)
    #expect(essence(broken.disk) == essence(whole.disk))
  }

  @Test func `25 and 25 more equal 50`() async {
    let whole = FakeWorld()
    _ = await whole.run(bowl(trials: 50))
    let parts = FakeWorld()
    _ = await parts.run(bowl(trials: 25))
    let (reason, _) = await parts.run(bowl(trials: 50))
    #expect(reason == .trialsDone(50))
    #expect(parts.disk == whole.disk)
  }

  @Test func `nothing is run when the budget is used up`() async {
    let world = FakeWorld()
    _ = await world.run(bowl(trials: 5))
    let executions = world.state.withLock(\.executions)
    let (reason, _) = await world.run(bowl(trials: 5))
    #expect(reason == .trialsDone(5))
    #expect(world.state.withLock(\.executions) == executions)
  }

  @Test func `parallel trials are all run, and each knows the others`() async {
    let world = FakeWorld()
    let (reason, _) = await world.run(bowl(trials: 40, parallel: 4))
    #expect(reason == .trialsDone(40))
    #expect(Set(world.disk.compactMap(\.order)) == Set(1...40))
    #expect(world.disk[3].pending == [1, 2, 3])
    #expect(world.disk.allSatisfy { $0.pending.count < 4 })
  }

  @Test func `a slow disk holds trials up only when too many records wait for it`() async {
    let world = FakeWorld()
    let disk = DispatchSemaphore(value: 0)
    let saved = Mutex<[Int]>([])
    let mostAhead = Mutex(0)
    let (reason, _) = await world.run(
      bowl(trials: 40),
      fate: { count, record, _ in
        // The first record takes until the last trial that may begin without it has run.
        if count == 1 + Scheduler.mostUnsaved { disk.signal() }
        return worked(record)
      },
      willSave: { records in
        if saved.withLock(\.isEmpty) { disk.wait() }
        saved.withLock { $0.append(records.count) }
        let ahead = world.state.withLock(\.executions) - saved.withLock { $0.dropLast().reduce(0, +) }
        mostAhead.withLock { $0 = max($0, ahead) }
      }
    )
    #expect(reason == .trialsDone(40))
    #expect(saved.withLock { $0.reduce(0, +) } == 40)
    #expect(mostAhead.withLock { $0 } == 1 + Scheduler.mostUnsaved)
    // The trial that ran when the first had been written may have ended by then.
    #expect(saved.withLock { $0[1] } >= Scheduler.mostUnsaved - 1)
    #expect(world.disk.map(\.number) == Array(1...40))
  }

  @Test(arguments: [1, 3]) func `a trial goes on when what it has reached is on the disk`(_ parallel: Int) async {
    let world = FakeWorld()
    let paused = Mutex<[Int]>([])
    let (reason, _) = await world.run(
      bowl(trials: 12, parallel: parallel),
      fate: { _, record, _ in
        if record.attempts.count > 1 { return worked(record) }
        paused.withLock { $0.append(record.number) }
        return .paused(MetricValues())
      },
      promote: { paused.withLock { $0.popLast() }.map { Promotion(number: $0, budget: 2) } }
    )
    #expect(reason == .trialsDone(12))
    #expect(world.disk.allSatisfy { $0.state == .completed && $0.attempts.count == 2 })
  }

  @Test func `stops at the target`() async {
    let world = FakeWorld()
    let (reason, ledger) = await world.run(bowl(trials: 500, target: 0.5))
    guard case .targetReached(let trial) = reason else {
      Issue.record("\(reason)")
      return
    }
    #expect(ledger.records.last?.number == trial)
    #expect((ledger.best?.metrics["loss"] ?? 1) <= 0.5)
  }

  @Test func `stops when nothing got better for long enough`() async {
    let world = FakeWorld()
    let (reason, ledger) = await world.run(bowl(trials: 500, budget: { $0.patience = 7 }))
    #expect(reason == .patience(7))
    #expect(ledger.ended == (ledger.best?.order ?? 0) + 7)
  }

  @Test func `stops when the time is used up, counted over all runs`() async {
    let world = FakeWorld()
    let (reason, ledger) = await world.run(bowl(trials: nil, budget: { $0.time = .seconds(10) }))
    #expect(reason == .timeUsed)
    #expect(ledger.ended == 10)
  }

  @Test func `stops when a finite space is exhausted`() async {
    var experiment = bowl(trials: 100, parallel: 3)
    experiment.space = Space([Parameter("y", .stepped(SteppedRange(min: 0, max: 9, step: 1, isInteger: true)))])
    let world = FakeWorld()
    let (reason, _) = await world.run(experiment)
    #expect(reason == .exhausted)
    #expect(Set(world.disk.map(\.assignment)).count == 10)
    #expect(world.disk.count == 10)
  }

  @Test func `a command that never worked ends the run early, and is tried again when run again`() async {
    let world = FakeWorld()
    let (reason, _) = await world.run(bowl(trials: 60)) { _, _, _ in crashed }
    #expect(reason == .failures(5, "exit status 1"))
    #expect(world.disk.count == 5)
    let (again, _) = await world.run(bowl(trials: 60))
    #expect(again == .trialsDone(60))
  }

  @Test func `failures among successes do not end the run unless the manifest says so`() async {
    let world = FakeWorld()
    let (reason, _) = await world.run(bowl(trials: 40)) { count, record, _ in
      count > 3 && count < 20 ? crashed : worked(record)
    }
    #expect(reason == .trialsDone(40))
    let strict = FakeWorld()
    let (stopped, _) = await strict.run(bowl(trials: 40, budget: { $0.failures = 3 })) { count, record, _ in
      count > 3 ? crashed : worked(record)
    }
    #expect(stopped == .failures(3, "exit status 1"))
  }

  @Test func `what cannot be started stops everything and costs no trial`() async {
    let world = FakeWorld()
    let (reason, ledger) = await world.run(bowl(trials: 40, parallel: 2)) { _, _, _ in .broken("no such program") }
    #expect(reason == .broken("no such program"))
    #expect(ledger.ended == 0)
    let (again, _) = await world.run(bowl(trials: 40, parallel: 2))
    #expect(again == .trialsDone(40))
    #expect(world.disk.map(\.number) == Array(1...40))
  }

  @Test func `a cancelled run proposes nothing more`() async {
    let world = FakeWorld()
    let task = Task {
      await world.run(bowl(trials: 40)) { count, record, _ in
        if count == 4 { withUnsafeCurrentTask { $0?.cancel() } }
        return worked(record)
      }
    }
    task.cancel()
    let (reason, _) = await task.value
    #expect(reason == .interrupted)
    #expect(world.disk.isEmpty)
  }

  @Test func `a record that cannot be written stops the run`() async {
    struct Full: Error, CustomStringConvertible { var description: String { "no space" } }
    var ledger = Ledger(experiment: bowl(), records: [])
    let experiment = bowl()
    var strategy = StrategyCatalog.strategy(
      experiment.search.strategy,
      start: [],
      for: Problem(space: experiment.space, objectives: experiment.objectives, seed: 1)
    )!
    let scheduler = Scheduler(
      runPart: { _, _, _ in .completed(MetricValues()) },
      save: { _ in throw Full() },
      observe: { _ in },
      clock: RunClock(wall: { 0 }, steady: { 0 }),
      provenance: Provenance(seed: 0, tool: "test")
    )
    #expect(await scheduler.run(&ledger, strategy: &strategy) == .broken("no space"))
  }
}
