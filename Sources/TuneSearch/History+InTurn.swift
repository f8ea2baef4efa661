package import TuneModel

extension History {
  /// The history once a proposal, made for its next trial, is running.
  package func adding(_ proposal: Proposal) -> History {
    var history = self
    history.pending.append(
      PendingTrial(number: nextNumber, assignment: proposal.assignment, explanation: proposal.explanation)
    )
    history.nextNumber += 1
    return history
  }

  /// Up to `count` proposals, one after another, each made with the earlier ones pending; ends at the first nil.
  package func inTurn(_ count: Int, _ next: (History) -> Proposal?) -> [Proposal] {
    var history = self
    var proposals: [Proposal] = []
    while proposals.count < count, let proposal = next(history) {
      proposals.append(proposal)
      history = history.adding(proposal)
    }
    return proposals
  }
}
