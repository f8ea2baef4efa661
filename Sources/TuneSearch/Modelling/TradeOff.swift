import JSON
import TuneMath
import TuneModel

/// What a trial goes for when there are several objectives: how much each of them counts.
///
/// Models describe one loss. So each trial gets weights λ of its own, by which the losses f_j of all trials become one, the
/// augmented Chebyshev function
///
///     f_λ = max_j λ_j f_j + ρ Σ_j λ_j f_j,   λ_j ≥ 0,   Σ_j λ_j = 1,   ρ = 0.05            (eq. 2)
///
/// whose minima over all λ are the Pareto front, also where that is not convex. J. Knowles, "ParEGO: a hybrid algorithm with
/// on-line landscape approximation for expensive multiobjective optimization problems", IEEE Trans. Evol. Comput. 10
/// (2006).
///
/// There the weights are drawn; here they follow a Kronecker sequence, so that a few trials in a row go for different
/// parts of the front.
struct TradeOff: Sendable, Hashable {
  /// λ, one for each objective.
  let weights: [Double]

  /// ρ: a little of the sum, so that of points that are equal in their worst objective the better one wins.
  static let sumShare = 0.05

  init(weights: [Double]) { self.weights = weights }

  /// The weights of a trial: a function of the seed and its number.
  init(objectives: Int, seed: UInt64, trial: Int) {
    var source = RandomSource(seed: seed, "trade-off")
    let dimension = objectives - 1
    // The positive root of φ^(d+1) = φ + 1: the golden ratio in one dimension, and what comes next to it in more.
    var ratio = 1.5
    for _ in 0..<40 { ratio = exponential(logarithm(1 + ratio) / Double(dimension + 1)) }
    var step = 1.0
    var cuts = (0..<dimension).map { _ in
      step /= ratio
      let place = source.uniform() + Double(trial) * step
      return place - place.rounded(.down)
    }
    // The gaps between uniform cuts of a line are uniform among all weights.
    cuts.sort()
    weights = zip(cuts + [1], [0] + cuts).map { $0 - $1 }
  }

  /// f_λ.
  func loss(_ losses: [Double]) -> Double {
    let weighed = zip(weights, losses).map { $0 * $1 }
    return (weighed.max() ?? 0) + TradeOff.sumShare * weighed.reduce(0, +)
  }
}

extension Explanation {
  /// Says by which weights the objectives were made one. What was expected of that one loss means nothing to anybody.
  mutating func add(_ tradeOff: TradeOff, _ problem: Problem) {
    let weights = zip(problem.objectives, tradeOff.weights).map { objective, weight in
      (metric: objective.metric, percent: Int((100 * weight).rounded()))
    }
    expected = nil
    why += " where " + weights.map { "\($0.metric) counts \($0.percent) %" }.joined(separator: ", ")
    details["weights"] = .object(
      JSONObject(zip(problem.objectives, tradeOff.weights).map { (key: $0.metric, value: .number($1)) })
    )
  }
}
