import TuneMath

/// How trials compare at one point: by loss, or with several objectives by non-domination and, within a front, by how
/// alone they are. (Deb et al., NSGA-II, 2002; for rungs of successive halving: R. Schmucker, M. Donini, M. B. Zafar,
/// D. Salinas, C. Archambeau, "Multi-objective asynchronous successive halving", 2021.)
enum Standings {
  /// For each vector, how many others are strictly better. Equal vectors share a place.
  ///
  /// - Complexity: O(n log n) for one objective, O(n² · objectives) for several.
  static func betterCounts(_ losses: [[Double]]) -> [Int] {
    guard let width = losses.first?.count, width > 1 else {
      let values = losses.map { $0[0] }
      return shared(values.indices.sorted { values[$0] < values[$1] }) { values[$0] == values[$1] }
    }
    // Equal vectors are one, so that crowding does not tell them apart.
    var copies: [[Double]: [Int]] = [:]
    for (index, vector) in losses.enumerated() { copies[vector, default: []].append(index) }
    let distinct = losses.indices.filter { copies[losses[$0]]?.first == $0 }
    var place: [(front: Int, crowding: Double)] = Array(repeating: (0, 0), count: losses.count)
    for (number, front) in Pareto.fronts(of: distinct.map { losses[$0] }).enumerated() {
      let members = front.map { distinct[$0] }
      let distances = Pareto.crowdingDistances(of: members.map { losses[$0] })
      for (member, distance) in zip(members, distances) {
        for copy in copies[losses[member]] ?? [] { place[copy] = (number, distance) }
      }
    }
    let order = losses.indices.sorted {
      (place[$0].front, -place[$0].crowding) < (place[$1].front, -place[$1].crowding)
    }
    return shared(order) { place[$0] == place[$1] }
  }

  /// Places from an order, the first of equals for all of them.
  private static func shared(_ order: [Int], isEqual: (Int, Int) -> Bool) -> [Int] {
    var places = [Int](repeating: 0, count: order.count)
    for (position, index) in order.enumerated() {
      let isTied = position > 0 && isEqual(order[position - 1], index)
      places[index] = isTied ? places[order[position - 1]] : position
    }
    return places
  }
}
