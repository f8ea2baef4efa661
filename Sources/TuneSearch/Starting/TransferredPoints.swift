import JSON
import TuneMath
import TuneModel

/// Tries what was good in other experiments first, for as long as results here agree with theirs.
///
/// Every source has a weight, its agreement with this experiment: Kendall's rank correlation τ between its values and
/// ours over the assignments that both have tried, with one pair in favour and none against to begin with:
///
///     w = (1 + concordant − discordant)/(1 + concordant + discordant)                     (T1)
///
/// The next point is the best untried one of the source with the largest w; when w has fallen to ½ or below, or a
/// quarter of the budget, or ten trials, has gone to such points, the strategy goes on alone. It sees what was found
/// here only: values of other experiments are never taken for this one's. After M. Feurer, J. Springenberg, F. Hutter,
/// "Initializing Bayesian hyperparameter optimization via meta-learning", AAAI 2015.
struct TransferredPoints: Strategy {
  private let sources: [TransferSource]
  private let problem: Problem
  private let name: String
  private var tried: TriedAssignments
  private var rest: any Strategy

  /// Points of one source this near to each other, in the unit cube, are the same idea; only the best is tried.
  private static let leastDistance = 0.1
  static let mostTrials = 10
  static let leastAgreement = 0.5

  init(_ sources: [TransferSource], before rest: any Strategy, problem: Problem, name: String) {
    self.sources = sources.map { TransferredPoints.spread($0, problem.space) }
    self.problem = problem
    self.name = name
    self.rest = rest
    tried = TriedAssignments(problem.space)
  }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    let first = history.inTurn(count) { history in
      tried.update(with: history)
      return transferred(history)
    }
    guard first.count < count else { return first }
    return first + rest.propose(count - first.count, given: first.reduce(history) { $0.adding($1) })
  }

  private func transferred(_ history: History) -> Proposal? {
    let used =
      history.finished.count { $0.explanation.phase == "transfer" }
      + history.pending.count { $0.explanation.phase == "transfer" }
    let limit = min(Self.mostTrials, max(1, (problem.trials ?? .max) / 4))
    guard used < limit else { return nil }
    var best: (source: TransferSource, trial: TransferSource.Trial, weight: Double)?
    for source in sources {
      let weight = agreement(source, history)
      guard weight > Self.leastAgreement, best.map({ weight > $0.weight }) ?? true,
        let trial = source.trials.first(where: { !tried.contains($0.assignment) })
      else { continue }
      best = (source, trial, weight)
    }
    guard let best else { return nil }
    var why = "trial \(best.trial.number) of \(best.source.name) was among its best"
    if used > 0 { why += ", and results agree so far" }
    return Proposal(
      best.trial.assignment,
      Explanation(
        strategy: name,
        phase: "transfer",
        why: why,
        details: [
          "source": .string(best.source.name), "source_trial": .integer(best.trial.number),
          "agreement": .number(best.weight),
        ]
      )
    )
  }

  /// (T1).
  private func agreement(_ source: TransferSource, _ history: History) -> Double {
    var pairs: [(theirs: Double, ours: Double)] = []
    for finished in history.finished {
      guard let trial = source.trials.first(where: { $0.assignment == finished.assignment }) else { continue }
      pairs.append((trial.loss, problem.loss(of: finished) ?? .infinity))
    }
    var (concordant, discordant) = (0.0, 0.0)
    for i in pairs.indices {
      for j in 0..<i where pairs[i].theirs != pairs[j].theirs && pairs[i].ours != pairs[j].ours {
        if (pairs[i].theirs < pairs[j].theirs) == (pairs[i].ours < pairs[j].ours) {
          concordant += 1
        } else {
          discordant += 1
        }
      }
    }
    return (1 + concordant - discordant) / (1 + concordant + discordant)
  }

  /// The trials without those that are hardly different from a better one.
  private static func spread(_ source: TransferSource, _ space: Space) -> TransferSource {
    var kept: [(trial: TransferSource.Trial, unit: [Double])] = []
    for trial in source.trials {
      let unit = space.encode(trial.assignment)
      let isNew = kept.allSatisfy { other in zip(unit, other.unit).contains { ($0 - $1).magnitude > leastDistance } }
      if isNew { kept.append((trial, unit)) }
      if kept.count == 4 * mostTrials { break }
    }
    return TransferSource(name: source.name, trials: kept.map(\.trial))
  }
}
