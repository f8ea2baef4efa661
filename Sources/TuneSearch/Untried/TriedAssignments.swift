package import TuneModel

/// The assignments of a history, for telling whether one has been tried.
package struct TriedAssignments: Sendable {
  private let space: Space
  private var finished: Set<AssignmentKey> = []
  private var finishedCount = 0
  private var pending: Set<AssignmentKey> = []

  package init(_ space: Space) { self.space = space }

  /// How many different assignments have been tried or are running, at most.
  package var count: Int { finished.count + pending.count }

  /// Learns what is new in a history.
  /// - Complexity: O((newly finished + pending) · parameters).
  package mutating func update(with history: History) {
    for trial in history.finished.dropFirst(finishedCount) {
      finished.insert(AssignmentKey(trial.assignment, in: space))
    }
    finishedCount = history.finished.count
    pending.removeAll(keepingCapacity: true)
    for trial in history.pending { pending.insert(AssignmentKey(trial.assignment, in: space)) }
  }

  /// Whether a trial with this assignment has ended or is running.
  package func contains(_ assignment: Assignment) -> Bool {
    let key = AssignmentKey(assignment, in: space)
    return finished.contains(key) || pending.contains(key)
  }

  /// Whether a trial with this assignment has ended. Unlike a running one, it will be in every later history.
  package func containsFinished(_ assignment: Assignment) -> Bool {
    finished.contains(AssignmentKey(assignment, in: space))
  }
}
