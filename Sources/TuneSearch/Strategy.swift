package import TuneModel

/// Proposes assignments from the history of an experiment.
///
/// A proposal is a function of the problem (space, objectives, seed), the strategy's options, the number of the trial
/// and the history visible at that moment, and of nothing else: no clock, no global state, and no memory that the
/// history could not rebuild. A strategy may keep what it derived from earlier histories, to avoid deriving it again;
/// a fresh one given the same history must propose the same. Hence 25 + 25 trials equal 50, and an experiment
/// can be continued from its records by anyone.
package protocol Strategy: Sendable {
  /// Up to `count` proposals, for the trials `history.nextNumber`, `history.nextNumber + 1`, ….
  ///
  /// Each respects the space, its conditions and its constraints. Fewer than `count` means that the space has no
  /// untried assignment left (or none that the strategy can find); while one is left in a finite space, no assignment
  /// is proposed twice.
  ///
  /// `count` proposals at once are the same as one after another, each with the earlier ones pending: who asks for
  /// several, and is stopped after some, has the same proposals as who did not.
  ///
  /// Histories only grow: `history.finished` starts with what it held at the previous call of the same strategy.
  mutating func propose(_ count: Int, given history: History) -> [Proposal]
}
