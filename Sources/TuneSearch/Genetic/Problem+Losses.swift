package import TuneModel

extension Problem {
  /// A trial's losses, one for each objective; ∞ where it has no finite value.
  package func losses(of trial: FinishedTrial) -> [Double] {
    let values: [Double]
    switch trial.outcome {
    case .completed(let all): values = all
    case .pruned(let some): values = some ?? []
    case .failed: values = []
    }
    return objectives.enumerated().map { index, objective in
      guard index < values.count, values[index].isFinite else { return .infinity }
      return objective.loss(values[index])
    }
  }
}
