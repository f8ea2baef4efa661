package import TuneModel

/// A trial's values of the objectives over the steps, as losses: to be minimized, and ∞ where the trial reported
/// something that is no finite number.
///
/// Steps may differ between trials and between metrics. A step counts as reached when every objective's metric has
/// been reported at it or later.
package struct LearningCurve: Hashable, Sendable {
  private let objectives: [Objective]
  private var curves: [MetricCurve]

  package init(_ objectives: [Objective], points: [MetricPoint] = []) {
    self.objectives = objectives
    curves = objectives.map { MetricCurve($0.reduction) }
    for point in points { add(point) }
  }

  /// Takes up a report, in any order; metrics that are no objective are passed over.
  package mutating func add(_ point: MetricPoint) {
    for (index, objective) in objectives.enumerated() where objective.metric == point.metric {
      curves[index].insert(step: point.step, loss: objective.loss(point.value))
    }
  }

  /// The last step that was reached; nil before the first.
  package var lastStep: Double? {
    var least: Double?
    for curve in curves {
      guard let last = curve.steps.last else { return nil }
      least = min(least ?? last, last)
    }
    return least
  }

  /// The first objective's curve.
  var first: MetricCurve { curves[0] }

  /// The step at which the trial reached `budget`: the first one reported that is at least so large; nil while it has
  /// not.
  func arrival(at budget: Double) -> Double? {
    var arrival: Double?
    for curve in curves {
      let index = curve.firstIndex(from: budget)
      guard index < curve.steps.count else { return nil }
      arrival = max(arrival ?? curve.steps[index], curve.steps[index])
    }
    return arrival
  }

  /// What the objectives were when the trial reached `budget`, each as if the trial had ended there; nil while it has
  /// not.
  package func outcome(at budget: Double) -> [Double]? {
    var outcome: [Double] = []
    for curve in curves {
      let index = curve.firstIndex(from: budget)
      guard index < curve.steps.count else { return nil }
      outcome.append(curve.outcome(at: index))
    }
    return outcome
  }

  /// The best of each objective up to `step`; nil while the trial has not reached the step, and when all that it
  /// reported came later.
  func best(upTo step: Double) -> [Double]? {
    guard let lastStep, lastStep >= step else { return nil }
    var best: [Double] = []
    for curve in curves {
      guard let index = curve.lastIndex(upTo: step) else { return nil }
      best.append(curve.best[index])
    }
    return best
  }
}
