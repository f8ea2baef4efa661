import JSON
import TuneModel

/// Stops a trial that has not improved for so many reports: early stopping as training libraries have it.
///
/// It looks at the trial alone. What the trial had reached is its result (``Pruning/isSettled``).
struct PatiencePruner: Pruner {
  private let problem: PruningProblem
  private let patience: Int
  private let least: Double
  private let warmup: Double

  init(_ problem: PruningProblem, _ options: JSONObject) {
    self.problem = problem
    patience = options["patience"]?.int ?? 10
    least = options["min_delta"]?.double ?? 0
    warmup = options["warmup"]?.double ?? 0
  }

  static let entry = PrunerCatalog.Entry(
    PrunerDeclaration(
      name: "patience",
      summary: "Ends a trial that has stopped improving; what it reached is its result.",
      options: [
        OptionDeclaration(
          "patience",
          .int(min: 1, max: 1_000_000_000),
          default: 10,
          "How many reports in a row may bring no improvement."
        ),
        OptionDeclaration(
          "min_delta",
          .float(min: 0, max: .greatestFiniteMagnitude),
          default: 0.0,
          "An improvement is one by more than this."
        ),
        PrunerCatalog.warmup,
      ]
    )
  ) { problem, options in PatiencePruner(problem, options) }

  func decide(_ trial: TrialProgress, given history: PruningHistory) -> PruningDecision {
    let curve = trial.curve.first
    guard let step = curve.steps.last, step > trial.judged ?? -.infinity else { return .goOn }
    var best = Double.infinity
    var waited = 0
    for (step, loss) in zip(curve.steps, curve.losses) {
      // Not `best - least`, which is no number where a loss was infinite.
      if loss < best, best.isInfinite || best - loss > least {
        best = loss
        waited = 0
      } else if step > warmup {
        waited += 1
      }
    }
    guard waited >= patience else { return .goOn }
    let objective = problem.objectives[0]
    let value = objective.loss(best)
    let outcome = best.isFinite ? " since \(PruningWords.number(value))" : ""
    return .stop(
      Pruning(
        rule: "patience",
        step: step,
        value: value,
        words: "\(objective.metric) has not improved for \(PruningWords.count(waited, "report"))\(outcome),"
          + " up to step \(PruningWords.number(step))",
        isSettled: best.isFinite
      )
    )
  }
}
