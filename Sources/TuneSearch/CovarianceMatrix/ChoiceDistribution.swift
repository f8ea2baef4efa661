/// The probabilities of the choices of an unordered dimension, learned like the mean of CMA-ES: as a weighted step
/// towards what the better samples had.
///
///     q ← q + η (Σ_{w_i > 0} w_i e(c_i) − q)
///
/// with e(c) the unit vector of a choice. No probability falls below a margin, so that no choice is ever lost. (Our own, simple
/// form of the categorical part of R. Hamano et al., "CatCMA", GECCO 2024.)
struct ChoiceDistribution: Sendable, Hashable {
  private(set) var probabilities: [Double]

  init(levels: Int) {
    probabilities = [Double](repeating: 1 / Double(levels), count: levels)
  }

  /// The level at a random number in [0, 1).
  func level(at u: Double) -> Int {
    var rest = u
    for (level, probability) in probabilities.enumerated() {
      rest -= probability
      if rest < 0 { return level }
    }
    return probabilities.count - 1
  }

  /// - Parameter levels: the choices of a generation, the best first; nil where the dimension did not exist.
  mutating func update(_ levels: [Int?], weights: [Double], rate: Double, margin: Double) {
    var target = [Double](repeating: 0, count: probabilities.count)
    var total = 0.0
    for (level, weight) in zip(levels, weights) where weight > 0 {
      if let level {
        target[level] += weight
        total += weight
      }
    }
    // What the samples did not have cannot be learned from them; less of a sample, less of a step.
    for i in target.indices { probabilities[i] += rate * (target[i] - total * probabilities[i]) }
    raise(to: min(margin, 1 / Double(probabilities.count)))
  }

  /// Raises what is below the margin, at the expense of what is above, in proportion.
  private mutating func raise(to margin: Double) {
    let raised = probabilities.map { max($0, margin) }
    let excess = raised.reduce(0, +) - 1
    let above = raised.reduce(0) { $0 + $1 - margin }
    guard excess > 0, above > 0 else { return }
    probabilities = raised.map { $0 - excess * ($0 - margin) / above }
  }
}
