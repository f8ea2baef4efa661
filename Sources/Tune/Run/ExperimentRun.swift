import SystemPackage
package import TuneExecution
package import TuneModel
import TuneSearch
import TuneStore

/// One experiment from its manifest to its report: takes the lock, continues where the records end, and leaves the
/// results folder complete.
package struct ExperimentRun: Sendable {
  /// How many trials there should be in the end, in place of the manifest's budget.
  package enum Trials: Hashable, Sendable {
    case total(Int)
    /// So many more than there are.
    case more(Int)
  }

  package struct Options: Hashable, Sendable {
    package var trials: Trials?
    package var parallel: Int?
    /// Set earlier results aside and start anew.
    package var fresh: Bool
    /// Leave attempts that run elsewhere running when the run is stopped.
    package var detaches: Bool

    package init(trials: Trials? = nil, parallel: Int? = nil, fresh: Bool = false, detaches: Bool = false) {
      self.trials = trials
      self.parallel = parallel
      self.fresh = fresh
      self.detaches = detaches
    }
  }

  package struct Summary: Sendable {
    package var reason: StopReason
    package var ledger: Ledger
    /// How many trials ended in this run.
    package var ran: Int
    package var seconds: Double

    package init(reason: StopReason, ledger: Ledger, ran: Int, seconds: Double) {
      self.reason = reason
      self.ledger = ledger
      self.ran = ran
      self.seconds = seconds
    }
  }

  package var manifest: ManifestFile
  package var options: Options
  package var launcher: any Launcher
  package var products: PackageProducts
  package var clock: RunClock
  /// What train commands inherit.
  package var environment: [String: String]

  package init(
    manifest: ManifestFile,
    options: Options = Options(),
    launcher: any Launcher,
    products: PackageProducts = PackageProducts(),
    clock: RunClock = .system,
    environment: [String: String]
  ) {
    self.manifest = manifest
    self.options = options
    self.launcher = launcher
    self.products = products
    self.clock = clock
    self.environment = environment
  }

  /// Runs what is left to run and writes the report. Cancelling the task stops the trials, records them, writes the
  /// report and returns.
  ///
  /// - Parameter opened: the records that earlier runs left, before anything else is told.
  package func run(
    opened: @Sendable ([TrialRecord]) -> Void = { _ in },
    observe: @escaping @Sendable (RunEvent) -> Void
  ) async throws(RunFailure) -> Summary {
    guard var experiment = manifest.experiment else { throw .manifest(manifest.rendered) }
    if let rivalry = manifest.rivalry { throw .manifest(rivalry) }
    if let parallel = options.parallel { experiment.parallel = parallel }
    guard DescriptorLimit.reserve(trials: experiment.parallel) else {
      throw .file(FileFailure("run trials in", manifest.layout.root, .tooManyOpenFiles))
    }
    let started = clock.steady()
    let store = RecordStore(manifest.layout)
    let lock = try await open(store, observe)
    defer { withExtendedLifetime(lock) {} }

    let loaded: RecordStore.Loaded
    do { loaded = try store.load() } catch { throw .file(error) }
    guard loaded.unreadable.isEmpty else { throw .unreadable(loaded.unreadable) }
    switch options.trials {
    case .total(let count): experiment.budget.trials = count
    case .more(let count): experiment.budget.trials = loaded.records.count + count
    case nil: break
    }
    opened(loaded.records)
    if !loaded.lost.isEmpty { observe(.note(lostNote(loaded.lost))) }
    await endLeftovers(loaded.records, observe)
    var ledger = Ledger(experiment: experiment, records: loaded.records)
    let endedBefore = ledger.ended

    let isIdle = ledger.unfinished.isEmpty && ledger.paused.isEmpty && ledger.unconfirmed.isEmpty
    var reason = isIdle ? ledger.stopReason(timeSpent: ledger.timeSpent) : nil
    if reason == nil {
      observe(.began(experiment: experiment, resumed: ledger.ended, interrupted: ledger.unfinished.count))
      if !ledger.outside.isEmpty { observe(.note(outsideNote(ledger.outside))) }
      if !ledger.asked.isEmpty { observe(.note(askedNote(ledger.asked.map(\.number)))) }
      reason = try await runTrials(&ledger, store, lock, observe)
      try restore(ledger, store, lock, observe)
    }
    do {
      // By the manifest, whatever this run was told about budgets: made again, no byte of the report differs.
      let reported = Ledger(experiment: manifest.experiment ?? experiment, records: ledger.records)
      for mistake in try ExperimentReport.write(reported, manifest: manifest) { observe(.note(mistake)) }
      let row = DigestRow.of(manifest, ledger.records)
      try DigestFile.update(in: manifest.folder, known: [manifest.layout.root: row], clock: clock)
    } catch { throw .file(error) }
    return Summary(
      reason: reason ?? .interrupted,
      ledger: ledger,
      ran: ledger.ended - endedBefore,
      seconds: clock.steady() - started
    )
  }

  private func runTrials(
    _ ledger: inout Ledger,
    _ store: RecordStore,
    _ lock: ExperimentLock,
    _ observe: @escaping @Sendable (RunEvent) -> Void
  ) async throws(RunFailure) -> StopReason {
    let experiment = ledger.experiment
    // On this machine wherever trials run: nodes of a cluster may reach neither the network nor a compiler.
    let preparation = Preparation(manifest: manifest, experiment: experiment, launcher: launcher, products: products)
    let ready = try await preparation.run(environment: environment, observe: observe)
    noteStaleInputs(ledger, now: ready.provenance.inputs, observe)
    var search = try ExperimentSearch(experiment, folder: manifest.folder)
    for note in search.notes { observe(.note(note)) }
    let launcher = launcher(for: experiment)
    let board = PruningBoard(experiment, ledger.records)
    if board?.pauses != true { ledger.interruptPaused() }
    let execution = TrialExecution(
      experiment: experiment,
      manifestFolder: manifest.folder,
      program: ready.program,
      store: store,
      launcher: launcher,
      environment: environment,
      redaction: Redaction(manifestFolder: manifest.folder, home: environment["HOME"]),
      clock: clock,
      observe: observe,
      board: board,
      cache: WorkCache(experiment, ready.provenance, layout: manifest.layout)
    )
    let scheduler = Scheduler(
      runPart: { trial, part, slot in await execution.run(trial, part, slot: slot) },
      judge: { board?.judge($0) },
      promote: { board?.promotion(isLast: $0) },
      dismiss: { board?.farewell(to: $0) },
      noteEnd: { if $0.state.isFinal { board?.end($0) } },
      save: { records in
        do throws(ExperimentLock.Failure) { try lock.renew() } catch {
          throw RunFailure(error, results: store.layout.root)
        }
        try store.save(records)
      },
      observe: observe,
      clock: clock,
      provenance: ready.provenance
    )
    let reason = await scheduler.run(&ledger, strategy: &search.strategy)
    await launcher.finish()
    return reason
  }

  /// Where attempts run.
  private func launcher(for experiment: Experiment) -> any Launcher {
    switch experiment.launcher {
    case .slurm(let settings):
      return SlurmLauncher(settings, manifest.slurmPlace(environment), detaches: options.detaches)
    case .local: return experiment.train.mode == .worker ? WorkerLauncher(processes: launcher) : launcher
    }
  }

  /// Writes again the records that somebody removed while the trials ran: with the whole results folder, say.
  private func restore(
    _ ledger: Ledger,
    _ store: RecordStore,
    _ lock: ExperimentLock,
    _ observe: @Sendable (RunEvent) -> Void
  ) throws(RunFailure) {
    do { try lock.renew() } catch { throw RunFailure(error, results: store.layout.root) }
    let removed = ledger.records.filter { record in
      record.state.isFinal && !FileSystem.exists(store.layout.trial(record.number).record)
    }
    guard !removed.isEmpty else { return }
    do {
      try store.create()
      for record in removed { try store.save(record, synced: true) }
    } catch { throw .file(error) }
    let words = removed.count == 1 ? "the record of a trial was" : "the records of \(removed.count) trials were"
    observe(.note(Diagnostic(.warning, "\(words) removed while the experiment ran, and written again")))
  }

  /// Ends what a tuner that was killed left running. We hold the lock, so nothing of this experiment should run.
  private func endLeftovers(_ records: [TrialRecord], _ observe: @Sendable (RunEvent) -> Void) async {
    // What outlives its tuner is taken up again.
    let isLocal = manifest.experiment?.launcher == .local
    var markers = (isLocal ? records : []).flatMap { record in
      record.attempts.filter { $0.outcome == nil }.map {
        AttemptMarker(trialDirectory: manifest.layout.trial(record.number).root, attempt: $0.number)
      }
    }
    if let experiment = manifest.experiment, experiment.train.mode == .worker, !records.isEmpty {
      let slots = max(experiment.parallel, options.parallel ?? 1)
      markers += (0..<slots).map { TrialExecution.workerMarker(manifest.layout, $0) }
    }
    if manifest.experiment?.prepare?.command != nil { markers.append(Preparation.marker(manifest)) }
    var count = 0
    for marker in markers { count += await ProcessReaper().end(nil, marker: marker).ended }
    guard count > 0 else { return }
    let words = count == 1 ? "a process" : "\(count) processes"
    observe(.note(Diagnostic(.note, "ended \(words) that an earlier run, which was killed, had left running")))
  }

  /// Takes the lock, and sets earlier results aside if asked to.
  private func open(
    _ store: RecordStore,
    _ observe: @Sendable (RunEvent) -> Void
  ) async throws(RunFailure) -> ExperimentLock {
    do {
      try store.create()
      var lock = try ExperimentLock(store.layout.lock)
      if options.fresh, try !FileSystem.names(in: store.layout.trials).isEmpty, let aside = try store.setAside() {
        observe(.note(Diagnostic(.note, "earlier results are in \(ManifestFile.shown(aside))")))
        try store.create()
        lock = try ExperimentLock(store.layout.lock)
      }
      return lock
    } catch let failure as ExperimentLock.Failure {
      throw RunFailure(failure, results: store.layout.root)
    } catch {
      throw .file(error as? FileFailure ?? FileFailure("open", store.layout.root, .ioError))
    }
  }

  private func outsideNote(_ numbers: [Int]) -> Diagnostic {
    Diagnostic(
      .warning,
      "\(numbers.count) earlier trials lie outside the space as it is now, and the search does not learn from them: "
        + numbers.prefix(20).map(String.init).joined(separator: ", ") + (numbers.count > 20 ? ", …" : ""),
      advice: ["they stay in the records and the report; --fresh sets them aside"]
    )
  }

  private func lostNote(_ numbers: [Int]) -> Diagnostic {
    Diagnostic(
      .note,
      numbers.count == 1
        ? "the record of trial \(numbers[0]) is empty, as a machine leaves it that stops while the trial runs; it is run again"
        : "the records of \(numbers.count) trials are empty, as a machine leaves them that stops while the trials run; "
          + "they are run again"
    )
  }

  private func askedNote(_ numbers: [Int]) -> Diagnostic {
    Diagnostic(
      .note,
      numbers.count == 1
        ? "trial \(numbers[0]) was asked for and waits for its result; it is not run"
        : "\(numbers.count) trials were asked for and wait for their results; they are not run",
      advice: ["'swift-tune tell' ends them"]
    )
  }

  private func noteStaleInputs(
    _ ledger: Ledger,
    now: [String: String],
    _ observe: @Sendable (RunEvent) -> Void
  ) {
    for (path, fingerprint) in now.sorted(by: { $0.key < $1.key }) {
      let stale = ledger.records.filter { $0.state.isFinal && $0.provenance.inputs[path] != fingerprint }
      guard !stale.isEmpty else { continue }
      observe(
        .note(
          Diagnostic(
            .warning,
            "'\(path)' has changed since \(stale.count) of the \(ledger.ended) trials were run; their results may not compare",
            advice: ["--fresh starts anew"]
          )
        )
      )
    }
  }
}
