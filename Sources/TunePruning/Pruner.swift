package import TuneModel

/// Decides from intermediate values whether a running trial should stop early.
///
/// A decision is a function of the objectives, the experiment's seed, the pruner's options, the trial's own curve and
/// the history that was visible, and of nothing else: no clock, no memory. So it can be made again from the records.
/// The order in which trials stand in the history, and in which their values arrived, plays no part.
///
/// Values that are not finite count as worse than every finite one, as they do when trials are compared at their end.
package protocol Pruner: Sendable {
  /// Whether `trial` goes on. Asked whenever a running trial has reported something new, and, for folds and repeats,
  /// whenever one of them has ended.
  ///
  /// - Parameter history: the experiment's trials; an entry with the trial's own number is left out of the comparison.
  func decide(_ trial: TrialProgress, given history: PruningHistory) -> PruningDecision

  /// The budget that the first attempt of a trial gets, as in `{budget}`; nil where the manifest sets no largest one.
  func firstBudget(ofTrial number: Int) -> Int?

  /// The budget at which trials are over, where those with a smaller one pause; nil where no trial pauses.
  var fullBudget: Int? { get }

  /// The paused trial that should go on now, before any new trial is started; nil: none has earned it.
  ///
  /// - Parameter isLast: whether there will be no new trials. Then a trial goes on that has not earned it, when
  ///   otherwise none would get to the end.
  func promotion(given history: PruningHistory, isLast: Bool) -> Promotion?

  /// Why a trial that is paused is not resumed any more, for its record, when the experiment ends.
  func farewell(to trial: TrialProgress, given history: PruningHistory) -> Pruning?
}

extension Pruner {
  package func firstBudget(ofTrial number: Int) -> Int? { nil }

  package var fullBudget: Int? { nil }

  package func promotion(given history: PruningHistory, isLast: Bool) -> Promotion? { nil }

  package func farewell(to trial: TrialProgress, given history: PruningHistory) -> Pruning? { nil }
}

package enum PruningDecision: Hashable, Sendable {
  case goOn
  /// The trial is over.
  case stop(Pruning)
  /// The trial has used its budget; it is ended so that its checkpoint stays, and goes on if it is promoted.
  case pause

  package var pruning: Pruning? {
    if case .stop(let pruning) = self { pruning } else { nil }
  }
}

/// A paused trial that goes on from its checkpoint.
package struct Promotion: Hashable, Sendable {
  package var number: Int
  /// The budget that its next attempt gets: steps in all, not further ones.
  package var budget: Int

  package init(number: Int, budget: Int) {
    self.number = number
    self.budget = budget
  }
}

/// Everything about an experiment that a pruner may depend on.
package struct PruningProblem: Hashable, Sendable {
  /// At least one.
  package var objectives: [Objective]
  package var seed: UInt64

  package init(objectives: [Objective], seed: UInt64) {
    precondition(!objectives.isEmpty, "pruners compare by objectives")
    self.objectives = objectives
    self.seed = seed
  }
}
