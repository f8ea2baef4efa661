import Testing

@testable import TuneMath

@Suite struct AdditiveModelTests {
  /// a smooth, b a choice, c exists under b's last choice; d does nothing. Good values were tried together, as searches do.
  private static func sample(_ count: Int) -> LevelSample {
    let space = LevelSpace([
      LevelSpace.Dimension(levels: 24, isOrdered: true),
      LevelSpace.Dimension(levels: 3, isOrdered: false),
      LevelSpace.Dimension(levels: 24, isOrdered: true, condition: (1, 0b100)),
      LevelSpace.Dimension(levels: 24, isOrdered: true),
    ])
    var source = RandomSource(seed: 4, "additive")
    var levels: [UInt8] = []
    var values: [Double] = []
    for _ in 0..<count {
      let a = source.integer(below: 24)
      let b = source.bernoulli(0.7) ? (a > 11 ? 2 : 0) : source.integer(below: 3)
      let c = b == 2 ? source.integer(below: 24) : LevelSpace.inactive
      let d = source.integer(below: 24)
      levels += [a, b, c, d].map { UInt8($0) }
      var value = square(a) + [0, 0.5, -0.3][b] + 0.02 * source.normal()
      if c != LevelSpace.inactive { value += 0.02 * Double(c) }
      values.append(value)
    }
    return LevelSample(space, levels: levels, values: values, names: Array(1...count))
  }

  private static func square(_ level: Int) -> Double {
    let x = (Double(level) + 0.5) / 24 - 0.4
    return 2 * x * x
  }

  @Test func `effects are found although the others vary with them`() {
    let model = AdditiveModel(Self.sample(300), seed: 1)
    func change(_ i: Int, _ from: Int, _ to: Int) -> Double { model.effects[i][to].mean - model.effects[i][from].mean }
    #expect(agree(change(0, 9, 20), Self.square(20) - Self.square(9), relative: 0.15))
    #expect(agree(change(1, 0, 1), 0.5, relative: 0.1))
    #expect(agree(change(2, 2, 21), 0.38, relative: 0.15))
    #expect(model.effects[3].allSatisfy { ($0.mean - model.effects[3][0].mean).magnitude < 0.04 })
  }

  @Test func `doubt grows where there are fewer rows`() {
    let (few, many) = (AdditiveModel(Self.sample(30), seed: 1), AdditiveModel(Self.sample(600), seed: 1))
    func doubt(_ model: AdditiveModel) -> Double { Statistics.mean(model.effects[0].map(\.sd)) }
    #expect(doubt(many) > 0 && doubt(few) > 2 * doubt(many))
  }

  @Test func `one row is its own mean`() {
    let space = LevelSpace([LevelSpace.Dimension(levels: 2, isOrdered: false)])
    let model = AdditiveModel(LevelSample(space, levels: [1], values: [3], names: [1]), seed: 1)
    #expect(model.effects[0].map(\.mean) == [3, 3])
  }
}
