import JSON
import TuneMath
import TuneModel

/// Stops a trial whose best value so far is worse than a percentile of what the others had reached at the same step.
///
/// The median rule of D. Golovin et al., "Google Vizier: A service for black-box optimization", KDD 2017, for any
/// percentile. Like is compared with like: the best so far of the trial with the best so far of every other trial
/// that has reached the step, whatever became of it. (To compare with those alone that ran to their end would measure
/// a trial against survivors.) The percentile is interpolated between two values where it lies between them, so that
/// the median of an even number is the mean of the middle two.
///
/// With several objectives a trial is stopped when more than that share of the others have a better ``Standings``
/// place, and never while no other dominates it.
struct PercentilePruner: Pruner {
  private let rule: String
  private let problem: PruningProblem
  /// From 0 to 1, of losses in ascending order.
  private let share: Double
  private let startup: Int
  private let warmup: Double

  init(rule: String, _ problem: PruningProblem, share: Double, _ options: JSONObject) {
    self.rule = rule
    self.problem = problem
    self.share = share
    startup = options["startup"]?.int ?? 5
    warmup = options["warmup"]?.double ?? 0
  }

  static let median = PrunerCatalog.Entry(
    PrunerDeclaration(
      name: "median",
      summary: "Stops a trial whose best so far is worse than the median of the others at the same step.",
      options: options,
      supportsSeveralObjectives: true
    )
  ) { problem, options in PercentilePruner(rule: "median", problem, share: 0.5, options) }

  static let percentile = PrunerCatalog.Entry(
    PrunerDeclaration(
      name: "percentile",
      summary: "Stops a trial whose best so far is not among the best so many percent at the same step.",
      options: [
        OptionDeclaration(
          "percentile",
          .float(min: 0, max: 100),
          default: 25.0,
          "How many percent of the trials are good enough to go on: 25 keeps about the best quarter."
        )
      ] + options,
      supportsSeveralObjectives: true
    )
  ) { problem, options in
    PercentilePruner(
      rule: "percentile",
      problem,
      share: min(max((options["percentile"]?.double ?? 25) / 100, 0), 1),
      options
    )
  }

  private static let options = [
    OptionDeclaration(
      "startup",
      .int(min: 1, max: 1_000_000),
      default: 5,
      "Nothing is stopped before so many trials have completed, nor at a step that fewer others have reached."
    ),
    PrunerCatalog.warmup,
  ]

  func decide(_ trial: TrialProgress, given history: PruningHistory) -> PruningDecision {
    guard let step = trial.curve.lastStep, step > warmup, step > trial.judged ?? -.infinity,
      history.completed(without: trial.number) >= startup, let own = trial.curve.best(upTo: step)
    else { return .goOn }
    let others = history.trials.compactMap { other in
      other.number == trial.number ? nil : other.curve.best(upTo: step)
    }
    guard others.count >= startup else { return .goOn }
    return own.count == 1 ? compare(own[0], with: others.map { $0[0] }, step) : compare(own, with: others, step)
  }

  private func compare(_ own: Double, with others: [Double], _ step: Double) -> PruningDecision {
    let reference = Statistics.quantile(share, of: others)
    guard own > reference else { return .goOn }
    let objective = problem.objectives[0]
    let (value, limit) = (objective.loss(own), objective.loss(reference))
    let words = PruningWords.self
    return .stop(
      Pruning(
        rule: rule,
        step: step,
        value: value,
        reference: limit,
        words: "\(objective.metric) \(words.number(value)) at best up to step \(words.number(step)), worse than"
          + " the \(referenceName) \(words.number(limit)) of \(words.count(others.count, "trial"))"
      )
    )
  }

  private func compare(_ own: [Double], with others: [[Double]], _ step: Double) -> PruningDecision {
    guard others.contains(where: { Pareto.dominates($0, own) }) else { return .goOn }
    let better = Standings.betterCounts([own] + others)[0]
    guard Double(better) > share * Double(others.count) else { return .goOn }
    let words = PruningWords.self
    return .stop(
      Pruning(
        rule: rule,
        step: step,
        value: problem.objectives[0].loss(own[0]),
        words: "\(better) of \(words.count(others.count, "trial")) had a better trade-off of the objectives"
          + " at step \(words.number(step))"
      )
    )
  }

  private var referenceName: String {
    rule == "median" ? rule : "percentile \(PruningWords.number(100 * share))"
  }
}
