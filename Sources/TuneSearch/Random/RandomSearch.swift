import JSON
import TuneMath
import TuneModel

/// Independent draws: every float and integer uniform on its scale, every other parameter uniform over its values.
///
/// The baseline, and hard to mislead: no result of a trial has any influence on the next. J. Bergstra, Y. Bengio,
/// "Random search for hyper-parameter optimization", JMLR 13 (2012).
struct RandomSearch: Strategy {
  private let seed: UInt64
  private var untried: UntriedPoints

  init(_ problem: Problem) {
    seed = problem.seed
    untried = UntriedPoints(problem.space)
  }

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "random",
      summary: "Independent uniform draws: the baseline for everything else.",
      supportsSeveralObjectives: true
    )
  ) { problem, _ in RandomSearch(problem) }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      untried.update(with: history)
      var source = RandomSource(seed: seed, history.nextNumber, "random")
      return untried.random(using: &source).map { Proposal($0, Self.explanation) }
    }
  }

  private static let explanation = Explanation(strategy: "random", why: "drawn at random from what has not been tried")
}
