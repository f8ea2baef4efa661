import JSON
import TuneMath
import TuneModel

/// Stops a trial after some of its folds or repeats when it is worse than the best trial on the same ones, by Wilcoxon's
/// signed rank test.
///
/// Folds differ in difficulty far more than trials do; a test of paired differences takes that out. (F. Wilcoxon,
/// "Individual comparisons by ranking methods", Biometrics Bulletin 1, 1945.) With its exact distribution four folds
/// are the fewest that reach the default threshold. A trial whose mean is at least as good always goes on.
struct WilcoxonPruner: Pruner {
  private let problem: PruningProblem
  private let threshold: Double
  private let warmup: Int

  init(_ problem: PruningProblem, _ options: JSONObject) {
    self.problem = problem
    threshold = options["p_threshold"]?.double ?? 0.1
    warmup = options["warmup"]?.int ?? 2
  }

  static let entry = PrunerCatalog.Entry(
    PrunerDeclaration(
      name: "wilcoxon",
      summary: "Stops a trial after some folds or repeats when it is worse than the best trial on the same ones.",
      options: [
        OptionDeclaration(
          "p_threshold",
          .float(min: 0, max: 1),
          default: 0.1,
          "A trial is stopped when chance alone would make it look so much worse less often than this."
        ),
        OptionDeclaration(
          "warmup",
          .int(min: 1, max: 1_000_000),
          default: 2,
          "Nothing is stopped before so many folds or repeats have ended."
        ),
      ],
      needsRepeats: true
    )
  ) { problem, options in WilcoxonPruner(problem, options) }

  func decide(_ trial: TrialProgress, given history: PruningHistory) -> PruningDecision {
    guard let best = best(of: history, without: trial.number) else { return .goOn }
    let common = trial.folds.keys.filter { best.folds[$0] != nil }.sorted()
    guard common.count >= warmup else { return .goOn }
    let own = common.map { loss(trial.folds[$0]) }
    let others = common.map { loss(best.folds[$0]) }
    let (mean, reference) = (Statistics.mean(own), Statistics.mean(others))
    guard !(mean <= reference) else { return .goOn }
    let differences = zip(own, others).map { $0 == $1 ? 0 : $0 - $1 }
    let test = PairedTest.wilcoxon(differences, alternative: .greater)
    guard test.count > 0, test.pValue < threshold else { return .goOn }
    let objective = problem.objectives[0]
    let words = PruningWords.self
    return .stop(
      Pruning(
        rule: "wilcoxon",
        step: Double(common.count),
        value: objective.loss(mean),
        reference: objective.loss(reference),
        words: "mean \(objective.metric) \(words.number(objective.loss(mean))) after \(common.count) runs, worse than"
          + " trial \(best.number)'s \(words.number(objective.loss(reference))) on the same ones"
          + " (p = \(words.number(test.pValue)))"
      )
    )
  }

  /// The completed trial with the best mean over all its folds.
  private func best(of history: PruningHistory, without number: Int) -> TrialProgress? {
    var best: (trial: TrialProgress, mean: Double)?
    for trial in history.trials where trial.state == .completed && trial.number != number && !trial.folds.isEmpty {
      // In the order of the folds: the sum must not depend on the hashing of keys.
      let mean = Statistics.mean(trial.folds.keys.sorted().map { loss(trial.folds[$0]) })
      guard mean.isFinite else { continue }
      if let known = best, (known.mean, known.trial.number) <= (mean, trial.number) { continue }
      best = (trial, mean)
    }
    return best?.trial
  }

  private func loss(_ value: Double?) -> Double {
    guard let value, value.isFinite else { return .infinity }
    return problem.objectives[0].loss(value)
  }
}
