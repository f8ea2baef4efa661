package import JSON
package import TuneModel

/// The strategies that a manifest can name.
package enum StrategyCatalog {
  package struct Entry: Sendable {
    package var declaration: StrategyDeclaration
    /// Makes the strategy; the options have been validated against the declaration.
    package var make: @Sendable (Problem, JSONObject) -> any Strategy

    package init(
      _ declaration: StrategyDeclaration,
      make: @escaping @Sendable (Problem, JSONObject) -> any Strategy
    ) {
      self.declaration = declaration
      self.make = make
    }
  }

  /// In the order in which they are documented; the first is used where a manifest names none.
  package static let entries: [Entry] = [
    AutomaticSearch.entry,
    GaussianProcessSearch.entry,
    TreeParzenSearch.entry,
    CovarianceMatrixSearch.entry,
    EnsembleSearch.entry,
    ReinforcementSearch.entry,
    GeneticSearch.entry,
    SwarmSearch.entry,
    PopulationSearch.entry,
    SobolSearch.entry,
    RandomSearch.entry,
    GridSearch.entry,
  ]

  package static var declarations: [StrategyDeclaration] { entries.map(\.declaration) }

  /// The strategy of an experiment: first the defaults and the manifest's starting points, then what was good in other
  /// experiments, then the strategy chosen.
  ///
  /// Nil when the catalog has no strategy of that name, which the manifest's decoder refuses.
  package static func strategy(
    _ choice: StrategyChoice,
    start: [Assignment],
    transfer: [TransferSource] = [],
    for problem: Problem
  ) -> (any Strategy)? {
    guard let entry = entries.first(where: { $0.declaration.name == choice.name }) else { return nil }
    var strategy = entry.make(problem, choice.options)
    if var population = strategy as? PopulationSearch {
      let known = start.map(problem.space.completed) + transfer.flatMap { $0.trials.prefix(2).map(\.assignment) }
      population.begin(with: known)
      return population
    }
    if !transfer.isEmpty {
      strategy = TransferredPoints(transfer, before: strategy, problem: problem, name: choice.name)
    }
    return StartingPoints(start, before: strategy, space: problem.space, name: choice.name)
  }
}
