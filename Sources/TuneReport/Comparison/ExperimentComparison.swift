package import TuneMath
package import TuneModel

/// Two or more experiments with the same objective, side by side.
package struct ExperimentComparison: Sendable {
  /// One of the experiments.
  package struct Side: Sendable {
    /// As the person named it.
    package let label: String
    package let standing: Standing
    /// The values that tell how good its best trial is: of confirmation runs, of folds or seeds, or only one.
    let values: [Double]
    /// What these are: `5 runs with fresh seeds`.
    let basis: String
    /// Of all trials with a value.
    let quartiles: (lower: Double, median: Double, upper: Double)?
    /// Seconds; nil where none is on record.
    let trainingTime: Double?

    init(label: String, _ standing: Standing) {
      self.label = label
      self.standing = standing
      let certainty = Certainty(standing)
      values = certainty?.values ?? []
      basis =
        switch certainty?.basis {
        case .confirmed: "\(values.count) runs with fresh seeds"
        case .repeated(let repetition): "\(values.count) \(repetition.kind.rawValue)"
        case .once, nil: "one value"
        }
      let sorted = standing.entries.map(\.value).sorted()
      quartiles =
        sorted.isEmpty
        ? nil
        : (
          Statistics.quantile(0.25, ofSorted: sorted), Statistics.quantile(0.5, ofSorted: sorted),
          Statistics.quantile(0.75, ofSorted: sorted)
        )
      let times = standing.records.compactMap(\.trainingTime)
      trainingTime = times.isEmpty ? nil : times.reduce(0, +)
    }

    /// The mean of ``values``; nil without a result.
    var level: Double? { values.isEmpty ? nil : Statistics.mean(values) }

    /// The best value after so many trials had been proposed.
    func best(after count: Int) -> Double? {
      standing.improvements.last { entry in
        standing.records.prefix(count).contains { $0.number == entry.number }
      }?.value
    }
  }

  /// How two of them compare.
  package struct Verdict: Sendable {
    /// Places of the better and the other side.
    package let better: Int
    package let other: Int
    /// The lead; nil where nothing tells it from noise.
    package let lead: MeanDifference?
    /// By how much the better one is better, in the objective's unit, at least 0.
    package let size: Double
  }

  package let objective: Objective
  package let sides: [Side]
  /// The best side against each of the others, in their order.
  package let verdicts: [Verdict]

  /// - Parameter experiments: At least two.
  /// - Throws: Where their objectives are not the same, or there are several: then there is no one better.
  package init(
    _ experiments: [(label: String, experiment: Experiment, records: [TrialRecord])]
  ) throws(Diagnostic) {
    guard let first = experiments.first, experiments.count > 1, let objective = first.experiment.objectives.first else {
      throw Diagnostic(.error, "it takes two experiments to compare")
    }
    for (label, experiment, _) in experiments {
      guard experiment.objectives.count == 1 else {
        throw Diagnostic(
          .error,
          "\(label) has \(experiment.objectives.count) objectives, of which none decides which experiment is better",
          advice: ["only experiments with one objective are compared"]
        )
      }
      let other = experiment.objectives[0]
      guard other.metric == objective.metric, other.direction == objective.direction else {
        throw Diagnostic(
          .error,
          "\(first.label) is to \(objective.direction.rawValue) \(objective.metric),"
            + " and \(label) to \(other.direction.rawValue) \(other.metric): they cannot be compared",
          advice: ["compare experiments with the same objective"]
        )
      }
    }
    self.objective = objective
    let sides = experiments.map { Side(label: $0.label, Standing($0.experiment, $0.records)) }
    self.sides = sides
    let levels = sides.map { $0.level.map(objective.loss) ?? .infinity }
    guard let best = levels.indices.min(by: { levels[$0] < levels[$1] }), levels[best] < .infinity else {
      verdicts = []
      return
    }
    verdicts = sides.indices.filter { $0 != best && levels[$0] < .infinity }.map { other in
      Verdict(
        better: best,
        other: other,
        lead: Self.lead(sides[best].values.map(objective.loss), sides[other].values.map(objective.loss)),
        size: levels[other] - levels[best]
      )
    }
  }

  /// By how much the losses of the first are lower; nil where no noise is known to compare it with.
  private static func lead(_ a: [Double], _ b: [Double]) -> MeanDifference? {
    let (x, y) = (a.map { -$0 }, b.map { -$0 })
    switch (a.count > 1, b.count > 1) {
    case (true, true): return .welch(x, y)
    case (true, false): return b.first.flatMap { .fromOne(x, -$0) }
    // The lead of one value over several is that of several over one, turned round.
    case (false, true): return a.first.flatMap { .fromOne(b, $0) }
    case (false, false): return nil
    }
  }
}
