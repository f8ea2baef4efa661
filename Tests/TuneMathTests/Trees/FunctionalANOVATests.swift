import Testing

@testable import TuneMath

/// Points of a space, drawn by its own weights.
private func sample(_ space: LevelSpace, _ count: Int, seed: UInt64, value: ([Int]) -> Double) -> LevelSample {
  var source = RandomSource(seed: seed, "sample")
  var levels: [UInt8] = []
  var values: [Double] = []
  for _ in 0..<count {
    var row = [Int](repeating: LevelSpace.inactive, count: space.dimensions.count)
    for top in space.dimensions.indices {
      for i in space.groups[top] {
        if let (parent, levels) = space.dimensions[i].condition, levels & (1 << UInt64(row[parent])) == 0 { continue }
        row[i] = source.index(weights: space.dimensions[i].weights)
      }
    }
    levels += row.map { UInt8($0) }
    values.append(value(row))
  }
  return LevelSample(space, levels: levels, values: values, names: Array(1...count))
}

/// All points of a space, and how likely each is.
private func points(_ space: LevelSpace) -> [(row: [UInt8], weight: Double)] {
  var points: [(row: [UInt8], weight: Double)] = [
    ([UInt8](repeating: UInt8(LevelSpace.inactive), count: space.dimensions.count), 1)
  ]
  for top in space.dimensions.indices {
    for i in space.groups[top] {
      points = points.flatMap { point -> [(row: [UInt8], weight: Double)] in
        if let (parent, levels) = space.dimensions[i].condition, levels & (1 << UInt64(point.row[parent])) == 0 {
          return [point]
        }
        return space.dimensions[i].weights.enumerated().map { level, weight in
          var row = point.row
          row[i] = UInt8(level)
          return (row, point.weight * weight)
        }
      }
    }
  }
  return points
}

@Suite struct FunctionalANOVATests {
  /// Numbers, choices and, under one of the choices, a number and a flag under which there is another number.
  private static let conditional = LevelSpace([
    LevelSpace.Dimension(levels: 4, isOrdered: false),
    LevelSpace.Dimension(weights: [1, 2, 3, 1, 1], isOrdered: true),
    LevelSpace.Dimension(levels: 6, isOrdered: true, condition: (0, 0b0110)),
    LevelSpace.Dimension(levels: 2, isOrdered: false, condition: (0, 0b0010)),
    LevelSpace.Dimension(weights: [3, 2, 1], isOrdered: true, condition: (3, 0b10)),
    LevelSpace.Dimension(levels: 1, isOrdered: false),
  ])

  private static func value(_ row: [Int]) -> Double {
    var value = Double(row[0] * row[1])
    if row[2] != LevelSpace.inactive { value += 3 * Double(row[2]) - Double(row[2] * row[1]) }
    if row[4] != LevelSpace.inactive { value += 10 * Double(row[4] * row[4]) - Double(row[4] * row[2]) }
    return value
  }

