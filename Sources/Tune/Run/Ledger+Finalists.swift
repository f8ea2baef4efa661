package import TuneModel

extension Ledger {
  /// Trials that are to be run again when the search has ended, or some more, best first.
  package var unconfirmed: [TrialRecord] {
    Finalists(experiment, records)?.unconfirmed.map(\.record) ?? []
  }

  /// The trial to recommend: the best of those that were run again, where they were, else the best of the search.
  package var winner: TrialRecord? { Finalists(experiment, records)?.winner?.record ?? best }
}
