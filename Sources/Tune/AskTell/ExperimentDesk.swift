package import TuneModel
import TuneSearch
import TuneStore

/// Where any program gets trials of an experiment, and hands in what came of them: ask and tell, on the results folder.
///
/// The trials have numbers, folders, parameters and records as those of a run, and count like those; only nobody here
/// runs them. Each call takes the experiment's lock for as long as it takes. Asked for one at a time, they are the trials
/// that a run would have made.
package struct ExperimentDesk: Sendable {
  private let manifest: ManifestFile
  /// How long to wait for others that ask and tell at the same moment.
  private let patience: Duration

  package init(_ manifest: ManifestFile, patience: Duration = .seconds(10)) {
    self.manifest = manifest
    self.patience = patience
  }

  package struct Asked: Sendable {
    package var trials: [TrialRecord]
    /// Why there are fewer than were asked for.
    package var reason: StopReason?

    package init(trials: [TrialRecord], reason: StopReason? = nil) {
      self.trials = trials
      self.reason = reason
    }
  }

  /// What the caller says of a trial.
  package enum Result: Hashable, Sendable {
    case metrics(MetricValues)
    case failed(String)
  }

  /// Up to `count` trials for the caller to evaluate, within the experiment's budget.
  ///
  /// - Throws: `RunFailure`. Trials that were recorded before something failed are asked for.
  package func ask(_ count: Int) async throws -> Asked {
    try await opened { ledger, store in
      let experiment = ledger.experiment
      let name = experiment.search.strategy.name
      if StrategyCatalog.declarations.contains(where: { $0.name == name && $0.continuesTrials }) {
        throw RunFailure.manifest("error: strategy '\(name)' copies checkpoints, which only `run` can do\n")
      }
      var provenance = try await Preparation.provenance(manifest, experiment)
      var search = try ExperimentSearch(experiment, folder: manifest.folder)
      var asked = Asked(trials: [])
      while asked.trials.count < count, asked.reason == nil {
        asked.reason = ledger.stopReason(timeSpent: ledger.timeSpent)
        guard asked.reason == nil else { break }
        guard let proposal = search.strategy.propose(1, given: ledger.history).first else {
          asked.reason = .exhausted
          break
        }
        provenance.seed = TrialSeed.seed(experiment: experiment.search.seed, trial: ledger.nextNumber)
        let record = ledger.begin(proposal, provenance: provenance, as: .asked)
        try store.prepare(record)
        try store.save(record, synced: true)
        asked.trials.append(record)
      }
      return asked
    }
  }

  /// Ends a trial that was asked for, and brings the report up to date.
  ///
  /// - Throws: `TellMistake` or `RunFailure`; nothing has changed then.
  /// - Returns: the trial's record, and what is known with it.
  package func tell(_ number: Int, _ result: Result) async throws -> (record: TrialRecord, ledger: Ledger) {
    try await opened { ledger, store in
      var record = try waiting(number, in: ledger)
      switch result {
      case .failed(let why):
        record.state = .failed
        record.failure = why
      case .metrics(let metrics):
        for objective in ledger.experiment.objectives {
          guard let value = metrics[objective.metric] else {
            throw TellMistake.noValue(objective.metric, told: metrics.names)
          }
          guard value.isFinite else { throw TellMistake.notFinite(objective.metric) }
        }
        record.state = .completed
        record.metrics = metrics
      }
      record = ledger.update(record)
      try store.save(record, synced: true)
      try ExperimentReport.write(ledger, manifest: manifest)
      return (record, ledger)
    }
  }

  private func waiting(_ number: Int, in ledger: Ledger) throws(TellMistake) -> TrialRecord {
    guard let record = ledger[number] else { throw .unknown(number, waiting: ledger.asked.map(\.number)) }
    switch record.state {
    case .asked: return record
    case .running, .interrupted, .paused: throw .notAsked(number)
    case .completed, .pruned, .failed, .timedOut, .infeasible: throw .toldAlready(record)
    }
  }

  // MARK: The folder

  /// Does something with the records while nobody else may.
  private func opened<Value>(_ body: (inout Ledger, RecordStore) async throws -> Value) async throws -> Value {
    guard let experiment = manifest.experiment else { throw RunFailure.manifest(manifest.rendered) }
    let store = RecordStore(manifest.layout)
    let lock = try await lock(store)
    defer { withExtendedLifetime(lock) {} }
    do {
      let loaded = try store.load()
      guard loaded.unreadable.isEmpty else { throw RunFailure.unreadable(loaded.unreadable) }
      var ledger = Ledger(experiment: experiment, records: loaded.records)
      return try await body(&ledger, store)
    } catch let failure as FileFailure {
      throw RunFailure.file(failure)
    }
  }

  private func lock(_ store: RecordStore) async throws -> ExperimentLock {
    do { try store.create() } catch { throw RunFailure.file(error) }
    let end = ContinuousClock.now + patience
    while true {
      do {
        return try ExperimentLock(store.layout.lock)
      } catch {
        switch error {
        case .file(let failure): throw RunFailure.file(failure)
        case .held(let owner):
          if ContinuousClock.now >= end { throw RunFailure.locked(owner, results: store.layout.root) }
          try await Task.sleep(for: .milliseconds(20))
        }
      }
    }
  }
}
