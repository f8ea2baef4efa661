import Testing

@testable import TuneModel

/// A small generator of its own: the model may not import TuneMath.
private struct Congruential {
  var state: UInt64
  mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 9_007_199_254_740_992
  }
}

private let domains: [Domain] = [
  .continuous(ContinuousRange(min: 0, max: 1)),
  .continuous(ContinuousRange(min: -5, max: 5)),
  .continuous(ContinuousRange(min: -1e-9, max: 1e9)),
  .continuous(ContinuousRange(min: 1000, max: 1000.001)),
  .continuous(ContinuousRange(min: 1e-5, max: 0.1, scale: .log)),
  .continuous(ContinuousRange(min: 1e-30, max: 1e30, scale: .log)),
  .continuous(ContinuousRange(min: 1e-6, max: 1 - 1e-6, scale: .logit)),
  .continuous(ContinuousRange(min: 0.5, max: 0.999, scale: .logit)),
  .continuous(ContinuousRange(min: 3, max: 3)),
  .stepped(SteppedRange(min: 16, max: 256, step: 16, isInteger: true)),
  .stepped(SteppedRange(min: 1, max: 1000, step: 1, scale: .log, isInteger: true)),
  .stepped(SteppedRange(min: -7, max: 7, step: 1, isInteger: true)),
  .stepped(SteppedRange(min: 0, max: 1, step: 0.1, isInteger: false)),
  .stepped(SteppedRange(min: 0.001, max: 1, step: 0.001, scale: .log, isInteger: false)),
  .ordered([.int(16), .int(32), .int(64), .int(128)]),
  .categorical([.string("a"), .int(1), .bool(true), .float(0.5)]),
  .bool,
]

@Suite struct DomainTests {
  @Test(arguments: [
    (0, 1e12, 1, true), (0, 1e15, 1, true), (-4e15, 4e15, 1, true), (0, 1e12, 3, true), (0, 10_000, 1e-8, false),
    (0, 0.9999999999, 0.1, false), (0.1, 0.7, 0.1, false), (0, 0.30000000000000004, 0.1, false), (0, 1, 0.3, false),
  ])
  func `a stepped range ends at its maximum or less than a step below`(
    _ min: Double,
    _ max: Double,
    _ step: Double,
    _ isInteger: Bool
  ) {
    let range = SteppedRange(min: min, max: max, step: step, isInteger: isInteger)
    #expect(range.max <= max + 4 * max.ulp)
    #expect(range.max > max - step * (1 + 1e-9))
    #expect(range.value(atLevel: range.count - 1).number == range.max)
  }

  @Test(arguments: domains) func `every value round-trips through the unit interval`(_ domain: Domain) throws {
    var random = Congruential(state: 7)
    let edges: [Double] = [0, 1, 0.5, -1, 2, .nan, 1e-300, 1 - 1e-16]
    for u in edges + (0..<2000).map({ _ in random.uniform() }) {
      let value = domain.value(atUnit: u)
      let unit = try #require(domain.unit(of: value), "\(value) has no coordinate")
      #expect((0...1).contains(unit))
      #expect(domain.value(atUnit: unit) == value, "\(u) gives \(value), encoded at \(unit)")
      if domain.cardinality ?? 2 > 1, u >= 0, u <= 1, domain.level(atUnit: u) == nil { #expect(abs(unit - u) < 1e-6) }
    }
  }

  @Test func `floats are short decimals`() {
    let range = ContinuousRange(min: 1e-5, max: 0.1, scale: .log)
    #expect(range.value(atUnit: 0.25) == 0.0001)
    #expect(range.value(atUnit: 0.5) == 0.001)
    #expect("\(range.value(atUnit: 0.3))".count <= 20)
    let steps = SteppedRange(min: 0, max: 1, step: 0.1, isInteger: false)
    #expect(
      (0..<steps.count).map { steps.value(atLevel: $0).description }
        == ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"]
    )
  }

  @Test func `levels own equal shares of a linear interval`() {
    let range = SteppedRange(min: 16, max: 250, step: 16, isInteger: true)
    #expect(range.count == 15)
    #expect(range.max == 240)
    var counts = [Int](repeating: 0, count: range.count)
    for i in 0..<15_000 { counts[range.level(atUnit: (Double(i) + 0.5) / 15_000)] += 1 }
    #expect(counts.allSatisfy { $0 == 1000 })
  }

  @Test func `levels of a log range own the share around their place`() {
    let range = SteppedRange(min: 1, max: 1000, step: 1, scale: .log, isInteger: true)
    var previous = -1
    for i in 0...10_000 {
      let level = range.level(atUnit: Double(i) / 10_000)
      #expect(level >= previous)
      previous = level
    }
    #expect(range.value(atLevel: range.level(atUnit: 0)) == .int(1))
    #expect(range.value(atLevel: range.level(atUnit: 1)) == .int(1000))
  }

  @Test func `values outside a domain have no coordinate`() {
    #expect(domains[0].unit(of: .float(1.5)) == nil)
    #expect(domains[9].unit(of: .int(17)) == nil)
    #expect(domains[9].unit(of: .string("16")) == nil)
    #expect(domains[14].unit(of: .float(32)) == Domain.unit(ofLevel: 1, of: 4))
    #expect(Domain.bool.unit(of: .int(1)) == nil)
  }
}
