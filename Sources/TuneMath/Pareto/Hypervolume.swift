/// The volume that a set of vectors of losses dominates, as far as a reference point: the larger, the better the set.
///
/// By exclusive contributions (WFG): what a vector adds to others is its own box, less the part of that which the others
/// dominate, and that part is a smaller problem of the same kind. L. While, L. Bradstreet, L. Barone, "A fast way of
/// calculating exact hypervolumes", IEEE Trans. Evol. Comput. 16 (2012).
package enum Hypervolume {
  /// - Parameters:
  ///   - losses: To be minimized; what is not below the reference point everywhere adds nothing.
  ///   - reference: As many numbers as each vector has.
  /// - Complexity: O(n log n) for one or two objectives; worse than polynomial in their number, but fast for a few.
  package static func of(_ losses: [[Double]], reference: [Double]) -> Double {
    let inside = losses.filter { zip($0, reference).allSatisfy { $0 < $1 } && $0.count == reference.count }
    return volume(inside, reference)
  }

  /// By how much `vector` makes the hypervolume of `losses` larger.
  package static func added(by vector: [Double], to losses: [[Double]], reference: [Double]) -> Double {
    guard zip(vector, reference).allSatisfy({ $0 < $1 }) else { return 0 }
    return exclusive(vector, losses[...], reference)
  }

  private static func volume(_ losses: [[Double]], _ reference: [Double]) -> Double {
    if reference.count <= 2 { return area(losses, reference) }
    // The worst in the last objective first: what is left of the others inside a box is then smallest.
    let front = nonDominated(losses).sorted { $1.lexicographicallyPrecedes($0) }
    return front.indices.reduce(0) { $0 + exclusive(front[$1], front[($1 + 1)...], reference) }
  }

  /// A sweep along the first objective.
  private static func area(_ losses: [[Double]], _ reference: [Double]) -> Double {
    guard reference.count == 2 else { return losses.map { reference[0] - $0[0] }.max() ?? 0 }
    var area = 0.0
    var height = reference[1]
    for vector in losses.sorted(by: { $0.lexicographicallyPrecedes($1) }) where vector[1] < height {
      area += (reference[0] - vector[0]) * (height - vector[1])
      height = vector[1]
    }
    return area
  }

  private static func exclusive(_ vector: [Double], _ others: ArraySlice<[Double]>, _ reference: [Double]) -> Double {
    let box = zip(vector, reference).reduce(1) { $0 * ($1.1 - $1.0) }
    let limited = others.map { zip($0, vector).map { max($0, $1) } }
    return box - of(limited, reference: reference)
  }

  private static func nonDominated(_ losses: [[Double]]) -> [[Double]] {
    var front: [[Double]] = []
    // In this order no vector is dominated by a later one.
    for vector in losses.sorted(by: { $0.lexicographicallyPrecedes($1) })
    where !front.contains(where: { zip($0, vector).allSatisfy { $0 <= $1 } }) {
      front.append(vector)
    }
    return front
  }
}
