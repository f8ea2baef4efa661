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
    // Records from a merge of two branches may lack an order or share one; their number then decides.
    let ended = self.records.filter(\.state.isFinal)
      .sorted { ($0.order ?? .max, $0.number) < ($1.order ?? .max, $1.number) }
    open = self.records.filter { !$0.state.isFinal }.map(\.number)
    for record in ended { note(record) }
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
  package var unfinished: [TrialRecord] { open.compactMap { self[$0] }.filter { $0.state != .asked } }

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
      seen: ended,
      pending: open,
      provenance: provenance
    )
    records.insert(record, at: countBeforeNext)
    for index in countBeforeNext..<records.count { indexOfNumber[records[index].number] = index }
    open.insert(record.number, at: open.firstIndex { $0 > record.number } ?? open.count)
    findNextNumber()
    return record
  }

  /// Replaces a record; one that ended gets its place in the order of completion.
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
    }
    records[index] = record
    return record
  }

  private mutating func note(_ record: TrialRecord) {
    ended += 1
    lastOrder = max(lastOrder + 1, record.order ?? 0)
    if let values = values(record), values.allSatisfy(\.isFinite) { rank(record, values) }
    guard experiment.space.contains(record.assignment) else {
      outside.append(record.number)
      return
    }
    finished.append(
      FinishedTrial(
        number: record.number,
        assignment: record.assignment,
        outcome: outcome(record),
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
    if bestValue.map({ objective.isBetter(values[0], than: $0) }) ?? true {
      bestNumber = record.number
      bestValue = values[0]
    }
    let losses = zip(objectives, values).map { $0.loss($1) }
    let isNew = !frontMembers.contains { member in zip(member.losses, losses).allSatisfy { $0 <= $1 } }
    guard isNew else { return }
    frontMembers.removeAll { member in zip(losses, member.losses).allSatisfy { $0 <= $1 } }
    frontMembers.append((record.number, losses))
    lastImprovement = lastOrder
  }

  /// One per objective; nil where the trial lacks one.
  private func values(_ record: TrialRecord) -> [Double]? {
    let known = experiment.objectives.compactMap { record.metrics[$0.metric] }
    return known.count == experiment.objectives.count ? known : nil
  }

  private func outcome(_ record: TrialRecord) -> FinishedTrial.Outcome {
    let complete = values(record)
    switch record.state {
    case .completed: return complete.map { .completed($0) } ?? .failed
    case .pruned: return .pruned(complete)
    case .running, .failed, .infeasible, .timedOut, .interrupted, .asked: return .failed
    }
  }

  // MARK: What strategies see

  package var history: History {
    History(
      finished: finished,
      pending: open.compactMap { self[$0] }.map {
        PendingTrial(number: $0.number, assignment: $0.assignment, explanation: $0.explanation)
      },
      nextNumber: nextNumber
    )
  }

  // MARK: Results

  /// The best completed trial, of several objectives by the first; of equally good ones the first that ended.
  package var best: TrialRecord? { bestNumber.flatMap { self[$0] } }

  /// The Pareto front, by number: completed trials that no other equals or beats in all objectives; with one objective,
  /// the best. Of trials with the same values the first that ended.
  package var front: [TrialRecord] { frontMembers.map(\.number).sorted().compactMap { self[$0] } }

  /// How many trials have ended since the last that was better than all before it, or extended the front.
  package var endedSinceBest: Int { lastOrder - (lastImprovement ?? lastOrder) }
}
