import Dispatch
package import TuneModel
package import TunePruning
package import TuneSearch

/// Runs an experiment's trials until there is nothing more to do: proposes, runs, records, several at a time.
///
/// It owns parallelism and budgets, and does not know where attempts run. Every decision comes from the ledger, so
/// that a run that was interrupted any number of times makes the same ones as a run that was not.
package struct Scheduler: Sendable {
  /// One of the places where trials run, from 0; devices are handed out by it.
  package typealias Slot = Int

  /// Executes a run of a trial to its end, retries included. Cancelling the task stops it.
  package var runPart: @Sendable (LiveRecord, TrialPart?, Slot) async -> PartEnd
  /// Decides, when a run of a trial has ended, whether its others are still worth it; nil: they are.
  package var judge: @Sendable (TrialRecord) -> Pruning?
  /// The paused trial that goes on now, and how far; told whether there will be no new trials.
  package var promote: @Sendable (_ isLast: Bool) -> Promotion?
  /// Why a paused trial does not go on any more.
  package var dismiss: @Sendable (_ number: Int) -> Pruning?
  /// Told of a trial that has ended, once the next one has been chosen.
  package var noteEnd: @Sendable (TrialRecord) -> Void
  /// Makes records durable, while trials run; in the order in which trials ended, those together that ended while
  /// others were being written. Throws what a person should read when it cannot.
  package var save: @Sendable ([TrialRecord]) throws -> Void
  package var observe: @Sendable (RunEvent) -> Void
  package var clock: RunClock
  /// What new trials' results depend on, the seed apart.
  package var provenance: Provenance
  /// Where records are saved. It has a thread of its own: one of the few that all tasks share would wait for the disk,
  /// and with two of them every other trial as well.
  private let disk = DispatchQueue(label: "swift-tune.records")

  package init(
    runPart: @escaping @Sendable (LiveRecord, TrialPart?, Slot) async -> PartEnd,
    judge: @escaping @Sendable (TrialRecord) -> Pruning? = { _ in nil },
    promote: @escaping @Sendable (_ isLast: Bool) -> Promotion? = { _ in nil },
    dismiss: @escaping @Sendable (_ number: Int) -> Pruning? = { _ in nil },
    noteEnd: @escaping @Sendable (TrialRecord) -> Void = { _ in },
    save: @escaping @Sendable ([TrialRecord]) throws -> Void,
    observe: @escaping @Sendable (RunEvent) -> Void,
    clock: RunClock,
    provenance: Provenance
  ) {
    self.runPart = runPart
    self.judge = judge
    self.promote = promote
    self.dismiss = dismiss
    self.noteEnd = noteEnd
    self.save = save
    self.observe = observe
    self.clock = clock
    self.provenance = provenance
  }

  /// How many trials may fail before the first one completes, when the manifest does not say.
  package static let firstFailures = 5

  /// How many records may wait for the disk before no trial begins, with fewer slots than that. They wait only where trials
  /// are shorter than a disk takes to write; with fewer, slots would often be idle for it.
  static let mostUnsaved = 16

  /// How many trials in a row may fail before the run ends. Before anything has worked, a few failures say that the
  /// command is wrong, not the parameters.
  static func failuresAllowed(_ experiment: Experiment, anyWorked: Bool) -> Int {
    experiment.budget.failures ?? (anyWorked ? .max : firstFailures)
  }

  /// Runs trials until a budget ends, the strategy has nothing left, or the task is cancelled.
  package func run(_ ledger: inout Ledger, strategy: inout any Strategy) async -> StopReason {
    var run = SchedulerRun(ledger: ledger, strategy: strategy, begun: clock.steady())
    let slots = max(1, ledger.experiment.parallel)
    let mostUnsaved = max(slots, Scheduler.mostUnsaved)
    await withTaskGroup(of: Finished.self) { group in
      var free = Array((0..<slots).reversed())
      while true {
        // What waits for the disk is done again should this process die, so that there is an end to waiting.
        while run.unsavedCount <= mostUnsaved, let slot = free.last, let unit = next(&run) {
          free.removeLast()
          start(unit, slot, &group, &run)
        }
        saveEnded(&group, &run)
        // A full disk or a missing program will not get better while the other trials run.
        if case .broken? = run.reason { group.cancelAll() }
        switch await group.next() {
        case .part(let finished)?:
          free.append(finished.slot)
          settle(finished, &run)
        case .saved(let problem)?:
          run.saving = []
          if let problem { run.reason = .broken(problem) }
        case nil: return
        }
      }
    }
    if run.reason?.isDone == true { dismissPaused(&run) }
    ledger = run.ledger
    strategy = run.strategy
    let reason = run.reason ?? .interrupted
    observe(.ended(reason))
    return reason
  }

  /// A run of a trial.
  private struct Unit {
    var trial: Int
    var part: TrialPart?
  }

  private struct FinishedPart: Sendable {
    var slot: Slot
    var trial: Int
    var part: TrialPart?
    var end: PartEnd
  }

  private enum Finished: Sendable {
    case part(FinishedPart)
    /// The records that were being written have reached the disk, or not, and why.
    case saved(String?)
  }

  // MARK: Starting

  private func start(_ unit: Unit, _ slot: Slot, _ group: inout TaskGroup<Finished>, _ run: inout SchedulerRun) {
    guard let progress = run.open[unit.trial]?.progress else { return }
    let runPart = runPart
    guard unit.part != nil else {
      run.open[unit.trial]?.begin(nil, nil)
      group.addTask {
        .part(FinishedPart(slot: slot, trial: unit.trial, part: nil, end: await runPart(progress, nil, slot)))
      }
      return
    }
    // A task of its own, which can be ended while the others go on.
    let task = Task { await runPart(progress, unit.part, slot) }
    run.open[unit.trial]?.begin(unit.part, task)
    group.addTask {
      let end = await withTaskCancellationHandler {
        await task.value
      } onCancel: {
        task.cancel()
      }
      return .part(FinishedPart(slot: slot, trial: unit.trial, part: unit.part, end: end))
    }
  }

  /// What to run next; nil when there is nothing, now or ever.
  ///
  /// Trials that have begun come first: a strategy knows more when they have ended.
  private func next(_ run: inout SchedulerRun) -> Unit? {
    guard !run.isEnding, !Task.isCancelled else { return nil }
    for number in run.open.keys.sorted() {
      if let part = run.open[number]?.takePart() { return Unit(trial: number, part: part) }
    }
    // It would be begun again on the disk before it has ended there.
    if run.isUnsaved(where: { $0.state == .paused }) { return nil }
    let promoted = nextPromotion(&run)
    guard let record = promoted?.record ?? nextTrial(&run) ?? nextFinalist(&run) else { return nil }
    var trial = OpenTrial(record, parts: run.parts(of: record), budget: promoted?.budget)
    let part = trial.takePart()
    run.open[record.number] = trial
    if let part { return Unit(trial: record.number, part: part) }
    // All its runs had ended when its tuner did.
    conclude(record.number, &run)
    return next(&run)
  }

  /// A paused trial that goes on. Once there are as many trials as there may be, those that have earned it still do.
  private func nextPromotion(_ run: inout SchedulerRun) -> (record: TrialRecord, budget: Int)? {
    guard run.waiting.isEmpty else { return nil }
    if run.reason == nil { run.reason = stopReason(run) }
    guard run.reason.map(\.endsProposals) ?? true else { return nil }
    guard let promotion = promote(run.reason != nil), let record = run.ledger.resume(promotion.number) else {
      return nil
    }
    return (record, promotion.budget)
  }

  private func stopReason(_ run: SchedulerRun) -> StopReason? {
    run.ledger.stopReason(timeSpent: run.spentBefore + .seconds(clock.steady() - run.begun))
  }

  private func nextTrial(_ run: inout SchedulerRun) -> TrialRecord? {
    guard run.reason == nil else { return nil }
    if !run.waiting.isEmpty { return run.waiting.removeFirst() }
    run.reason = stopReason(run)
    if run.reason != nil { return nil }
    guard let proposal = run.strategy.propose(1, given: run.ledger.history).first else {
      // What still runs may give the strategy something to go on.
      if run.open.isEmpty { run.reason = .exhausted }
      return nil
    }
    var provenance = provenance
    provenance.seed = TrialSeed.seed(experiment: run.ledger.experiment.search.seed, trial: run.ledger.nextNumber)
    return run.ledger.begin(proposal, provenance: provenance)
  }

  /// When the search has ended: the next of the best trials that is to be confirmed.
  private func nextFinalist(_ run: inout SchedulerRun) -> TrialRecord? {
    guard run.reason?.isDone == true, run.ledger.unfinished.isEmpty, run.unsavedCount == 0 else { return nil }
    return run.ledger.unconfirmed.first { !run.confirming.contains($0.number) && run.open[$0.number] == nil }
  }

  // MARK: Ending

  private func settle(_ finished: FinishedPart, _ run: inout SchedulerRun) {
    if let part = finished.part { observe(.partEnded(trial: finished.trial, part)) }
    run.open[finished.trial]?.settle(finished.part, finished.end)
    if case .broken(let why) = finished.end { run.reason = .broken(why) }
    if case .completed = finished.end, finished.part != nil, let trial = run.open[finished.trial], trial.end == nil {
      let record = trial.progress.record
      if !record.state.isFinal, let pruning = judge(record) {
        run.open[finished.trial]?.decide(.pruned(pruning, record.metrics))
      }
    }
    if run.open[finished.trial]?.isDone == true {
      conclude(finished.trial, &run)
    } else if Task.isCancelled, run.open[finished.trial]?.isIdle == true {
      run.open[finished.trial]?.decide(.interrupted)
      conclude(finished.trial, &run)
    }
  }

  /// Enters in the ledger what became of a trial.
  private func conclude(_ number: Int, _ run: inout SchedulerRun) {
    guard let trial = run.open.removeValue(forKey: number) else { return }
    let experiment = run.ledger.experiment
    if trial.progress.record.state.isFinal {
      run.confirming.insert(number)
      run.ended.append(run.ledger.update(trial.progress.record))
      return
    }
    let record = trial.progress.update { record in
      switch trial.end {
      case .completed(let metrics)?:
        record.state = .completed
        record.metrics = experiment.repetition.map { record.aggregated($0, experiment.objectives) } ?? metrics
        record.failure = nil
      case .failed(let state, let metrics, let why)?:
        record.state = state
        record.metrics = metrics
        record.failure = why
      case .paused(let metrics)?:
        record.state = .paused
        record.metrics = metrics
        record.failure = nil
      case .pruned(let pruning, let metrics)?:
        record.state = pruning.isSettled ? .completed : .pruned
        record.pruning = pruning
        record.metrics = metrics.isEmpty ? record.soFar(experiment) : metrics
      case nil:
        // Every run had ended before its tuner did.
        record.state = .completed
        if let repetition = experiment.repetition {
          record.metrics = record.aggregated(repetition, experiment.objectives)
        }
      case .interrupted?, .broken?: record.state = .interrupted
      }
    }
    let entered = run.ledger.update(record)
    run.ended.append(entered)
    if entered.state == .paused { observe(.trialPaused(entered)) }
    guard entered.state.isFinal else { return }
    observe(.trialEnded(entered, best: run.ledger.lastImprovement == entered.order))
    run.noteEnd(of: entered)
  }

  /// When the search has ended: the trials that are still paused are over.
  private func dismissPaused(_ run: inout SchedulerRun) {
    for var record in run.ledger.paused {
      guard let pruning = dismiss(record.number) else { continue }
      record.state = .pruned
      record.pruning = pruning
      let entered = run.ledger.update(record)
      noteEnd(entered)
      do { try save([entered]) } catch { run.reason = .broken("\(error)") }
      observe(.trialEnded(entered, best: false))
    }
  }

  /// Has the records of trials that ended written while the next trials run: a disk takes its time. Should this process
  /// die before, such a trial is taken up again like any that was running. Cancelling does not reach this.
  private func saveEnded(_ group: inout TaskGroup<Finished>, _ run: inout SchedulerRun) {
    run.ended.forEach(noteEnd)
    run.unsaved += run.ended
    run.ended = []
    guard run.saving.isEmpty, !run.unsaved.isEmpty else { return }
    let (records, save, disk) = (run.unsaved, save, disk)
    run.unsaved = []
    run.saving = records
    group.addTask {
      await withCheckedContinuation { continuation in
        disk.async {
          let problem: String?
          do {
            try save(records)
            problem = nil
          } catch { problem = "\(error)" }
          continuation.resume(returning: .saved(problem))
        }
      }
    }
  }
}

