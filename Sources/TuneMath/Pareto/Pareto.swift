/// Pareto order of vectors of losses, all to be minimized.
///
/// K. Deb, A. Pratap, S. Agarwal, T. Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE
/// Trans. Evol. Comput. 6 (2002).
package enum Pareto {
  /// Whether `a` is at least as good as `b` everywhere and better somewhere. False when either has a NaN.
  package static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
    var isBetter = false
    for (x, y) in zip(a, b) {
      guard x <= y else { return false }
      if x < y { isBetter = true }
    }
    return isBetter
  }

  /// Indices of `losses`, front by front: the first front is dominated by none, each next one only by those before.
  /// Ascending within a front.
  package static func fronts(of losses: [[Double]]) -> [[Int]] {
    var sorted = ParetoFronts()
    for vector in losses { sorted.add(vector) }
    return sorted.fronts
  }

  /// How lonely each vector of a front is: the sum over objectives of the gap between its neighbours, as a share of
  /// the front's range; infinite for those at an end.
  ///
  /// - Parameter losses: vectors of one front. An infinite loss counts as an end of its objective.
  package static func crowdingDistances(of losses: [[Double]]) -> [Double] {
    var distances = [Double](repeating: 0, count: losses.count)
    for objective in 0..<(losses.first?.count ?? 0) {
      let order = losses.indices.sorted { (losses[$0][objective], $0) < (losses[$1][objective], $1) }
      let finite = order.filter { losses[$0][objective].isFinite }
      for index in order where !losses[index][objective].isFinite { distances[index] = .infinity }
      guard let first = finite.first, let last = finite.last else { continue }
      distances[first] = .infinity
      distances[last] = .infinity
      // Half of each, since the range of huge losses can be more than a double holds.
      let range = losses[last][objective] / 2 - losses[first][objective] / 2
      guard range > 0 else { continue }
      for place in finite.indices.dropFirst().dropLast() {
        let gap = losses[finite[place + 1]][objective] / 2 - losses[finite[place - 1]][objective] / 2
        distances[finite[place]] += gap / range
      }
    }
    return distances
  }
}
