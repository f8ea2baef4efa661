import TuneMath

/// What is known along each coordinate of the space: the part of the policy's input that all states share.
///
/// The elite are the best quarter of the trials, at least 4 and at most 16.
///
/// | symbol | meaning, for coordinate k |
/// |---|---|
/// | m_k, s_k | mean and standard deviation of the elite |
/// | b_k | the best trial |
/// | g_k | slope: correlation of x_k with φ over all trials |
/// | e_k | the same among the better half |
/// | v_k | the last improvement: from the best trial before to the best |
struct Surroundings: Sendable {
  private let means: [Double]
  private let deviations: [Double]
  private let best: [Double]
  private let slopes: [Double]
  private let eliteSlopes: [Double]
  private let improvements: [Double]
  private let situation: [Double]
  private let isWeight: [Bool]
  private let dimension: Int

  /// The elite, as indices of the trials, the best first.
  let elite: [Int]

  /// Inputs of the policy for each coordinate of a state.
  static let featureCount = 13

  /// - Parameters:
  ///   - states: of the trials, in the order in which they ended.
  ///   - scores: φ of each.
  init(_ space: StateSpace, _ states: Rows, scores: [Double], _ situation: Situation) {
    let order = scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    elite = Array(order.prefix(min(16, max(4, scores.count / 4))))
    dimension = space.count
    isWeight = space.isWeight
    self.situation = situation.features
    var bests: [Int] = []
    for i in scores.indices where bests.last.map({ scores[i] > scores[$0] }) ?? true { bests.append(i) }
    let before = bests.dropLast().last ?? bests.last
    let better = Array(order.prefix(max(4, (scores.count + 1) / 2)))
    var means: [Double] = []
    var deviations: [Double] = []
    var best: [Double] = []
    var slopes: [Double] = []
    var eliteSlopes: [Double] = []
    var improvements: [Double] = []
    for k in 0..<space.count {
      let values = elite.map { states[$0, k] }
      let mean = values.reduce(0, +) / Double(max(1, values.count))
      means.append(mean)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))
      deviations.append(variance.squareRoot())
      best.append(order.first.map { states[$0, k] } ?? 0.5)
      slopes.append(Self.correlation(order, states, k, scores))
      eliteSlopes.append(Self.correlation(better, states, k, scores))
      improvements.append((bests.last.map { states[$0, k] } ?? 0) - (before.map { states[$0, k] } ?? 0))
    }
    self.means = means
    self.deviations = deviations
    self.best = best
    self.slopes = slopes
    self.eliteSlopes = eliteSlopes
    self.improvements = improvements
  }

  /// Pearson's correlation of a coordinate and the score; 0 where one of them does not vary.
  private static func correlation(_ trials: [Int], _ states: Rows, _ k: Int, _ scores: [Double]) -> Double {
    let n = Double(max(1, trials.count))
    let (x, y) = (trials.reduce(0) { $0 + states[$1, k] } / n, trials.reduce(0) { $0 + scores[$1] } / n)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for i in trials {
      let (dx, dy) = (states[i, k] - x, scores[i] - y)
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
    }
    return xx > 1e-12 && yy > 1e-12 ? xy / (xx * yy).squareRoot() : 0
  }

  /// The policy's input: a row of ``featureCount`` for each coordinate of each state.
  func features(_ states: Rows) -> [Double] {
    var features = [Double](repeating: 0, count: states.elements.count * Self.featureCount)
    features.withUnsafeMutableBufferPointer { features in
      states.elements.withUnsafeBufferPointer { x in
        for place in x.indices {
          let k = place % dimension
          let row = place * Self.featureCount
          features[row] = 2 * x[place] - 1
          features[row + 1] = 3 * (means[k] - x[place])
          features[row + 2] = 3 * deviations[k]
          features[row + 3] = 3 * (best[k] - x[place])
          features[row + 4] = 2 * slopes[k]
          features[row + 5] = 2 * eliteSlopes[k]
          features[row + 6] = 3 * improvements[k]
          features[row + 7] = isWeight[k] ? 1 : -1
          features[row + 8] = 1 / Double(dimension).squareRoot()
          for (j, feature) in situation.enumerated() { features[row + 9 + j] = feature }
        }
      }
    }
    return features
  }
}
