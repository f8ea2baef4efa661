package import SystemPackage
package import TuneModel
package import TuneSearch

/// What proposes the trials of an experiment, the same for everyone who goes on with it: the strategy, after the
/// manifest's starting points and what other experiments have to teach.
package struct ExperimentSearch: Sendable {
  package let problem: Problem
  package var strategy: any Strategy
  /// What a person should know of the other experiments.
  package let notes: [Diagnostic]

  /// - Parameters:
  ///   - folder: The manifest's.
  ///   - settings: In place of the manifest's.
  package init(
    _ experiment: Experiment,
    folder: FilePath,
    settings: Experiment.Search? = nil
  ) throws(RunFailure) {
    var settings = settings ?? experiment.search
    try PolicyFile.fill(&settings.strategy.options, folder: folder)
    problem = Problem(experiment, seed: settings.seed)
    let transfer = try TransferFiles.read(experiment, folder: folder)
    notes = transfer.notes
    let strategy = StrategyCatalog.strategy(
      settings.strategy,
      start: settings.start,
      transfer: transfer.sources,
      for: problem
    )
    guard let strategy else {
      let names = StrategyCatalog.declarations.map(\.name)
      let near = nearest(to: settings.strategy.name, among: names).map { "did you mean '\($0)'?" }
      let advice = near ?? "there are: \(names.joined(separator: ", "))"
      throw .manifest("error: there is no strategy '\(settings.strategy.name)'\n   = \(advice)\n")
    }
    self.strategy = strategy
  }
}

extension Problem {
  /// What an experiment asks of a strategy.
  init(_ experiment: Experiment, seed: UInt64) {
    self.init(
      space: experiment.space,
      objectives: experiment.objectives,
      seed: seed,
      trials: experiment.budget.trials,
      parallel: experiment.parallel
    )
  }
}
