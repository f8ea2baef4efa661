import TuneModel
import TuneSearch

/// Why an experiment has nothing more to do, or was ended before that.
package enum StopReason: Hashable, Sendable {
  case trialsDone(Int)
  case timeUsed
  case targetReached(trial: Int)
  /// So many trials in a row were no better.
  case patience(Int)
  /// What was spent, and the metric that says so.
  case costUsed(Double, String)
  /// No trial is expected to be better by so much.
  case settled(Double)
  /// So many trials in a row failed; the last one's reason.
  case failures(Int, String)
  /// The strategy has no untried assignment left.
  case exhausted
  /// Somebody asked for it.
  case interrupted
  /// The train command cannot be started, the disk is full, …: nothing that another trial would cure.
  case broken(String)

  /// A clause for `Stopped: …`.
  package var words: String {
    switch self {
    case .trialsDone(let count): count == 1 ? "1 trial done" : "all \(count) trials done"
    case .timeUsed: "the time budget is used up"
    case .targetReached(let trial): "trial \(trial) reached the target"
    case .patience(let count): "no better trial in the last \(count)"
    case .costUsed(let amount, let metric): "\(metric) \(amount) of the budget are spent"
    case .settled(let improvement): "no trial is expected to be better than the best one by \(improvement)"
    case .failures(let count, let why): "\(count) trials in a row failed, the last one because: \(why)"
    case .exhausted: "nothing is left to try"
    case .interrupted: "interrupted; run again to continue"
    case .broken(let why): why
    }
  }

  /// Whether it only means that there are no new trials, while those that have begun may go on.
  package var endsProposals: Bool {
    switch self {
    case .trialsDone, .exhausted: true
    case .timeUsed, .targetReached, .patience, .costUsed, .settled, .failures, .interrupted, .broken: false
    }
  }

  /// Whether running again without a change does nothing.
  package var isDone: Bool {
    switch self {
    case .trialsDone, .timeUsed, .targetReached, .patience, .exhausted, .costUsed, .settled: true
    case .failures, .interrupted, .broken: false
    }
  }
}

extension Ledger {
  /// Why no further trial should be proposed, judged by the records; nil while there is work to do.
  ///
  /// - Parameter timeSpent: see `timeSpent`, which a run knows without adding it up again.
  package func stopReason(timeSpent: @autoclosure () -> Duration) -> StopReason? {
    let budget = experiment.budget
    if let reachedTarget { return .targetReached(trial: reachedTarget) }
    if let trials = budget.trials, records.count >= trials { return .trialsDone(records.count) }
    if let patience = budget.patience, endedSinceBest >= patience { return .patience(patience) }
    if let time = budget.time, timeSpent() >= time { return .timeUsed }
    if let cost = budget.cost {
      let spent = spent(cost.metric)
      if spent >= cost.limit { return .costUsed(spent, cost.metric) }
    }
    if let improvement = budget.improvement, isSettled(within: improvement) { return .settled(improvement) }
    return nil
  }

  /// Why it does not go on by itself, for readers of the records: what ends proposals, or else that the last trials all
  /// failed, which ended the run and would not keep another one from trying again. Nil while something is unfinished.
  package var endReason: StopReason? {
    stopReason(timeSpent: timeSpent) ?? failuresAtEnd ?? exhaustion
  }

  /// That nothing is left to try. Only strategies know; one that may have an end is asked, and in small spaces the cheapest.
  private var exhaustion: StopReason? {
    guard !records.isEmpty, records.allSatisfy(\.state.isFinal) else { return nil }
    var search = experiment.search
    if !Ledger.endingStrategies.contains(search.strategy.name) {
      guard experiment.space.cardinality(limit: 1_000) != nil else { return nil }
      search = Experiment.Search(strategy: StrategyChoice(name: "random"))
    }
    let problem = Problem(experiment, seed: search.seed)
    guard var strategy = StrategyCatalog.strategy(search.strategy, start: search.start, for: problem) else {
      return nil
    }
    return strategy.propose(1, given: history).isEmpty ? .exhausted : nil
  }

  private static let endingStrategies: Set = ["grid", "population"]

  /// That too many trials in a row have failed, up to the last one; see `SchedulerRun.noteEnd`.
  private var failuresAtEnd: StopReason? {
    let ended = records.filter(\.state.isFinal)
      .sorted { ($0.order ?? .max, $0.number) < ($1.order ?? .max, $1.number) }
    guard ended.count == records.count, let last = ended.last else { return nil }
    let worked = ended.lastIndex { $0.state == .completed || $0.state == .pruned }
    let failures = ended.count - 1 - (worked ?? -1)
    guard failures >= Scheduler.failuresAllowed(experiment, anyWorked: worked != nil) else { return nil }
    return .failures(failures, last.failure ?? last.state.rawValue)
  }

  /// A metric summed over all runs of all trials.
  private func spent(_ metric: String) -> Double {
    records.reduce(0) { sum, record in
      let parts = record.attempts.compactMap { $0.part == nil ? nil : $0.metrics[metric] }
      let values = parts.isEmpty ? [record.metrics[metric]].compactMap(\.self) : parts
      return sum + values.reduce(0) { $0 + ($1.isFinite ? $1 : 0) }
    }
  }

  /// Whether the model that the last proposals came from saw nothing left to gain.
  ///
  /// A proposal is where a strategy hopes for most; two standard deviations better than expected there is, roughly, a
  /// bound on what any trial could bring. After A. Makarova et al., "Automatic termination for hyperparameter
  /// optimization", AutoML 2022, who take the bound over the whole space.
  private func isSettled(within improvement: Double) -> Bool {
    guard let best, let value = best.metrics[objective.metric] else { return false }
    let count = Experiment.Budget.steadyProposals
    let last = records.filter { $0.state.isFinal }.suffix(count)
    guard last.count == count else { return false }
    return last.allSatisfy { record in
      guard let expected = record.explanation.expected, expected.mean.isFinite, expected.sd.isFinite else {
        return false
      }
      return objective.loss(value) - (objective.loss(expected.mean) - 2 * expected.sd) < improvement
    }
  }

  /// Wall clock during which at least one attempt ran, over all runs of the experiment.
  package var timeSpent: Duration {
    var spans: [(start: Double, end: Double)] = []
    for attempt in records.flatMap(\.attempts) {
      guard let start = Timestamp.seconds(attempt.started), let duration = attempt.duration else { continue }
      spans.append((start, start + duration))
    }
    var total = 0.0
    var reach = -Double.infinity
    for span in spans.sorted(by: { $0.start < $1.start }) where span.end > reach {
      total += span.end - max(span.start, reach)
      reach = span.end
    }
    return .seconds(total)
  }
}
