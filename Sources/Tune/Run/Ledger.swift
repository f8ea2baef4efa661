package import TuneModel

/// The state of an experiment, as its records tell it: what has been tried, what is running, what comes next.
///
/// A value without clock or files. Everything a run decides (what the strategy may know, when to stop) is computed
/// here from the records, so that a run that was interrupted decides the same as one that was not.
package struct Ledger: Sendable {
  package let experiment: Experiment
  /// By number.
  package private(set) var records: [TrialRecord]
  /// Numbers of trials that ended but lie outside the space as it is now; strategies do not see them.
  package private(set) var outside: [Int] = []

  // What follows from `records`, kept up to date rather than rebuilt: it is read before every proposal, and an
  // experiment may have tens of thousands of trials.
  private var finished: [FinishedTrial] = []
  private var indexOfNumber: [Int: Int] = [:]
  /// Numbers of trials that have not ended, ascending.
  private var open: [Int] = []
  private var bestNumber: Int?
  private var bestValue: Double?
  private var lastOrder = 0
  private var endedAtImprovement: Int?
  /// How often a trial has ended or paused.
  private var results = 0
  /// Numbers of the trials on the Pareto front, with their losses, in the order in which they ended.
  private var frontMembers: [(number: Int, losses: [Double])] = []

  /// How many trials have ended.
  package private(set) var ended = 0
  /// The first trial that was as good as the objective's target; of several objectives, as all targets that there are.
  package private(set) var reachedTarget: Int?
  /// The place in the order of completion of the last trial that was better than all before it; with several
  /// objectives, that none before it equals or beats in all of them.
  package private(set) var lastImprovement: Int?

  package init(experiment: Experiment, records: [TrialRecord]) {
    self.experiment = experiment
    self.records = records.sorted { $0.number < $1.number }
    for (index, record) in self.records.enumerated() { indexOfNumber[record.number] = index }
    open = self.records.filter { !$0.state.isFinal }.map(\.number)
    // Records from a merge of two branches may lack an order or share one; their number then decides.
    var results = self.records.filter(\.state.isFinal).map { (order: $0.order ?? .max, record: $0, pause: Int?.none) }
    for record in self.records {
      for (index, attempt) in record.attempts.enumerated() {
        if let order = attempt.paused { results.append((order, record, index)) }
      }
    }
    for result in results.sorted(by: { ($0.order, $0.record.number) < ($1.order, $1.record.number) }) {
      if let pause = result.pause {
        notePause(result.record, after: result.record.attempts[pause])
      } else {
        note(result.record)
      }
    }
    findNextNumber()
  }

  private mutating func findNextNumber() {
    while countBeforeNext < records.count, records[countBeforeNext].number <= nextNumber {
      nextNumber = max(nextNumber, records[countBeforeNext].number + 1)
      countBeforeNext += 1
    }
  }

  package subscript(number: Int) -> TrialRecord? { indexOfNumber[number].map { records[$0] } }

  /// Trials that have not ended, in order: while nothing runs, those that were running when their tuner ended; the
  /// next run takes them up first.
  package var unfinished: [TrialRecord] {
    open.compactMap { self[$0] }.filter { $0.state != .asked && $0.state != .paused }
  }

  /// Trials that wait to be told to go on, in order.
  package var paused: [TrialRecord] { open.compactMap { self[$0] }.filter { $0.state == .paused } }

  /// Trials that were asked for and not told, in order. They are nobody's to run.
  package var asked: [TrialRecord] { open.compactMap { self[$0] }.filter { $0.state == .asked } }

  /// The lowest number without a record. Nearly always that is the one after the last; but of trials that began at the
  /// same time the later may have its record, when the tuner is killed, and the earlier not.
  package private(set) var nextNumber = 1
  /// How many records have lower numbers than the next one.
  private var countBeforeNext = 0

  package var objective: Objective { experiment.objectives[0] }

  // MARK: Changes

  /// Enters the trial of a proposal, as running or as asked for.
  package mutating func begin(
    _ proposal: Proposal,
    provenance: Provenance,
    as state: TrialState = .running
  ) -> TrialRecord {
    let record = TrialRecord(
      number: nextNumber,
      state: state,
      assignment: proposal.assignment,
      explanation: proposal.explanation,
      seen: results,
      pending: pending.map(\.number),
      provenance: provenance
    )
    records.insert(record, at: countBeforeNext)
    for index in countBeforeNext..<records.count { indexOfNumber[records[index].number] = index }
    open.insert(record.number, at: open.firstIndex { $0 > record.number } ?? open.count)
    findNextNumber()
    return record
  }

  /// Paused trials count as interrupted, for an experiment in which trials do not pause any more.
  package mutating func interruptPaused() {
    for index in records.indices where records[index].state == .paused { records[index].state = .interrupted }
  }

  /// A trial that paused goes on.
  package mutating func resume(_ number: Int) -> TrialRecord? {
    guard let index = indexOfNumber[number], records[index].state == .paused else { return nil }
    records[index].state = .running
    return records[index]
  }

  /// Replaces a record; one that ended, or paused, gets its place in the order of completion.
  ///
  /// - Returns: the record as it stands now.
  @discardableResult
  package mutating func update(_ record: TrialRecord) -> TrialRecord {
    guard let index = indexOfNumber[record.number] else { return record }
    var record = record
    if record.state.isFinal, !records[index].state.isFinal {
      record.order = lastOrder + 1
      open.removeAll { $0 == record.number }
      note(record)
    } else if record.state == .paused, records[index].state != .paused, let last = record.attempts.indices.last {
      record.attempts[last].paused = lastOrder + 1
      notePause(record, after: record.attempts[last])
    }
    records[index] = record
    return record
  }

  /// Strategies learn from what a trial had reached, as from one that was stopped there.
  private mutating func notePause(_ record: TrialRecord, after attempt: AttemptRecord) {
    results += 1
    lastOrder = max(lastOrder + 1, attempt.paused ?? 0)
    guard experiment.space.contains(record.assignment) else { return }
    finished.append(
      FinishedTrial(
        number: record.number,
        assignment: record.assignment,
        outcome: .pruned(values(attempt.metrics)),
        fidelity: attempt.budget.map(Double.init),
        explanation: record.explanation
      )
    )
  }

  private mutating func note(_ record: TrialRecord) {
    results += 1
    ended += 1
    lastOrder = max(lastOrder + 1, record.order ?? 0)
    if let values = values(record.metrics), values.allSatisfy(\.isFinite) { rank(record, values) }
    guard experiment.space.contains(record.assignment) else {
      outside.append(record.number)
      return
    }
    finished.append(
      FinishedTrial(
        number: record.number,
        assignment: record.assignment,
        outcome: outcome(record),
        fidelity: record.budget.map(Double.init),
        explanation: record.explanation
      )
    )
  }

  /// Compares a completed trial, which has a value for every objective, with those before it.
  private mutating func rank(_ record: TrialRecord, _ values: [Double]) {
    guard record.state == .completed else { return }
    let objectives = experiment.objectives
    let targets = zip(objectives, values).filter { $0.0.target != nil }
    if reachedTarget == nil, !targets.isEmpty, targets.allSatisfy({ $0.meetsTarget($1) }) {
      reachedTarget = record.number
    }
    // Of equals the first one proposed is the best, whichever ended first: reports see only numbers.
    if bestValue.map({ objective.isBetter(values[0], than: $0) }) ?? true {
      bestNumber = record.number
      bestValue = values[0]
    } else if values[0] == bestValue {
      bestNumber = min(bestNumber ?? record.number, record.number)
    }
    let losses = zip(objectives, values).map { $0.loss($1) }
    if let equal = frontMembers.firstIndex(where: { $0.losses == losses }) {
      frontMembers[equal].number = min(frontMembers[equal].number, record.number)
      return
    }
    let isNew = !frontMembers.contains { member in zip(member.losses, losses).allSatisfy { $0 <= $1 } }
    guard isNew else { return }
    frontMembers.removeAll { member in zip(losses, member.losses).allSatisfy { $0 <= $1 } }
    frontMembers.append((record.number, losses))
    lastImprovement = lastOrder
    endedAtImprovement = ended
  }

  /// One per objective; nil where one is missing.
  private func values(_ metrics: MetricValues) -> [Double]? {
    let known = experiment.objectives.compactMap { metrics[$0.metric] }
    return known.count == experiment.objectives.count ? known : nil
  }

  private func outcome(_ record: TrialRecord) -> FinishedTrial.Outcome {
    let complete = values(record.metrics)
    switch record.state {
    case .completed: return complete.map { .completed($0) } ?? .failed
    case .pruned: return .pruned(complete)
    case .running, .failed, .infeasible, .timedOut, .interrupted, .asked, .paused: return .failed
    }
  }

  // MARK: What strategies see

  /// What a paused trial has reached is known.
  private var pending: [TrialRecord] { open.compactMap { self[$0] }.filter { $0.state != .paused } }

  package var history: History {
    History(
      finished: finished,
      pending: pending.map {
        PendingTrial(number: $0.number, assignment: $0.assignment, explanation: $0.explanation)
      },
      nextNumber: nextNumber
    )
  }

  // MARK: Results

  /// The best completed trial, of several objectives by the first; of equally good ones the first proposed.
  package var best: TrialRecord? { bestNumber.flatMap { self[$0] } }

  /// The Pareto front, by number: completed trials that no other equals or beats in all objectives; with one objective,
  /// the best. Of trials with the same values the first proposed.
  package var front: [TrialRecord] { frontMembers.map(\.number).sorted().compactMap { self[$0] } }

  /// How many trials have ended since the last that was better than all before it, or extended the front.
  package var endedSinceBest: Int { ended - (endedAtImprovement ?? ended) }
}
