/// What a strategy may know when it proposes.
package struct History: Hashable, Sendable {
  /// Trials that ended, in the order in which they ended.
  package var finished: [FinishedTrial]
  /// Trials that were proposed and have not ended, by number.
  package var pending: [PendingTrial]
  /// The number that the next proposal's trial gets.
  package var nextNumber: Int

  package init(finished: [FinishedTrial] = [], pending: [PendingTrial] = [], nextNumber: Int = 1) {
    self.finished = finished
    self.pending = pending
    self.nextNumber = nextNumber
  }
}

/// A trial that ended, as strategies see it.
package struct FinishedTrial: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// One value per objective, in the objectives' own units. May be NaN or infinite: programs print such things.
    case completed([Double])
    /// Stopped early by a pruner; the values it had reached, if any.
    case pruned([Double]?)
    /// Crashed, timed out, reported nothing, or was refused as infeasible.
    case failed
  }

  package var number: Int
  package var assignment: Assignment
  package var outcome: Outcome
  /// The fidelity at which the value was seen, where the experiment has one.
  package var fidelity: Double?
  package var explanation: Explanation

  package init(number: Int, assignment: Assignment, outcome: Outcome, fidelity: Double? = nil, explanation: Explanation)
  {
    self.number = number
    self.assignment = assignment
    self.outcome = outcome
    self.fidelity = fidelity
    self.explanation = explanation
  }
}

/// A trial that is running or about to.
package struct PendingTrial: Hashable, Sendable {
  package var number: Int
  package var assignment: Assignment
  package var explanation: Explanation

  package init(number: Int, assignment: Assignment, explanation: Explanation) {
    self.number = number
    self.assignment = assignment
    self.explanation = explanation
  }
}

/// What is being searched, and for what: everything about an experiment that a strategy may depend on.
package struct Problem: Hashable, Sendable {
  package var space: Space
  package var objectives: [Objective]
  package var seed: UInt64
  /// How many trials the budget allows, where it says.
  package var trials: Int?
  /// How many trials run at a time.
  package var parallel: Int

  package init(space: Space, objectives: [Objective], seed: UInt64, trials: Int? = nil, parallel: Int = 1) {
    self.space = space
    self.objectives = objectives
    self.seed = seed
    self.trials = trials
    self.parallel = parallel
  }

  /// The first objective's value of a trial as something to minimize; nil when it has no finite one.
  package func loss(of trial: FinishedTrial) -> Double? {
    let values: [Double]?
    switch trial.outcome {
    case .completed(let all): values = all
    case .pruned(let some): values = some
    case .failed: values = nil
    }
    guard let value = values?.first, let objective = objectives.first, value.isFinite else { return nil }
    return objective.loss(value)
  }
}
