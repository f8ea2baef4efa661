import Testing

@testable import TuneMath

@Suite struct DivergenceImportanceTests {
  /// Optuna 5.0's ScottParzenEstimator on the same counts.
  @Test func `densities are those of the reference`() {
    let numbers = GridDensity(counts: [0, 3, 0, 1, 5, 1, 0, 0, 0, 2], isOrdered: true).shares
    #expect((numbers.reduce(0, +) - 1).magnitude < 1e-12)
    #expect(largestDifference(numbers, Recorded.numbers) < 1e-9)
    let choices = GridDensity(counts: [4, 0, 1], isOrdered: false).shares
    #expect(largestDifference(choices, Recorded.choices) < 1e-12)
  }

  @Test func `a planted choice stands out from twenty without influence`() {
    var source = RandomSource(seed: 3, "planted")
    let values = (0..<100).map { _ in source.uniform() }
    let order = values.indices.sorted { values[$0] < values[$1] }
    let best = Set(order.prefix(10))
    let columns = (0..<20).map { number in
      GridColumn(
        cells: values.indices.map { number == 7 ? Int(values[$0] * 49) : source.integer(below: 50) },
        count: 50,
        isOrdered: true
      )
    }
    let found = DivergenceImportance.tested(columns, isBest: values.indices.map(best.contains), shuffles: 39, seed: 1)
    #expect(found.map(\.divergence).max() == found[7].divergence)
    #expect(found[7].chance == 1.0 / 40)
    #expect(found.count { $0.chance <= 0.05 } <= 4)
  }

  @Test func `where the best are spread like all nothing is told`() {
    let column = GridColumn(cells: [0, 1, 0, 1, nil, nil], count: 2, isOrdered: false)
    let all = DivergenceImportance.divergence(column, isBest: [true, true, true, true, true, true])
    #expect(all.magnitude < 1e-12)
    #expect(DivergenceImportance.divergence(column, isBest: [false, false, false, false, true, true]) == 0)
    let one = GridColumn(cells: [0, 0, 0], count: 1, isOrdered: false)
    #expect(DivergenceImportance.divergence(one, isBest: [true, false, false]) == 0)
  }

  @Test func `a parameter that is seldom active among the best matters less`() {
    // The same within the trials that have it; in the second all of the best have it.
    let cells: [Int?] = (0..<40).map { $0 % 10 }
    let isBest = cells.indices.map { $0 % 10 == 3 }
    let often = GridColumn(cells: cells + [Int?](repeating: nil, count: 40), count: 10, isOrdered: true)
    let all = DivergenceImportance.divergence(often, isBest: isBest + [Bool](repeating: false, count: 40))
    let half = DivergenceImportance.divergence(
      often,
      isBest: isBest + (0..<40).map { $0 < 4 }
    )
    #expect(agree(half, all / 4, relative: 1e-12))
  }
}

private enum Recorded {
  static let numbers: [Double] = [
    0.0734511300708373, 0.10357456061836523, 0.12826804789800406, 0.14395387289812264, 0.14229564129113104,
    0.11879463680326542, 0.08713071646223423, 0.06843983525809617, 0.06689632684499852, 0.06719523185494561,
  ]
  static let choices: [Double] = [0.5277777777777778, 0.1944444444444444, 0.27777777777777773]
}
