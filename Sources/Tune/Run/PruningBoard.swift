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
        records.filter(\.state.isFinal).map { PruningBoard.progress($0, PruningBoard.state($0.state), objectives) }
      )
    )
  }

  /// How many steps a trial is told to train.
  package func budget(ofTrial number: Int) -> Int? { pruner.firstBudget(ofTrial: number) }

  /// An attempt at a run of a trial begins.
  func begin(_ record: TrialRecord, _ part: TrialPart?) {
    var trial = PruningBoard.progress(record, .running, objectives)
    trial.budget = pruner.firstBudget(ofTrial: record.number)
    state.withLock { history in
      if history[record.number] == nil || PruningBoard.isCompared(part) { history[record.number] = trial }
    }
  }

  /// Takes up what a running trial has reported, and decides whether it goes on.
  ///
  /// With folds or repeats, the trials' first runs are compared step by step, and the others only when they have ended.
  func judge(_ number: Int, _ part: TrialPart?, _ points: [MetricPoint]) -> Pruning? {
    guard PruningBoard.isCompared(part) else { return nil }
    return state.withLock { history in
      var rest = points[...]
      while let first = rest.first {
        let same = rest.prefix { $0.step == first.step }
        rest = rest.dropFirst(same.count)
        history.update(number) { trial in for point in same { trial.curve.add(point) } }
        if let pruning = decide(number, &history) { return pruning }
      }
      return nil
    }
  }

  /// Takes up a run's end, and decides whether the others are still worth it.
  func judge(_ record: TrialRecord) -> Pruning? {
    state.withLock { history in
      history.update(record.number) { $0.folds = PruningBoard.folds(record, objectives) }
      return decide(record.number, &history)
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

  private func decide(_ number: Int, _ history: inout PruningHistory) -> Pruning? {
    guard let trial = history[number] else { return nil }
    let decision = pruner.decide(trial, given: history)
    history.update(number) { $0.judged = $0.curve.lastStep ?? $0.judged }
    return decision.pruning
  }

  /// Whether it is a run of which the steps are compared.
  private static func isCompared(_ part: TrialPart?) -> Bool { part == nil || part == .fold(1) || part == .seed(1) }

  private static func progress(
    _ record: TrialRecord,
    _ state: TrialProgress.State,
    _ objectives: [Objective]
  ) -> TrialProgress {
    let first = record.attempts.last { !$0.points.isEmpty && isCompared($0.part) }
    return TrialProgress(
      number: record.number,
      state: state,
      curve: LearningCurve(objectives, points: state == .running ? [] : first?.points ?? []),
      folds: folds(record, objectives)
    )
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
    case .failed, .timedOut, .infeasible: .failed
    }
  }
}