/// What changes while a scheduler runs.
private struct SchedulerRun {
  var ledger: Ledger
  var strategy: any Strategy
  /// Trials of earlier runs to take up again.
  var waiting: [TrialRecord]
  let spentBefore: Duration
  let begun: Double
  /// Trials of which something runs or is yet to run, by number.
  var open: [Int: OpenTrial] = [:]
  /// Finalists that have been run again in this run.
  var confirming: Set<Int> = []
  /// The trials that ended last.
  var ended: [TrialRecord] = []
  /// Those before them whose records wait to be written, in their order.
  var unsaved: [TrialRecord] = []
  /// Those that are on their way to the disk.
  var saving: [TrialRecord] = []
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

  /// How many trials have ended whose records are not on the disk yet.
  var unsavedCount: Int { ended.count + unsaved.count + saving.count }

  /// Whether there is such a record that is not on the disk yet.
  func isUnsaved(where condition: (TrialRecord) -> Bool) -> Bool {
    ended.contains(where: condition) || unsaved.contains(where: condition) || saving.contains(where: condition)
  }

  /// Whether nothing may begin any more, not even another run of a trial that has begun.
  var isEnding: Bool { reason.map { !$0.isDone } ?? false }

  func parts(of record: TrialRecord) -> [TrialPart?] {
    let experiment = ledger.experiment
    if record.state.isFinal { return (1...(experiment.confirmation?.seeds ?? 1)).map { .confirmation($0) } }
    return experiment.repetition?.parts ?? [nil]
  }

  mutating func noteEnd(of record: TrialRecord) {
    failures = record.state == .completed || record.state == .pruned ? 0 : failures + 1
    hasCompleted = hasCompleted || failures == 0
    if failures >= Scheduler.failuresAllowed(ledger.experiment, anyWorked: hasCompleted) {
      reason = .failures(failures, record.failure ?? record.state.rawValue)
    }
  }
}
