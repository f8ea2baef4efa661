extension RandomSource {
  /// Puts the elements into a random order, all orders equally likely (Fisher, Yates). O(n).
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, integer(below: last + 1))
    }
  }

  /// 0, …, count − 1 in a random order. O(n).
  package mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }

  /// `count` different numbers of 0, …, bound − 1, in random order; all of them when `count` is larger. O(bound).
  package mutating func sample(_ count: Int, below bound: Int) -> [Int] {
    var pool = Array(0..<bound)
    let taken = min(count, bound)
    for i in 0..<taken { pool.swapAt(i, i + integer(below: bound - i)) }
    return Array(pool[..<taken])
  }

  /// One of the elements, all equally likely.
  ///
  /// - Precondition: There is an element.
  package mutating func choice<Element>(of elements: [Element]) -> Element {
    elements[integer(below: elements.count)]
  }

  /// An index, drawn with probability proportional to its weight. Weights that are negative or not finite count as
  /// 0; if none is positive, all indices are equally likely. O(n).
  ///
  /// - Precondition: There is a weight.
  package mutating func index(weights: [Double]) -> Int {
    let total = weights.reduce(0) { $0 + usable($1) }
    guard total > 0, total.isFinite else { return integer(below: weights.count) }
    var remaining = uniform() * total
    var last = 0
    for (index, weight) in weights.enumerated() where usable(weight) > 0 {
      last = index
      remaining -= weight
      if remaining < 0 { break }
    }
    return last
  }
}

private func usable(_ weight: Double) -> Double {
  weight > 0 && weight.isFinite ? weight : 0
}
