/// What another experiment has found, as far as it can be tried here.
package struct TransferSource: Hashable, Sendable {
  package struct Trial: Hashable, Sendable {
    /// In the other experiment.
    package var number: Int
    /// Complete, and inside this experiment's space.
    package var assignment: Assignment
    /// The other experiment's value of this one's first objective, as a loss.
    package var loss: Double

    package init(number: Int, assignment: Assignment, loss: Double) {
      self.number = number
      self.assignment = assignment
      self.loss = loss
    }
  }

  /// How reports call it.
  package var name: String
  /// Best first.
  package var trials: [Trial]

  package init(name: String, trials: [Trial]) {
    self.name = name
    self.trials = trials.sorted { ($0.loss, $0.number) < ($1.loss, $1.number) }
  }
}

extension TransferSource {
  /// The trials of another experiment that lie inside this space.
  ///
  /// A parameter that the other experiment did not have takes its default, or the middle of its range; one that this
  /// one does not have is left out.
  package init(name: String, records: [TrialRecord], space: Space, objective: Objective) {
    var trials: [Trial] = []
    for record in records where record.state == .completed {
      guard let value = record.metrics[objective.metric], value.isFinite else { continue }
      var shared = Assignment()
      for (name, value) in record.assignment where space[name] != nil { shared[name] = value }
      guard !shared.isEmpty else { continue }
      let assignment = space.completed(shared)
      let isKept = shared.allSatisfy { name, value in assignment[name] == value }
      guard isKept, space.contains(assignment) else { continue }
      trials.append(Trial(number: record.number, assignment: assignment, loss: objective.loss(value)))
    }
    self.init(name: name, trials: trials)
  }
}
