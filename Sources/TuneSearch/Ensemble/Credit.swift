import TuneMath
import TuneModel

/// What each member of an ensemble has earned, and so how often it proposes: a fold over the records.
///
/// | symbol | name here | meaning |
/// |---|---|---|
/// | M | `count` | members |
/// | w_m | `weights` | log-weight of member m |
/// | p_m | ``shares`` | its share |
/// | ε | ``floor`` | what every member has at least, over all M |
///
/// After each trial, with m the member that proposed it:
///
///     w ← 0.95 w;   w_m ← w_m + 0.3 where the trial became the best                  (1)
///     p_m = (1 − ε) e^(w_m)/Σ_j e^(w_j) + ε/M                                        (2)
///
/// Probability matching, as in D. Thierens, "An adaptive pursuit strategy for allocating operator probabilities", 2005.
struct Credit: Sendable {
  private let members: [String]
  private let rule: EnsembleOptions.CreditRule
  private let problem: Problem
  private var weights: [Double]
  private var best = Double.infinity
  private var learned = 0

  static let floor = 0.3
  private static let decay = 0.95
  private static let reward = 0.3

  init(_ problem: Problem, members: [String], rule: EnsembleOptions.CreditRule) {
    self.problem = problem
    self.members = members
    self.rule = rule
    weights = [Double](repeating: 0, count: members.count)
  }

  /// Learns what is new in a history.
  mutating func update(with history: History) {
    for trial in history.finished.dropFirst(learned) {
      for m in weights.indices { weights[m] *= Credit.decay }
      guard case .completed = trial.outcome, let loss = problem.loss(of: trial), loss < best else { continue }
      best = loss
      if let m = trial.explanation.member.flatMap({ members.firstIndex(of: $0) }) { weights[m] += Credit.reward }
    }
    learned = history.finished.count
  }

  /// p: one for each member, in their order.
  var shares: [Double] {
    let count = Double(members.count)
    guard rule == .improvement else { return members.map { _ in 1 / count } }
    let powers = weights.map { exponential($0) }
    let total = powers.reduce(0, +)
    return powers.map { (1 - Credit.floor) * $0 / total + Credit.floor / count }
  }
}
