import JSON
import TuneModel

/// Stops a trial that reports a value outside of bounds, or one that is no finite number: training has diverged.
struct ThresholdPruner: Pruner {
  private let problem: PruningProblem
  private let lower: Double
  private let upper: Double
  private let warmup: Double

  init(_ problem: PruningProblem, _ options: JSONObject) {
    self.problem = problem
    lower = options["lower"]?.double ?? -.infinity
    upper = options["upper"]?.double ?? .infinity
    warmup = options["warmup"]?.double ?? 0
  }

  static let entry = PrunerCatalog.Entry(
    PrunerDeclaration(
      name: "threshold",
      summary: "Stops a trial that reports a value outside of bounds, or one that is not a finite number.",
      options: [
        OptionDeclaration(
          "lower",
          .float(min: -.greatestFiniteMagnitude, max: .greatestFiniteMagnitude),
          absence: "none",
          "The smallest value of the objective's metric that is allowed."
        ),
        OptionDeclaration(
          "upper",
          .float(min: -.greatestFiniteMagnitude, max: .greatestFiniteMagnitude),
          absence: "none",
          "The largest value of the objective's metric that is allowed."
        ),
        PrunerCatalog.warmup,
      ]
    )
  ) { problem, options in ThresholdPruner(problem, options) }

  func decide(_ trial: TrialProgress, given history: PruningHistory) -> PruningDecision {
    let objective = problem.objectives[0]
    let curve = trial.curve.first
    for (step, loss) in zip(curve.steps, curve.losses) where step > warmup && step > trial.judged ?? -.infinity {
      let value = objective.loss(loss)
      let (reference, relation): (Double?, String)
      if !loss.isFinite {
        (reference, relation) = (nil, "is not a finite number")
      } else if value < lower {
        (reference, relation) = (lower, "is below the bound \(PruningWords.number(lower))")
      } else if value > upper {
        (reference, relation) = (upper, "is above the bound \(PruningWords.number(upper))")
      } else {
        continue
      }
      let subject = loss.isFinite ? "\(objective.metric) \(PruningWords.number(value))" : objective.metric
      return .stop(
        Pruning(
          rule: "threshold",
          step: step,
          value: value,
          reference: reference,
          words: "\(subject) at step \(PruningWords.number(step)) \(relation)"
        )
      )
    }
    return .goOn
  }
}
