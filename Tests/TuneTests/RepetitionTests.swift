import Synchronization
import Testing
import TuneModel

@testable import Tune

/// Several runs of each trial, and the best ones again at the end.
@Suite struct RepetitionTests {
  private func folds(_ count: Int, aggregate: Repetition.Aggregate = .mean, parallel: Int = 1) -> Experiment {
    var experiment = bowl(trials: 6, parallel: parallel)
    experiment.repetition = Repetition(.folds, count: count, aggregate: aggregate)
    return experiment
  }

  /// The noise of a run: the same for all trials.
  private static func noise(_ part: TrialPart?) -> Double {
    switch part {
    case .fold(let number)?: Double(number)
    case .seed(let number)?: Double(number) * 10
    case .confirmation(let number)?: Double(number) * 100
    case nil: 0
    }
  }

  @Test(arguments: [
    (Repetition.Aggregate.mean, 2.0), (.median, 2), (.worst, 3), (.bound(deviations: 2), 4),
  ])
  func `a trial's value comes from its folds`(_ aggregate: Repetition.Aggregate, _ noise: Double) async {
    let world = FakeWorld()
    let (reason, _) = await world.run(folds(3, aggregate: aggregate)) { _, record, part in
      worked(record, noise: Self.noise(part))
    }
    #expect(reason == .trialsDone(6))
    for record in world.disk {
      #expect(record.attempts.map(\.part) == [.fold(1), .fold(2), .fold(3)])
      #expect(abs((record.metrics["loss"] ?? .nan) - bowlLoss(record.assignment) - noise) < 1e-9)
    }
  }

  @Test func `folds of one trial run at the same time, and the next trial begins when a slot is left`() async {
    let world = FakeWorld()
    _ = await world.run(folds(4, parallel: 4))
    for record in world.disk.dropFirst() { #expect(record.seen >= record.number - 2) }
    #expect(world.disk.allSatisfy { Set($0.attempts.map(\.part)).count == 4 })
  }

  @Test(arguments: [1, 2, 4])
  func `interrupted anywhere, it ends with the same trials, and no fold runs twice`(_ every: Int) async {
    let whole = FakeWorld()
    _ = await whole.run(folds(3))
    let broken = FakeWorld()
    var reason = StopReason.interrupted
    for _ in 0..<100 where !reason.isDone {
      (reason, _) = await broken.run(folds(3)) { count, record, part in
        count % (every + 1) == 0 ? .broken("killed") : worked(record)
      }
    }
    #expect(essence(broken.disk) == essence(whole.disk))
    for record in broken.disk {
      #expect(record.attempts.filter { $0.outcome == .exited(0) }.compactMap(\.part) == [.fold(1), .fold(2), .fold(3)])
    }
  }

  @Test func `a fold that fails ends its trial`() async {
    let world = FakeWorld()
    _ = await world.run(folds(3)) { _, record, part in
      record.number == 2 && part == .fold(2) ? crashed : worked(record)
    }
    #expect(world.disk[1].state == .failed)
    #expect(world.disk[1].failure == "fold 2: exit status 1")
    #expect(world.disk[1].attempts.count == 2)
    #expect(world.disk.count { $0.state == .completed } == 5)
  }

  @Test func `the best are run again at the end, and the best of those wins`() async {
    var experiment = bowl(trials: 10)
    experiment.confirmation = Confirmation(top: 3, seeds: 4)
    let world = FakeWorld()
    // What was best in the search was lucky.
    let plain = FakeWorld()
    let (_, before) = await plain.run(bowl(trials: 10))
    let lucky = before.best?.number
    let (reason, ledger) = await world.run(experiment) { _, record, part in
      worked(record, noise: part == nil ? 0 : record.number == lucky ? 1_000 : Self.noise(part))
    }
    #expect(reason == .trialsDone(10))
    let again = world.disk.filter { $0.attempts.count > 1 }
    #expect(again.count == 3)
    #expect(again.allSatisfy { $0.values(of: "loss", confirmed: true).count == 4 })
    #expect(again.allSatisfy { $0.metrics["loss"] == bowlLoss($0.assignment) })
    #expect(ledger.best?.number == lucky)
    #expect(ledger.winner.map { $0.number != lucky } ?? false)
    // Nothing is left to do.
    let executions = world.state.withLock(\.executions)
    _ = await world.run(experiment)
    #expect(world.state.withLock(\.executions) == executions)
  }

  @Test func `an interrupted confirmation goes on where it was`() async {
    var experiment = bowl(trials: 5)
    experiment.confirmation = Confirmation(top: 2, seeds: 3)
    let world = FakeWorld()
    var reason = StopReason.interrupted
    var runs = 0
    while !reason.isDone, runs < 50 {
      runs += 1
      (reason, _) = await world.run(experiment) { count, record, _ in
        count % 4 == 0 ? .broken("killed") : worked(record)
      }
    }
    #expect(runs > 2)
    let ledger = Ledger(experiment: experiment, records: world.disk)
    #expect(ledger.unconfirmed.isEmpty)
    #expect(world.disk.count { $0.parts.count == 3 } == 2)
  }

  @Test func `a finalist whose run fails is out, and is not run for ever`() async {
    var experiment = bowl(trials: 5)
    experiment.confirmation = Confirmation(top: 2, seeds: 3)
    let world = FakeWorld()
    let (_, ledger) = await world.run(experiment) { _, record, part in
      part == .confirmation(2) ? crashed : worked(record)
    }
    #expect(ledger.unconfirmed.isEmpty)
    #expect(ledger.winner?.number == ledger.best?.number)
  }

  @Test func `seeds of runs are shared by all trials, and none is seen twice`() {
    let parts: [TrialPart] = (1...50).flatMap { [.seed($0), .fold($0), .confirmation($0)] }
    var seeds = Set(parts.map { TrialSeed.seed(experiment: 7, part: $0) })
    #expect(seeds.count == 150)
    for trial in 1...1_000 { seeds.insert(TrialSeed.seed(experiment: 7, trial: trial)) }
    #expect(seeds.count == 1_150)
  }
}
