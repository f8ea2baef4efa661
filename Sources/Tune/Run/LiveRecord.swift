import Synchronization
package import TuneModel

/// The record of a trial while something of it runs: its runs may be several at a time, and share it.
package final class LiveRecord: Sendable {
  private let state: Mutex<TrialRecord>
  /// Attempts that were running when their tuner ended, by their places in the record, and have not been reopened.
  private let open: Mutex<Set<Int>>
  /// Steps, in all, that the train command is told to train; nil where nothing has been decided for this trial alone.
  let budget: Int?

  /// Takes up a trial. What was running when its tuner ended counts as stopped.
  package init(_ record: TrialRecord, budget: Int? = nil) {
    // A trial that was interrupted goes on as far as it was told to.
    self.budget = budget ?? (record.attempts.last?.paused == nil ? record.budget : nil)
    var record = record
    if !record.state.isFinal { record.state = .running }
    let open = record.attempts.indices.filter { record.attempts[$0].outcome == nil }
    for index in open { record.attempts[index].outcome = .stopped }
    state = Mutex(record)
    self.open = Mutex(Set(open))
  }

  private func takeOpen(_ part: TrialPart?, in record: TrialRecord) -> Int? {
    open.withLock { open in
      guard let index = open.filter({ record.attempts[$0].part == part }).max() else { return nil }
      open.remove(index)
      return index
    }
  }

  package var record: TrialRecord { state.withLock { $0 } }

  /// Enters an attempt, and gives the record to `save` before anybody else can change it.
  ///
  /// - Parameter reopening: whether to go on with an attempt that an earlier tuner began and has left running.
  /// - Returns: the record, and the attempt's place in it.
  func begin(
    _ part: TrialPart?,
    started: String,
    seed: UInt64,
    budget: Int?,
    reopening: Bool = false,
    save: (TrialRecord) throws -> Void
  ) throws -> (record: TrialRecord, index: Int) {
    try state.withLock { record in
      if reopening, let index = takeOpen(part, in: record) {
        record.attempts[index].outcome = nil
        return (record, index)
      }
      var attempt = AttemptRecord(number: record.attempts.count + 1, part: part, started: started, seed: seed)
      attempt.budget = budget
      record.attempts.append(attempt)
      try save(record)
      return (record, record.attempts.count - 1)
    }
  }

  /// Changes the record.
  ///
  /// - Returns: the record as it is then.
  @discardableResult
  package func update(_ change: (inout TrialRecord) -> Void) -> TrialRecord {
    state.withLock { record in
      change(&record)
      return record
    }
  }
}

/// How a run of a trial ended, its retries included.
package enum PartEnd: Hashable, Sendable {
  case completed(MetricValues)
  /// It has trained as far as it was told to, with what it had reached; it may be told to go on.
  case paused(MetricValues)
  /// With what it reported before, and why it failed.
  case failed(TrialState, MetricValues, String)
  /// A pruner stopped it, with what it had reached.
  case pruned(Pruning, MetricValues)
  /// Somebody stopped it; the trial is to be taken up again.
  case interrupted
  /// Nothing can be run at all, for this reason; the trial is to be taken up again.
  case broken(String)
}
