import Synchronization
package import TuneModel
import TunePruning

/// What a pruner sees of an experiment while trials run: every trial's learning curve, brought up to date as values
/// arrive.
///
/// A decision depends on the values that were visible, not on how they were bundled: they are taken up one step after
/// the other. So a trial that runs alone is judged the same in every run of the experiment.
package final class PruningBoard: Sendable {
  private let pruner: any Pruner
  private let objectives: [Objective]
  private let state: Mutex<PruningHistory>

  /// Nil when the experiment stops no trial early.
  package init?(_ experiment: Experiment, _ records: [TrialRecord]) {
    let problem = PruningProblem(objectives: experiment.objectives, seed: experiment.search.seed)
    guard let choice = experiment.prune?.choice, let pruner = PrunerCatalog.pruner(choice, for: problem) else {
      return nil
    }
    self.pruner = pruner
    objectives = experiment.objectives
    let objectives = objectives
    state = Mutex(
      PruningHistory(
        records.filter { $0.state.isFinal || $0.state == .paused }
          .map { PruningBoard.progress($0, PruningBoard.state($0.state), objectives) }
      )
    )
  }

  /// Whether trials pause, and go on when they are told to.
  package var pauses: Bool { pruner.fullBudget != nil }

  /// How many steps a trial is told to train at first.
  package func budget(ofTrial number: Int) -> Int? { pruner.firstBudget(ofTrial: number) }

  /// An attempt at a run of a trial begins.
  func begin(_ record: TrialRecord, _ part: TrialPart?) {
    var trial = PruningBoard.progress(record, .running, objectives)
    trial.budget = record.budget ?? pruner.firstBudget(ofTrial: record.number)
    state.withLock { history in
      if history[record.number] == nil || PruningBoard.isCompared(part) { history[record.number] = trial }
    }
  }

  /// Takes up what a running trial has reported, and decides whether it goes on.
  ///
  /// With folds or repeats, the trials' first runs are compared step by step, and the others only when they have ended.
  ///
  /// A trial that has used its budget is left to end by itself, so that it can save its state; it is stopped when it
  /// goes on regardless.
  func judge(_ number: Int, _ part: TrialPart?, _ points: [MetricPoint]) -> PruningDecision {
    guard PruningBoard.isCompared(part) else { return .goOn }
    return state.withLock { history in
      var rest = points[...]
      while let first = rest.first {
        let same = rest.prefix { $0.step == first.step }
        // NaN, in a record of old, equals nothing.
        rest = rest.dropFirst(max(1, same.count))
        history.update(number) { trial in for point in same { trial.curve.add(point) } }
        switch decide(number, &history) {
        case .goOn: break
        case .stop(let pruning): return .stop(pruning)
        case .pause:
          let trial = history[number]
          if let last = trial?.curve.lastStep, let budget = trial?.budget, last > Double(budget) { return .pause }
        }
      }
      return .goOn
    }
  }

  /// Takes up a run's end, and decides whether the others are still worth it.
  func judge(_ record: TrialRecord) -> Pruning? {
    state.withLock { history in
      history.update(record.number) { $0.folds = PruningBoard.folds(record, objectives) }
      return decide(record.number, &history).pruning
    }
  }

  /// A trial has ended.
  func end(_ record: TrialRecord) {
    state.withLock { history in
      history.update(record.number) { trial in
        trial.state = PruningBoard.state(record.state)
        trial.folds = PruningBoard.folds(record, objectives)
      }
    }
  }

  private func decide(_ number: Int, _ history: inout PruningHistory) -> PruningDecision {
    guard let trial = history[number] else { return .goOn }
    let decision = pruner.decide(trial, given: history)
    history.update(number) { $0.judged = $0.curve.lastStep ?? $0.judged }
    return decision
  }

  // MARK: Pausing

  /// What a run of a trial had reached when it used up a budget after which it pauses; nil when it goes on or is over.
  func pause(
    _ record: TrialRecord,
    _ part: TrialPart?,
    _ decision: PruningDecision,
    _ judgement: AttemptJudgement
  ) -> MetricValues? {
    guard let full = pruner.fullBudget, part == nil, let budget = record.budget, budget < full else { return nil }
    switch judgement {
    case .completed(let metrics):
      pause(record.number)
      return whole(record, part, metrics)
    case .interrupted:
      guard decision == .pause else { return nil }
      pause(record.number)
      var values = MetricValues()
      for point in record.curve() { values[point.metric] = point.value }
      return whole(record, part, values)
    case .failed, .cannotStart: return nil
    }
  }

  private func pause(_ number: Int) {
    state.withLock { history in history.update(number) { $0.state = .paused } }
  }

  /// A trial's metrics with the objectives over all its attempts, where it paused between them.
  func whole(_ record: TrialRecord, _ part: TrialPart?, _ metrics: MetricValues) -> MetricValues {
    guard pauses, part == nil else { return metrics }
    let curve = LearningCurve(objectives, points: record.curve())
    guard let last = curve.lastStep, let outcome = curve.outcome(at: last) else { return metrics }
    var metrics = metrics
    for (objective, loss) in zip(objectives, outcome) where loss.isFinite {
      metrics[objective.metric] = objective.loss(loss)
    }
    return metrics
  }

  /// The paused trial that should go on now, and how far.
  ///
  /// - Parameter isLast: whether there will be no new trials.
  func promotion(isLast: Bool) -> Promotion? {
    state.withLock { pruner.promotion(given: $0, isLast: isLast) }
  }

  /// Why a paused trial does not go on any more.
  func farewell(to number: Int) -> Pruning? {
    state.withLock { history in history[number].flatMap { pruner.farewell(to: $0, given: history) } }
  }

  /// Whether it is a run of which the steps are compared.
  private static func isCompared(_ part: TrialPart?) -> Bool { part == nil || part == .fold(1) || part == .seed(1) }

  private static func progress(
    _ record: TrialRecord,
    _ state: TrialProgress.State,
    _ objectives: [Objective]
  ) -> TrialProgress {
    // Of a trial that goes on, what it reported before it paused.
    let before = record.attempts.filter { $0.paused != nil }.flatMap(\.points)
    return TrialProgress(
      number: record.number,
      state: state,
      curve: LearningCurve(objectives, points: state == .running ? before : judged(record)),
      folds: folds(record, objectives),
      budget: record.budget
    )
  }

  /// What a trial that is over was judged by. What it reported while it was being stopped is in its record, but counted
  /// for nobody then, and so must not when the experiment goes on.
  private static func judged(_ record: TrialRecord) -> [MetricPoint] {
    let points = record.curve()
    // The step of `wilcoxon` is a number of runs. One that has paused was stopped at its end.
    guard let pruning = record.pruning, pruning.rule != "wilcoxon",
      record.attempts.allSatisfy({ $0.paused == nil })
    else { return points }
    return points.filter { $0.step <= pruning.step }
  }

  private static func folds(_ record: TrialRecord, _ objectives: [Objective]) -> [Int: Double] {
    guard let metric = objectives.first?.metric else { return [:] }
    var folds: [Int: Double] = [:]
    for (part, metrics) in record.parts {
      switch part {
      case .fold(let number), .seed(let number): folds[number] = metrics[metric]
      case .confirmation: break
      }
    }
    return folds
  }

  private static func state(_ state: TrialState) -> TrialProgress.State {
    switch state {
    case .completed: .completed
    case .pruned: .pruned
    case .running, .interrupted, .asked: .running
    case .paused: .paused
    case .failed, .timedOut, .infeasible: .failed
    }
  }
}
