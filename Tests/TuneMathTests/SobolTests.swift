import Testing

@testable import TuneMath

@Suite struct SobolTests {
  static let scramblings: [Sobol.Scrambling] = [.none, .digitalShift(seed: 5), .owen(seed: 5)]

  // MARK: Published values

  @Test func firstPointsAreThePublishedOnes() {
    let points = Sobol(dimensions: 4).points(0..<8)
    #expect(
      points == [
        0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.75, 0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75,
        0.375, 0.375, 0.625, 0.875, 0.875, 0.875, 0.125, 0.375, 0.625, 0.125, 0.875, 0.625, 0.125, 0.625, 0.375, 0.125,
      ]
    )
  }

  /// Values of SciPy's generator, which reads the same file of direction numbers.
  @Test func laterPointsOfHighDimensionsAreThePublishedOnes() {
    let sobol = Sobol(dimensions: 337)
    let columns = [0, 1, 2, 3, 9, 63, 255, 336]
    let published: [Int: [Double]] = [
      100: [
        1_778_384_896, 1_107_296_256, 3_321_888_768, 3_120_562_176, 2_986_344_448, 2_785_017_856, 2_449_473_536,
        4_060_086_272,
      ],
      599: [
        1_052_770_304, 4_265_607_168, 1_044_381_696, 2_747_269_120, 1_010_827_264, 12_582_912, 1_765_801_984,
        2_084_569_088,
      ],
    ]
    for (index, values) in published {
      let point = sobol.point(index)
      #expect(columns.map { point[$0] * 0x1p32 } == values)
    }
    // All coordinates of the first 128 points.
    var hash = StableHash()
    for x in sobol.points(0..<128) { hash.combine(UInt64(x * 0x1p32)) }
    #expect(hash.fnv1a == 0xD94C_9CDA_44FA_8F25)
  }

  // MARK: Evenness

  @Test(arguments: scramblings)
  func everyAlignedBlockIsStratifiedInEveryDimension(scrambling: Sobol.Scrambling) {
    // 700 dimensions: two full blocks of the table, and a part of a third.
    let sobol = Sobol(dimensions: 700, scrambling: scrambling)
    for (k, start) in [(1, 6), (3, 8), (5, 0), (5, 96)] {
      let count = 1 << k
      let points = sobol.points(start..<start + count)
      for j in 0..<sobol.dimensions {
        let cells = Set((0..<count).map { Int(points[$0 * sobol.dimensions + j] * Double(count)) })
        #expect(cells.count == count, "dimension \(j), block of \(count) from \(start)")
      }
    }
  }

  @Test(arguments: scramblings)
  func firstTwoDimensionsFormANet(scrambling: Sobol.Scrambling) {
    // Every elementary interval of volume 2⁻⁸, of whatever shape, holds one point of 2⁸.
    let points = Sobol(dimensions: 2, scrambling: scrambling).points(256..<512)
    for a in 0...8 {
      let cells = Set(
        (0..<256).map { i in
          Int(points[2 * i] * Double(1 << a)) << 8 | Int(points[2 * i + 1] * Double(1 << (8 - a)))
        }
      )
      #expect(cells.count == 256, "2^-\(a) × 2^-\(8 - a)")
    }
  }

  @Test func averagesConvergeFasterThanRandomOnes() {
    // ∫ Π (1 + (xⱼ − ½)/2) = 1; one random average of 1024 points has a standard deviation of about 0.011.
    for seed in 0..<5 as Range<UInt64> {
      let d = 6
      let points = Sobol(dimensions: d, scrambling: .owen(seed: seed)).points(0..<1024)
      var sum = 0.0
      for i in 0..<1024 { sum += points[i * d..<(i + 1) * d].reduce(1) { $0 * (1 + ($1 - 0.5) / 2) } }
      #expect((sum / 1024 - 1).magnitude < 5e-4)
    }
  }

  // MARK: Access

  @Test(arguments: scramblings)
  func anyPointCanBeReachedDirectly(scrambling: Sobol.Scrambling) {
    let sobol = Sobol(dimensions: 340, scrambling: scrambling)
    let points = sobol.points(37..<64)
    for index in 37..<64 {
      #expect(sobol.point(index) == Array(points[(index - 37) * 340..<(index - 36) * 340]))
    }
    #expect(sobol.points(5..<5).isEmpty)
    #expect(sobol.point((1 << 32) - 1).allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(Sobol(dimensions: 0, scrambling: scrambling).points(0..<9).isEmpty)
  }

  @Test func aPrefixOfTheDimensionsIsTheSameSequence() {
    // A strategy may look at fewer dimensions without changing the rest.
    let few = Sobol(dimensions: 3, scrambling: .owen(seed: 8)).point(77)
    let many = Sobol(dimensions: 9, scrambling: .owen(seed: 8)).point(77)
    #expect(few == Array(many[..<3]))
  }

  // MARK: Scrambling

  @Test func scrambledPointsAreUniform() {
    // One fixed point of the sequence under many seeds.
    for index in [0, 1, 1000] {
      var sums = [Double](repeating: 0, count: 16)
      let seeds = 2000
      for seed in 0..<seeds {
        let x = Sobol(dimensions: 1, scrambling: .owen(seed: UInt64(seed))).point(index)[0]
        for bit in sums.indices where UInt32(x * 0x1p32) >> UInt32(31 - bit) & 1 == 1 { sums[bit] += 1 }
      }
      for sum in sums { #expect((sum / Double(seeds) - 0.5).magnitude < 4.5 * 0.5 / Double(seeds).squareRoot()) }
    }
  }

  @Test func bitsBelowDifferentPrefixesAreFlippedIndependently() {
    // Owen scrambling, in contrast to a digital shift: whether bit 1 flips depends on bit 0. Likewise one level down.
    let draws = 4000
    var source = RandomSource(seed: 3)
    let pairs: [(UInt32, UInt32, UInt32)] = [(0, 0x8000_0000, 30), (0, 0x4000_0000, 29), (0, 0x2000_0000, 28)]
    for (a, b, bit) in pairs {
      var equal = 0
      for _ in 0..<draws {
        let seed = UInt32(truncatingIfNeeded: source.next())
        let flipA = (OwenScrambling.scramble(a, seed: seed) ^ a) >> bit & 1
        let flipB = (OwenScrambling.scramble(b, seed: seed) ^ b) >> bit & 1
        if flipA == flipB { equal += 1 }
      }
      #expect((Double(equal) / Double(draws) - 0.5).magnitude < 0.04)
    }
  }

  @Test func seedsGiveDifferentPointsAndTheSameSeedTheSame() {
    let first = Sobol(dimensions: 3, scrambling: .owen(seed: 1)).points(0..<16)
    #expect(first == Sobol(dimensions: 3, scrambling: .owen(seed: 1)).points(0..<16))
    #expect(first != Sobol(dimensions: 3, scrambling: .owen(seed: 2)).points(0..<16))
    #expect(first != Sobol(dimensions: 3, scrambling: .digitalShift(seed: 1)).points(0..<16))
  }

  // MARK: Latin hypercube

  @Test func latinHypercubeHasOnePointInEveryInterval() {
    var source = RandomSource(seed: 47)
    for (count, dimensions) in [(1, 3), (7, 2), (10, 5)] {
      let points = latinHypercube(count: count, dimensions: dimensions, using: &source)
      #expect(points.allSatisfy { $0 >= 0 && $0 < 1 })
      for j in 0..<dimensions {
        #expect(Set((0..<count).map { Int(points[$0 * dimensions + j] * Double(count)) }).count == count)
      }
    }
    #expect(latinHypercube(count: 0, dimensions: 2, using: &source).isEmpty)
  }
}
