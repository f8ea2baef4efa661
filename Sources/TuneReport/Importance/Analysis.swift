package import TuneModel

/// What the trials say about the parameters, for each objective.
package struct Analysis: Sendable {
  package struct Part: Sendable {
    package let objective: Objective
    /// Nil where trials are too few to say.
    package let importance: Importance?
    /// How the objective changes with each parameter that differs between trials, in the manifest's order; empty where
    /// trials are too few, or the parameters do not explain it.
    package let effects: [EffectSummary]
    let sample: ObjectiveSample
    let model: EffectModel?
  }

  /// In the order of the objectives.
  package let parts: [Part]

  /// - Complexity: O(trials · parameters), and what a model of a thousand trials costs for each objective.
  init(_ standing: Standing, _ table: ParameterTable) {
    let seed = standing.experiment.search.seed
    parts = standing.experiment.objectives.indices.map { index in
      let sample = ObjectiveSample(standing, objective: index)
      let model = EffectModel(sample, table, standing.experiment.space, seed: seed)
      return Part(
        objective: sample.objective,
        importance: Importance(sample, standing, table, model, seed: seed),
        effects: model.map { EffectSummary.all($0, sample, table) } ?? [],
        sample: sample,
        model: model
      )
    }
  }
}
