package import TuneModel
package import TuneSearch

/// Runs an experiment's trials until there is nothing more to do: proposes, runs, records, several at a time.
///
/// It owns parallelism and budgets, and does not know where attempts run. Every decision comes from the ledger, so
/// that a run that was interrupted any number of times makes the same ones as a run that was not.
package struct Scheduler: Sendable {
  /// One of the places where trials run, from 0; devices are handed out by it.
  package typealias Slot = Int

  /// What became of a trial that was run.
  package enum Verdict: Hashable, Sendable {
    /// The record holds a final state.
    case ended
    /// Somebody stopped the run; the trial is to be taken up again.
    case interrupted
    /// Nothing can be run at all, for this reason; the trial is to be taken up again.
    case broken(String)
  }

  /// Runs a trial to its end, retries included. Cancelling the task stops it.
  package var runTrial: @Sendable (TrialRecord, Slot) async -> (TrialRecord, Verdict)
  /// Makes a record durable. Throws what a person should read when it cannot.
  package var save: @Sendable (TrialRecord) throws -> Void
  package var observe: @Sendable (RunEvent) -> Void
  package var clock: RunClock
  /// What new trials' results depend on, the seed apart.
  package var provenance: Provenance

  package init(
    runTrial: @escaping @Sendable (TrialRecord, Slot) async -> (TrialRecord, Verdict),
    save: @escaping @Sendable (TrialRecord) throws -> Void,
    observe: @escaping @Sendable (RunEvent) -> Void,
    clock: RunClock,
    provenance: Provenance
  ) {
    self.runTrial = runTrial
    self.save = save
    self.observe = observe
    self.clock = clock
    self.provenance = provenance
  }

  /// Runs trials until a budget ends, the strategy has nothing left, or the task is cancelled.
  package func run(_ ledger: inout Ledger, strategy: inout any Strategy) async -> StopReason {
    var run = SchedulerRun(ledger: ledger, strategy: strategy, begun: clock.steady())
    await withTaskGroup(of: Finished.self) { group in
      var free = Array((0..<max(1, ledger.experiment.parallel)).reversed())
      while true {
        while let slot = free.last, let record = next(&run) {
          free.removeLast()
          run.running += 1
          group.addTask {
            let (ended, verdict) = await runTrial(record, slot)
            return Finished(slot: slot, record: ended, verdict: verdict)
          }
        }
        // Only now, while the next trial starts: a disk takes its time. Should this process die before, the trial is
        // taken up again like any that was running.
        if let ended = run.unsaved { save(ended, &run) }
        // A full disk or a missing program will not get better while the other trials run.
        if case .broken? = run.reason { group.cancelAll() }
        guard let finished = await group.next() else { break }
        free.append(finished.slot)
        run.running -= 1
        settle(finished, &run)
      }
    }
    ledger = run.ledger
    strategy = run.strategy
    let reason = run.reason ?? .interrupted
    observe(.ended(reason))
    return reason
  }

  private struct Finished: Sendable {
    var slot: Slot
    var record: TrialRecord
    var verdict: Verdict
  }

  /// The next trial to run; nil when there is none, now or ever.
  private func next(_ run: inout SchedulerRun) -> TrialRecord? {
    guard run.reason == nil, !Task.isCancelled else { return nil }
    if !run.waiting.isEmpty { return run.waiting.removeFirst() }
    run.reason = run.ledger.stopReason(timeSpent: run.spentBefore + .seconds(clock.steady() - run.begun))
    if run.reason != nil { return nil }
    guard let proposal = run.strategy.propose(1, given: run.ledger.history).first else {
      // What still runs may give the strategy something to go on.
      if run.running == 0 { run.reason = .exhausted }
      return nil
    }
    var provenance = provenance
    provenance.seed = TrialSeed.seed(experiment: run.ledger.experiment.search.seed, trial: run.ledger.nextNumber)
    return run.ledger.begin(proposal, provenance: provenance)
  }

  private func save(_ record: TrialRecord, _ run: inout SchedulerRun) {
    run.unsaved = nil
    do { try save(record) } catch { run.reason = .broken("\(error)") }
  }

  private func settle(_ finished: Finished, _ run: inout SchedulerRun) {
    let best = run.ledger.best?.number
    let record = run.ledger.update(finished.record)
    run.unsaved = record
    switch finished.verdict {
    case .interrupted: break
    case .broken(let why): run.reason = .broken(why)
    case .ended:
      let isBest = run.ledger.best?.number != best
      observe(.trialEnded(record, best: isBest))
      run.failures = record.state == .completed || record.state == .pruned ? 0 : run.failures + 1
      run.hasCompleted = run.hasCompleted || run.failures == 0
      // Before anything has worked, a few failures say that the command is wrong, not the parameters.
      let allowed = run.ledger.experiment.budget.failures ?? (run.hasCompleted ? .max : Scheduler.firstFailures)
      if run.failures >= allowed { run.reason = .failures(run.failures, record.failure ?? record.state.rawValue) }
    }
  }

  /// How many trials may fail before the first one completes, when the manifest does not say.
  package static let firstFailures = 5
}

/// What changes while a scheduler runs.
private struct SchedulerRun {
  var ledger: Ledger
  var strategy: any Strategy
  /// Trials of earlier runs to take up again.
  var waiting: [TrialRecord]
  let spentBefore: Duration
  let begun: Double
  var running = 0
  /// The trial that ended last, until its record is on the disk.
  var unsaved: TrialRecord?
  /// Failures in a row, in this run: a run that follows a mended train command starts anew.
  var failures = 0
  var hasCompleted: Bool
  var reason: StopReason?

  init(ledger: Ledger, strategy: any Strategy, begun: Double) {
    self.ledger = ledger
    self.strategy = strategy
    self.begun = begun
    waiting = ledger.unfinished
    spentBefore = ledger.timeSpent
    hasCompleted = ledger.best != nil
  }
}
