/// Vectors of losses sorted into fronts, kept sorted while vectors are added.
///
/// The first front is dominated by none, each next one only by those before it: the non-dominated sorting of NSGA-II
/// (see ``Pareto``), done step by step. B. Li, K. Li, K. Deb, Q. Zhang, "Efficient nondomination level update method for
/// steady-state evolutionary multiobjective optimization", IEEE Trans. Cybern. 47 (2017).
package struct ParetoFronts: Sendable {
  /// All vectors, in the order in which they were added.
  package private(set) var losses: [[Double]] = []
  /// Indices of `losses`, front by front, ascending within a front.
  package private(set) var fronts: [[Int]] = []

  package init() {}

  /// Adds a vector.
  /// - Complexity: O(n · objectives) mostly; O(n² · objectives) at worst.
  package mutating func add(_ vector: [Double]) {
    losses.append(vector)
    // The first front with nobody that dominates the new one is its own; whom it dominates there moves on together.
    let own = fronts.firstIndex { front in !front.contains { Pareto.dominates(losses[$0], vector) } } ?? fronts.count
    var arriving = [losses.count - 1]
    for rank in own..<fronts.count {
      let leaving = fronts[rank].filter { member in
        arriving.contains { Pareto.dominates(losses[$0], losses[member]) }
      }
      if leaving.count == fronts[rank].count {
        // All are dominated: every later front keeps its members, one rank further down.
        fronts.insert(arriving, at: rank)
        return
      }
      let gone = Set(leaving)
      fronts[rank] = (fronts[rank].filter { !gone.contains($0) } + arriving).sorted()
      if leaving.isEmpty { return }
      arriving = leaving
    }
    fronts.append(arriving)
  }
}