  /// By adding up all points of the space.
  @Test(arguments: [1, 2, 3] as [UInt64]) func `a tree's means are exact`(seed: UInt64) throws {
    let space = Self.conditional
    let forest = RegressionForest(
      sample(space, 150, seed: seed, value: Self.value),
      trees: 3,
      minimum: 2,
      seed: seed
    )
    let all = points(space)
    #expect((all.reduce(0) { $0 + $1.weight } - 1).magnitude < 1e-12)
    let pairs = (0..<6).flatMap { i in ((i + 1)..<6).map { LevelPair(i, $0) } }
    for tree in forest.trees {
      let found = TreeDecomposition(tree, space, pairs: pairs)
      let values = all.map { tree.value($0.row[...]) }
      func mean(_ isIncluded: ([UInt8]) -> Bool) -> Double? {
        var (sum, weight) = (0.0, 0.0)
        for (point, value) in zip(all, values) where isIncluded(point.row) {
          sum += point.weight * value
          weight += point.weight
        }
        return weight > 0 ? sum / weight : nil
      }
      let whole = try #require(mean { _ in true })
      #expect(agree(found.mean, whole, relative: 1e-10))
      let variance = zip(all, values).reduce(0) { $0 + $1.0.weight * ($1.1 - whole) * ($1.1 - whole) }
      #expect(agree(found.variance, variance, relative: 1e-9))
      for i in space.dimensions.indices {
        for (level, own) in found.means[i].enumerated() {
          let expected = try #require(mean { $0[i] == level })
          #expect(agree(own, expected, relative: 1e-9, absolute: 1e-9))
        }
      }
      for (pair, table) in zip(pairs, found.jointMeans) {
        let width = space.dimensions[pair.second].weights.count
        for (cell, own) in table.enumerated() {
          let expected = mean { $0[pair.first] == cell / width && $0[pair.second] == cell % width }
          if let expected { #expect(agree(own, expected, relative: 1e-9, absolute: 1e-9)) }
        }
      }
    }
  }

  @Test func `every tree's leaves cover the space once`() {
    let space = Self.conditional
    let forest = RegressionForest(sample(space, 120, seed: 5, value: Self.value), trees: 4, minimum: 2, seed: 5)
    for tree in forest.trees {
      #expect(tree.leaves.count > 10)
      for (row, _) in points(space) {
        let inside = tree.leaves.filter { leaf in
          leaf.bounds.allSatisfy { $0.levels & (1 << UInt64(row[$0.dimension])) != 0 }
        }
        #expect(inside.map(\.value) == [tree.value(row[...])])
      }
    }
  }

  /// f = a + 1.5 b·c with a, b, c uniform on [−1, 1]: 1/3 from a, 1/4 from the pair, nothing from b or c alone. Trees
  /// that look for one split at a time find the pair's part late, and so not all of it.
  @Test func `shares are those of a known function`() throws {
    let space = LevelSpace((0..<4).map { _ in LevelSpace.Dimension(levels: 32, isOrdered: true) })
    func unit(_ level: Int) -> Double { (Double(level) + 0.5) / 16 - 1 }
    let rows = sample(space, 1500, seed: 1) { unit($0[0]) + 1.5 * unit($0[1]) * unit($0[2]) }
    let forest = RegressionForest(rows, trees: 8, seed: 1)
    let found = FunctionalANOVA(forest)
    #expect(agree(found.shares[0], 4.0 / 7, relative: 0, absolute: 0.08))
    #expect(found.shares[1] < 0.02 && found.shares[2] < 0.02 && found.shares[3] < 0.01)
    let first = try #require(found.interactions.first)
    #expect(first.pair == LevelPair(1, 2))
    #expect(first.share > 0.2 && first.share < 0.45)
    #expect(found.interactions.dropFirst().allSatisfy { $0.share < 0.04 })
    #expect((forest.explained ?? 0) > 0.7)
  }

  @Test func `a parameter counts where it exists`() throws {
    let space = LevelSpace([
      LevelSpace.Dimension(levels: 2, isOrdered: false),
      LevelSpace.Dimension(levels: 16, isOrdered: true, condition: (0, 0b10)),
      LevelSpace.Dimension(levels: 16, isOrdered: true),
    ])
    // Under the second choice the number moves the value by up to 2; the choices are as good as each other.
    let rows = sample(space, 800, seed: 2) { row in
      row[0] == 0 ? 1 : (Double(row[1]) + 0.5) / 8
    }
    let found = FunctionalANOVA(RegressionForest(rows, trees: 8, seed: 2))
    #expect(found.shares[1] > 0.97 && found.shares[0] < 0.01 && found.shares[2] < 0.01)
    #expect(found.interactions.allSatisfy { $0.share < 0.01 })
    let table = try #require(found.interactions.first { $0.pair == LevelPair(0, 1) }?.means)
    #expect(table[0].allSatisfy { $0 == nil } && table[1].allSatisfy { $0 != nil })
  }

  @Test func `nothing is explained by what has no influence`() {
    let space = LevelSpace((0..<5).map { _ in LevelSpace.Dimension(levels: 8, isOrdered: true) })
    var source = RandomSource(seed: 8, "noise")
    let noise = RegressionForest(sample(space, 60, seed: 8) { _ in source.normal() }, seed: 8)
    #expect((noise.explained ?? 0) < 0)
    let constant = RegressionForest(sample(space, 60, seed: 8) { _ in 3 }, seed: 8)
    #expect(constant.explained == nil)
    let decomposition = FunctionalANOVA(constant)
    #expect(decomposition.shares == [0, 0, 0, 0, 0] && decomposition.interactions.isEmpty)
  }
}
