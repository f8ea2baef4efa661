/// The best trials of a search, and what running them again has shown.
package struct Finalists: Sendable {
  package struct Finalist: Sendable {
    package var record: TrialRecord
    /// The objective's values in the runs after the search, in the order of their seeds, as far as they completed.
    package var values: [Double]
    /// Whether a run after the search failed, so that no more of them follow.
    package var hasFailed: Bool
  }

  /// Best first, as the search saw them.
  package private(set) var all: [Finalist] = []
  private let confirmation: Confirmation
  private let objective: Objective

  /// Nil unless the experiment confirms its best trials, of which there must be two at least.
  package init?(_ experiment: Experiment, _ records: some Sequence<TrialRecord>) {
    guard let confirmation = experiment.confirmation, let objective = experiment.objectives.first else { return nil }
    self.confirmation = confirmation
    self.objective = objective
    let ranked = records.compactMap { record -> (record: TrialRecord, loss: Double)? in
      guard record.state == .completed, let value = record.metrics[objective.metric], value.isFinite else { return nil }
      return (record, objective.loss(value))
    }
    .sorted {
      ($0.loss, $0.record.order ?? .max, $0.record.number) < ($1.loss, $1.record.order ?? .max, $1.record.number)
    }
    guard ranked.count > 1 else { return nil }
    all = ranked.prefix(confirmation.top).map { record, _ in
      Finalist(
        record: record,
        values: record.values(of: objective.metric, confirmed: true),
        hasFailed: Finalists.hasFailed(record)
      )
    }
  }

  /// Those that are to be run again, or some more.
  package var unconfirmed: [Finalist] { all.filter { !isConfirmed($0) && !$0.hasFailed } }

  /// The best by its runs after the search; nil while they are not complete.
  package var winner: Finalist? {
    guard unconfirmed.isEmpty else { return nil }
    return ranked.first
  }

  /// Best first, as the runs after the search have shown; without those that failed.
  package var ranked: [Finalist] {
    all.filter(isConfirmed).map { ($0, objective.loss(Repetition.Aggregate.mean($0.values, objective.direction))) }
      .enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
  }

  private func isConfirmed(_ finalist: Finalist) -> Bool { finalist.values.count >= confirmation.seeds }

  private static func hasFailed(_ record: TrialRecord) -> Bool {
    var last: [TrialPart: AttemptRecord] = [:]
    for attempt in record.attempts {
      if let part = attempt.part, case .confirmation = part { last[part] = attempt }
    }
    return last.values.contains { attempt in
      switch attempt.outcome {
      case nil, .stopped?: false
      case .exited(0)?: attempt.metrics.isEmpty
      case .exited?, .signaled?, .timedOut?, .idle?, .failed?, .notStarted?: true
      }
    }
  }
}
