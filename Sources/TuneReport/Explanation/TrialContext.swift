import TuneModel

/// A trial among the others: what was known when it was proposed, when it ended, and what is known now.
struct TrialContext {
  let record: TrialRecord
  let standing: Standing
  /// Trials with a value that had ended when this one was proposed, in the order in which they ended.
  let before: [Standing.Entry]
  /// The same, of those that had ended when this one did, itself included; nil while it has not ended.
  let untilEnd: [Standing.Entry]?
  /// This trial, where it gave a value.
  let entry: Standing.Entry?

  init?(_ number: Int, _ standing: Standing) {
    guard let record = standing.records.first(where: { $0.number == number }) else { return nil }
    self.record = record
    self.standing = standing
    let ended = standing.records.filter(\.state.isFinal).sorted { TrialContext.endedBefore($0, $1) }
    let known = Set(ended.filter { $0.number != number }.prefix(record.seen).map(\.number))
    let inOrder = standing.entries.sorted { TrialContext.endedBefore($0.record, $1.record) }
    before = inOrder.filter { known.contains($0.number) }
    untilEnd =
      record.state.isFinal
      ? inOrder.filter { $0.number == number || TrialContext.endedBefore($0.record, record) } : nil
    entry = inOrder.first { $0.number == number }
  }

  /// Records from a merge of two branches may lack an order or share one; their number then decides.
  private static func endedBefore(_ a: TrialRecord, _ b: TrialRecord) -> Bool {
    (a.order ?? .max, a.number) < (b.order ?? .max, b.number)
  }

  var experiment: Experiment { standing.experiment }
  var explanation: Explanation { record.explanation }
  var hasSeveralObjectives: Bool { experiment.objectives.count > 1 }

  /// The best of some trials by the first objective; of equals the first.
  func best(of entries: [Standing.Entry]) -> Standing.Entry? {
    guard let objective = standing.objective else { return nil }
    return entries.reduce(nil) { best, entry in
      best.map { objective.isBetter(entry.value, than: $0.value) ? entry : $0 } ?? entry
    }
  }

  func entry(of number: Int) -> Standing.Entry? { standing.entries.first { $0.number == number } }

  // MARK: Words

  /// `trial 33 (accuracy 0.961)`; of a trial without a value `trial 33 (failed)`.
  func name(_ number: Int) -> Sentence {
    guard let result = result(number) else { return "trial \(number)" }
    return "trial \(number) (\(result))"
  }

  /// `accuracy 0.961`, `failed`.
  func result(_ number: Int) -> Sentence? {
    if let entry = entry(of: number) { return values(entry) }
    guard let record = standing.records.first(where: { $0.number == number }) else { return nil }
    return switch record.state {
    case .completed: "without a value"
    case .pruned: "stopped early"
    case .failed, .infeasible: "failed"
    case .timedOut: "timed out"
    case .running, .interrupted: "not ended yet"
    case .asked: "asked for"
    case .paused: "paused"
    }
  }

  /// `accuracy 0.961 and latency 3.4`
  func values(_ entry: Standing.Entry) -> Sentence {
    Sentence.list(
      zip(experiment.objectives, entry.values).map { "\(quote: $0.metric) \(NumberText.number($1))" }
    )
  }

  /// Who proposed the trial: `Strategy auto (gp)`.
  var proposer: Sentence {
    guard let member = explanation.member else { return "Strategy \(name: explanation.strategy)" }
    return "Strategy \(name: explanation.strategy) (\(name: member))"
  }
}
