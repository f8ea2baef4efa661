import TuneMath

/// How the search stands: what the policy sees besides the configuration, and how far its actions reach.
///
/// | symbol | name here | meaning |
/// |---|---|---|
/// | n | `count` | finished trials |
/// | ρ | `radius` | reach of an action, as a share of each range |
/// | r | `reward` | of the latest trial |
///
/// ρ is a trust region's: two successes in a row widen it by 1.6, `patience` failures in a row narrow it to 0.6 of what it was,
/// and below 0.01 it begins anew at 0.2 (D. Eriksson et al., "Scalable global optimization via local Bayesian optimization",
/// 2019). It is a fold over the finished trials, like everything else here.
struct Situation: Sendable {
  private(set) var radius: Double
  private(set) var count = 0
  /// Trials since the last success or change of the radius.
  private(set) var failures = 0
  /// r, at most 3 either way.
  private(set) var reward = 0.0

  private let patience: Int
  private var successes = 0
  private var best = Double.infinity
  /// Losses so far, ascending.
  private var sorted: [Double] = []

  private static let widest = 0.5
  private static let narrowest = 0.01
  private static let renewed = 0.2
  /// A success improves on the best by at least this share of the distance from the median to the best.
  private static let leastImprovement = 1e-3
  /// The first trials are spread, not steps.
  private static let firstSteps = 5

  init(radius: Double, dimension: Int) {
    self.radius = radius
    patience = max(4, dimension / 2 + 2)
  }

  /// - Parameter loss: nil for a failure.
  mutating func learn(_ loss: Double?) {
    count += 1
    let median = sorted.isEmpty ? 0 : Statistics.quantile(0.5, ofSorted: sorted)
    var isSuccess = false
    if let loss {
      // Before there is a best, anything improves on it.
      isSuccess = !best.isFinite || loss < best - Self.leastImprovement * (median - best).magnitude
      best = min(best, loss)
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] <= loss { low = middle + 1 } else { high = middle }
      }
      sorted.insert(loss, at: low)
    }
    guard count >= Self.firstSteps else { return }
    successes = isSuccess ? successes + 1 : 0
    failures = isSuccess ? 0 : failures + 1
    if successes == 2 {
      radius = min(1.6 * radius, Self.widest)
      successes = 0
    }
    if failures == patience {
      radius *= 0.6
      failures = 0
      if radius < Self.narrowest { radius = Self.renewed }
    }
  }

  mutating func reward(_ reward: Double) { self.reward = min(max(reward, -3), 3) }

  /// What the networks see of it: four numbers of about unit size.
  var features: [Double] {
    [
      Double(count) / Double(count + 32), Double(failures) / 10, 1 + logarithm(radius) / logarithm(10), reward,
    ]
  }
}
