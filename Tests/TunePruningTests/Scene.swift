import JSON
import TuneModel

@testable import TunePruning

/// An experiment made of curves.
struct Scene {
  var objectives: [Objective]
  var history = PruningHistory()

  init(_ objectives: [Objective] = [Objective(metric: "loss", direction: .minimize)]) {
    self.objectives = objectives
  }

  init(_ direction: Objective.Direction, _ reduction: Objective.Reduction = .last) {
    self.init([Objective(metric: "value", direction: direction, reduction: reduction)])
  }

  /// Adds a trial that reported `values` at the steps 1, 2, …, or at `steps`.
  mutating func add(
    _ number: Int,
    _ values: [Double],
    steps: [Double]? = nil,
    state: TrialProgress.State = .completed,
    budget: Int? = nil
  ) {
    history[number] = trial(number, values, steps: steps, state: state, budget: budget)
  }

  func trial(
    _ number: Int,
    _ values: [Double],
    steps: [Double]? = nil,
    state: TrialProgress.State = .running,
    budget: Int? = nil,
    judged: Double? = nil
  ) -> TrialProgress {
    let steps = steps ?? (0..<values.count).map { Double($0 + 1) }
    let points = zip(steps, values).map { MetricPoint(objectives[0].metric, step: $0, value: $1) }
    return TrialProgress(
      number: number,
      state: state,
      curve: LearningCurve(objectives, points: points),
      budget: budget,
      judged: judged
    )
  }

  /// A trial with one value for each objective, at step 1.
  func trial(_ number: Int, vector: [Double]) -> TrialProgress {
    let points = zip(objectives, vector).map { MetricPoint($0.metric, step: 1, value: $1) }
    return TrialProgress(number: number, state: .running, curve: LearningCurve(objectives, points: points))
  }

  func pruner(_ name: String, _ options: JSONObject = [:], seed: UInt64 = 1) -> any Pruner {
    guard
      let pruner = PrunerCatalog.pruner(
        PrunerChoice(name: name, options: options),
        for: PruningProblem(objectives: objectives, seed: seed)
      )
    else { preconditionFailure("the catalog has no pruner '\(name)'") }
    return pruner
  }
}
