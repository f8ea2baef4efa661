/// Several runs of the train command for one trial, and how their values become the trial's.
package struct Repetition: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The same work with different seeds.
    case seeds
    /// Cross-validation: the work of each run is on another fold of the data.
    case folds
  }

  /// What a trial's value is, from the values of its runs.
  package enum Aggregate: Hashable, Sendable {
    case mean, median, worst
    /// The mean, worsened by so many standard deviations: for who wants a result to rely on.
    case bound(deviations: Double)
  }

  package var kind: Kind
  /// At least 2.
  package var count: Int
  package var aggregate: Aggregate

  package init(_ kind: Kind, count: Int, aggregate: Aggregate = .mean) {
    self.kind = kind
    self.count = count
    self.aggregate = aggregate
  }

  /// Every run of a trial, in the order in which they are started.
  package var parts: [TrialPart] {
    (1...max(1, count)).map { kind == .folds ? .fold($0) : .seed($0) }
  }
}

extension Repetition.Aggregate {
  /// The value of a trial.
  ///
  /// - Parameter values: of its runs; at least one.
  package func callAsFunction(_ values: [Double], _ direction: Objective.Direction) -> Double {
    guard values.count > 1 else { return values.first ?? .nan }
    let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
    switch self {
    case .mean: return mean
    case .median:
      let sorted = values.sorted()
      let middle = sorted.count / 2
      return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
    case .worst: return (direction == .minimize ? values.max() : values.min()) ?? .nan
    case .bound(let deviations):
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let sd = (squares / Double(values.count - 1)).squareRoot()
      return direction == .minimize ? mean + deviations * sd : mean - deviations * sd
    }
  }
}

/// Which of a trial's runs an attempt belongs to, where a trial has several. Numbers count from 1.
package enum TrialPart: Hashable, Sendable {
  case seed(Int)
  case fold(Int)
  /// A run of one of the best trials, after the search, with a seed that the search did not see.
  case confirmation(Int)

  /// As in `fold 2`.
  package var words: String {
    switch self {
    case .seed(let number): "seed \(number)"
    case .fold(let number): "fold \(number)"
    case .confirmation(let number): "confirmation \(number)"
    }
  }

  /// The name of its folder in the trial's, as in `fold-2`.
  package var folder: String {
    switch self {
    case .seed(let number): "seed-\(number)"
    case .fold(let number): "fold-\(number)"
    case .confirmation(let number): "confirmation-\(number)"
    }
  }
}

/// The best trials are run again when the search has ended, with seeds that it did not see: the best of many noisy
/// values is a lucky one.
package struct Confirmation: Hashable, Sendable {
  /// How many trials.
  package var top: Int
  /// How many runs of each.
  package var seeds: Int

  package init(top: Int, seeds: Int) {
    self.top = top
    self.seeds = seeds
  }
}

extension TrialRecord {
  /// The metrics of the runs that completed, by what they were runs of; the last attempt at each counts.
  package var parts: [TrialPart: MetricValues] {
    var parts: [TrialPart: MetricValues] = [:]
    for attempt in attempts {
      guard let part = attempt.part, case .exited(0) = attempt.outcome, !attempt.metrics.isEmpty else { continue }
      parts[part] = attempt.metrics
    }
    return parts
  }

  /// A metric's values over the runs that completed, in their order: of the search, or of the confirmation.
  package func values(of metric: String, confirmed: Bool = false) -> [Double] {
    let parts = parts
    var values: [Double] = []
    for number in 1...max(1, parts.count) {
      let keys: [TrialPart] = confirmed ? [.confirmation(number)] : [.seed(number), .fold(number)]
      for key in keys { if let value = parts[key]?[metric] { values.append(value) } }
    }
    return values
  }

  /// What the runs that have completed come to.
  package func soFar(_ experiment: Experiment) -> MetricValues {
    experiment.repetition.map { aggregated($0, experiment.objectives) } ?? metrics
  }

  /// The trial's metrics from those of its runs: the objectives' as the manifest says, the others' means.
  package func aggregated(_ repetition: Repetition, _ objectives: [Objective]) -> MetricValues {
    var result = MetricValues()
    let parts = parts
    for part in repetition.parts {
      for (name, _) in parts[part] ?? MetricValues() where result[name] == nil {
        let values = repetition.parts.compactMap { parts[$0]?[name] }
        if let objective = objectives.first(where: { $0.metric == name }) {
          result[name] = repetition.aggregate(values, objective.direction)
        } else {
          result[name] = Repetition.Aggregate.mean(values, .minimize)
        }
      }
    }
    return result
  }
}
