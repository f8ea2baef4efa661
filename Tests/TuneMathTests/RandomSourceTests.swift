import Testing

@testable import TuneMath

@Suite struct RandomSourceTests {
  // MARK: Known answers

  @Test func generatorsGiveThePublishedSequences() {
    var source = RandomSource(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
      9_973_669_472_204_895_162, 14_011_001_112_246_962_877, 12_406_186_145_184_390_807,
      15_849_039_046_786_891_736, 10_450_023_813_501_588_000,
    ]
    #expect(expected.map { _ in source.next() } == expected)

    var words = SplitMix64(seed: 1_234_567)
    let mixed: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(mixed.map { _ in words.next() } == mixed)
  }

  /// Computed by an independent implementation. If one of these fails, recorded experiments no longer replay.
  @Test func seedsAndPathsGiveTheirSequences() {
    var plain = RandomSource(seed: 0)
    #expect(
      (0..<3).map { _ in plain.next() } == [
        5_987_356_902_031_041_503, 7_051_070_477_665_621_255, 6_633_766_593_972_829_180,
      ]
    )
    var named = RandomSource(seed: 7, 12, "noise")
    #expect(
      (0..<3).map { _ in named.next() } == [
        13_138_888_623_830_556_418, 2_518_526_144_500_401_820, 15_442_766_740_597_346_513,
      ]
    )
    var reversed = RandomSource(seed: 7, "noise", 12)
    #expect(reversed.next() == 15_841_552_709_096_883_272)
  }

  @Test func drawsHaveKnownValues() {
    var source = RandomSource(seed: 42)
    #expect((0..<3).map { _ in source.uniform() } == [0.8143051451229099, 0.3188210400616611, 0.9838941681774888])
    source = RandomSource(seed: 42)
    #expect((0..<12).map { _ in source.integer(below: 10) } == [8, 3, 9, 7, 7, 5, 1, 6, 2, 9, 5, 8])
    source = RandomSource(seed: 42)
    #expect(source.permutation(8) == [7, 0, 1, 4, 3, 5, 2, 6])
    source = RandomSource(seed: 42)
    for expected in [0.8938732534857365, -0.470998116241473, 2.1417741113345365, 0.5276694166748409] {
      #expect(agree(source.normal(), expected, relative: 1e-14))
    }
  }

  /// Every bit of 500 draws of everything that strategies draw. No independent reference: this only says that nothing
  /// has changed, from one version, platform or optimization level to another.
  @Test func drawsHaveNotChanged() {
    func digest(_ draw: (inout RandomSource) -> Double) -> UInt64 {
      var source = RandomSource(seed: 2024, "digest")
      var hash = StableHash()
      for _ in 0..<500 { hash.combine(draw(&source)) }
      return hash.value
    }
    let digests: [UInt64] = [
      digest { $0.uniform() },
      digest { $0.uniform(in: -2...3) },
      digest { $0.normal() },
      digest { $0.truncatedNormal(mean: 0.2, sd: 0.3, in: 0...1) },
      digest { $0.truncatedNormal(mean: -3, sd: 0.3, in: 0...1) },
      digest { $0.exponentialVariate() },
      digest { $0.gumbel() },
      digest { $0.laplace() },
      digest { $0.cauchy() },
      digest { $0.gamma(shape: 0.7) + $0.gamma(shape: 3) },
      digest { $0.beta(2, 5) },
      digest { Double($0.integer(below: 1000)) + Double($0.index(weights: [1, 2, 3])) },
      digest { Double($0.permutation(5)[0] + $0.sample(2, below: 9)[1]) + Double($0.choice(of: [1, 2, 3])) },
      digest { Sobol(dimensions: 2, scrambling: .owen(seed: $0.next())).point(11)[1] },
    ]
    let expected: [UInt64] = [
      0x729C_896B_A6E1_6B56, 0x0815_3932_D1AB_7AB8, 0xE58E_094C_1B1C_F8B3, 0xEA91_C435_6B0C_41C2,
      0x751A_4CE5_2781_51D3, 0xC2B8_100E_E9A1_4315, 0x2483_8A9C_C71D_4259, 0xF928_7D2A_6CF1_FEF0,
      0x6920_3EF4_B2DF_D892, 0xCA47_BDBC_9B1F_8DB7, 0x2817_28A9_5710_AFE3, 0x5E5C_A8E5_71DF_9684,
      0x8611_3027_E362_63C2, 0x86FB_8710_9897_1F53,
    ]
    #expect(digests == expected)
  }

  @Test func hashesHaveKnownValues() {
    var hash = StableHash()
    #expect(hash.fnv1a == 0xCBF2_9CE4_8422_2325)
    hash.combine(bytes: Array("foobar".utf8))
    #expect(hash.fnv1a == 0x8594_4171_F739_67E8)
    #expect(StableHash("größe").value == 0xD515_31D7_BF3E_1908)
    var integer = StableHash()
    integer.combine(5)
    #expect(integer.value == 0x00F3_CA95_29A9_96EB)
  }

  @Test func hashesTellBoundariesApartButNotZerosOrNaNs() {
    func hash(_ parts: String...) -> UInt64 {
      var hash = StableHash()
      for part in parts { hash.combine(part) }
      return hash.value
    }
    #expect(hash("ab", "c") != hash("a", "bc"))
    #expect(hash("abc") != hash("abc", ""))
    func hash(_ number: Double) -> UInt64 {
      var hash = StableHash()
      hash.combine(number)
      return hash.value
    }
    #expect(hash(0.0) == hash(-0.0))
    #expect(hash(.nan) == hash(-.nan))
    #expect(hash(1) != hash(1.0.nextUp))
  }

  // MARK: Streams

  @Test func childrenDependOnTheIdentityAndTheKeyOnly() {
    var parent = RandomSource(seed: 3)
    let before = parent.split("child")
    _ = parent.normals(10)
    #expect(parent.split("child") == before)
    #expect(RandomSource(seed: 3, 4, "child") == RandomSource(seed: 3).split(4).split("child"))
  }

  @Test func streamsAreUncorrelated() {
    // Neighbouring seeds, trial numbers and purposes: the streams that strategies really use side by side.
    let streams: [RandomSource] =
      (0..<8).map { RandomSource(seed: UInt64($0)) } + (1...8).map { RandomSource(seed: 0, $0) }
      + (1...8).map { RandomSource(seed: 0, $0, "noise") } + [RandomSource(seed: 0, -1)]
    #expect(Set(streams).count == streams.count)
    let count = 400
    let draws = streams.map { stream in
      var stream = stream
      return (0..<count).map { _ in stream.uniform() - 0.5 }
    }
    for i in draws.indices {
      for j in 0..<i {
        let covariance = zip(draws[i], draws[j]).reduce(0) { $0 + $1.0 * $1.1 } * 12 / Double(count)
        #expect(covariance.magnitude < 4.5 / Double(count).squareRoot(), "streams \(i) and \(j)")
      }
    }
  }

  // MARK: Distributions

  /// Largest distance between the empirical distribution of draws and a distribution function, times √n.
  /// Beyond 1.95 with probability 0.001 (Kolmogorov).
  func kolmogorov(_ draws: [Double], _ cdf: (Double) -> Double) -> Double {
    let n = Double(draws.count)
    return draws.sorted().enumerated().reduce(0) { worst, item in
      let p = cdf(item.element)
      return max(worst, p - Double(item.offset) / n, Double(item.offset + 1) / n - p)
    } * n.squareRoot()
  }

  @Test func continuousDistributionsFollowTheirDistributionFunctions() {
    var source = RandomSource(seed: 11)
    func draws(_ draw: (inout RandomSource) -> Double) -> [Double] { (0..<4000).map { _ in draw(&source) } }

    #expect(kolmogorov(draws { $0.uniform() }) { $0 } < 1.95)
    #expect(kolmogorov(draws { $0.uniformOpen() }) { $0 } < 1.95)
    #expect(kolmogorov(draws { $0.uniform(in: -3...5) }) { ($0 + 3) / 8 } < 1.95)
    #expect(kolmogorov(draws { $0.normal() }) { StandardNormal.cdf($0) } < 1.95)
    #expect(kolmogorov(draws { $0.normal(mean: 2, sd: 3) }) { StandardNormal.cdf(($0 - 2) / 3) } < 1.95)
    #expect(kolmogorov(draws { $0.exponentialVariate() }) { 1 - exponential(-$0) } < 1.95)
    #expect(kolmogorov(draws { $0.gumbel() }) { exponential(-exponential(-$0)) } < 1.95)
    #expect(
      kolmogorov(draws { $0.laplace() }) { $0 < 0 ? 0.5 * exponential($0) : 1 - 0.5 * exponential(-$0) } < 1.95
    )
    // Shape 1 is the exponential distribution, shape ½ half the square of a normal number.
    #expect(kolmogorov(draws { $0.gamma(shape: 1) }) { 1 - exponential(-$0) } < 1.95)
    #expect(
      kolmogorov(draws { $0.gamma(shape: 0.5) }) { 2 * StandardNormal.cdf((2 * $0).squareRoot()) - 1 } < 1.95
    )
    // Shape 3: 1 − e⁻ˣ (1 + x + x²/2).
    #expect(
      kolmogorov(draws { $0.gamma(shape: 3) }) { 1 - exponential(-$0) * (1 + $0 + $0 * $0 / 2) } < 1.95
    )
    #expect(kolmogorov(draws { $0.beta(2, 1) }) { $0 * $0 } < 1.95)
    #expect(kolmogorov(draws { $0.beta(1, 4) }) { 1 - power(1 - $0, 4) } < 1.95)
    // |Cauchy| ≤ 1 half of the time, and the sign is fair.
    let cauchy = draws { $0.cauchy() }
    #expect(agree(Double(cauchy.count { $0.magnitude < 1 }) / 4000, 0.5, relative: 0, absolute: 0.03))
    #expect(agree(Double(cauchy.count { $0 < 0 }) / 4000, 0.5, relative: 0, absolute: 0.03))
  }

  @Test func betaOfTinyShapesIsNearlyACoin() {
    var source = RandomSource(seed: 13)
    let draws = (0..<1000).map { _ in source.beta(1e-4, 3e-4) }
    #expect(draws.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(agree(draws.reduce(0, +) / 1000, 0.25, relative: 0, absolute: 0.06))
  }

  @Test func truncatedNormalFollowsItsDistributionAndStaysInside() {
    for (mean, sd, low, high) in [(0.5, 0.2, 0.0, 1.0), (-3, 0.5, 0, 1), (20, 0.1, 0, 1), (0.2, 1e6, 0, 1)] {
      var source = RandomSource(seed: 17)
      let draws = (0..<2000).map { _ in source.truncatedNormal(mean: mean, sd: sd, in: low...high) }
      #expect(draws.allSatisfy { $0 >= low && $0 <= high })
      let whole = StandardNormal.logMass(from: (low - mean) / sd, to: (high - mean) / sd)
      let worst = kolmogorov(draws) {
        exponential(StandardNormal.logMass(from: (low - mean) / sd, to: ($0 - mean) / sd) - whole)
      }
      #expect(worst < 1.95)
    }
    var source = RandomSource(seed: 19)
    #expect(source.truncatedNormal(mean: 3, sd: 0, in: 0...1) == 1)
    #expect(source.truncatedNormal(mean: 0.4, sd: 0, in: 0...1) == 0.4)
    let flat = (0..<1000).map { _ in source.truncatedNormal(mean: 3, sd: .infinity, in: 2...4) }
    #expect(kolmogorov(flat) { ($0 - 2) / 2 } < 1.95)
  }

  @Test func integersAreUniformOnAnyRange() {
    var source = RandomSource(seed: 23)
    for bound in [1, 2, 3, 7, 100] {
      var counts = [Int](repeating: 0, count: bound)
      let draws = 400 * bound
      for _ in 0..<draws { counts[source.integer(below: bound)] += 1 }
      // χ² with bound − 1 degrees of freedom: mean + 5 standard deviations.
      let chiSquare = counts.reduce(0.0) { $0 + (Double($1) - 400) * (Double($1) - 400) / 400 }
      let freedom = Double(bound - 1)
      #expect(chiSquare <= freedom + 5 * (2 * freedom).squareRoot())
    }
    // A bound just above half of the 64-bit range rejects half of the draws; a biased method would show here.
    let bound: UInt64 = (1 << 63) + 1
    let low = (0..<2000).count { _ in source.integer(below: bound) < bound / 3 }
    #expect(agree(Double(low) / 2000, 1 / 3.0, relative: 0, absolute: 0.05))
    #expect(source.integer(in: 5...5) == 5)
    let wide = (0..<100).map { _ in source.integer(in: Int.min...Int.max) }
    #expect(wide.contains { $0 < 0 } && wide.contains { $0 > 0 })
    #expect(
      (0..<100).allSatisfy { _ in (Int.min...(Int.min + 2)).contains(source.integer(in: Int.min...(Int.min + 2))) }
    )
  }

  @Test func uniformStaysInRangesOfAnyWidth() {
    var source = RandomSource(seed: 29)
    let huge = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    let draws = (0..<200).map { _ in source.uniform(in: huge) }
    #expect(draws.allSatisfy { $0.isFinite && huge.contains($0) })
    #expect(draws.contains { $0 < 0 } && draws.contains { $0 > 0 })
    #expect(source.uniform(in: 2...2) == 2)
    let narrow = 1.0...1.0.nextUp
    #expect((0..<100).allSatisfy { _ in narrow.contains(source.uniform(in: narrow)) })
  }

  @Test func bernoulliHasItsProbability() {
    var source = RandomSource(seed: 31)
    #expect(agree(Double((0..<4000).count { _ in source.bernoulli(0.3) }) / 4000, 0.3, relative: 0, absolute: 0.03))
    #expect(!(0..<100).contains { _ in source.bernoulli(0) || source.bernoulli(.nan) || !source.bernoulli(1) })
  }

  // MARK: Selection

  @Test func everyOrderIsEquallyLikely() {
    var source = RandomSource(seed: 37)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<2400 { counts[source.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    let chiSquare = counts.values.reduce(0.0) { $0 + (Double($1) - 100) * (Double($1) - 100) / 100 }
    #expect(chiSquare < 23 + 5 * 46.0.squareRoot())
    #expect(source.permutation(0) == [])
    #expect(source.permutation(1) == [0])
  }

  @Test func samplesHaveDifferentElementsThatAreEquallyLikely() {
    var source = RandomSource(seed: 41)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<2000 {
      let sample = source.sample(2, below: 6)
      #expect(Set(sample).count == 2)
      for index in sample { counts[index] += 1 }
    }
    #expect(counts.allSatisfy { agree(Double($0), 4000 / 6, relative: 0, absolute: 5 * 24) })
    #expect(source.sample(9, below: 4).sorted() == [0, 1, 2, 3])
    #expect(source.sample(3, below: 0) == [])
  }

  @Test func weightedIndicesFollowTheirWeights() {
    var source = RandomSource(seed: 43)
    var counts = [Int](repeating: 0, count: 5)
    for _ in 0..<4000 { counts[source.index(weights: [1, 0, 3, .nan, -2])] += 1 }
    #expect(counts[1] == 0 && counts[3] == 0 && counts[4] == 0)
    #expect(agree(Double(counts[2]) / 4000, 0.75, relative: 0, absolute: 0.035))
    let fallback = Set((0..<200).map { _ in source.index(weights: [0, 0, .infinity]) })
    #expect(fallback == [0, 1, 2])
    #expect(source.choice(of: ["only"]) == "only")
  }
}
