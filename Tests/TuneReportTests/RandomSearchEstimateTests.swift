import Testing
import TuneMath
import TuneModel

@testable import TuneReport

@Suite struct RandomSearchEstimateTests {
  private static let objective = Objective(metric: "loss", direction: .minimize)

  private static func space(_ dimensions: Int) -> Space {
    Space((0..<dimensions).map { Parameter("x\($0)", .continuous(ContinuousRange(min: 0, max: 1))) })
  }

  private static func trial(_ number: Int, _ space: Space, _ unit: [Double], drawn: Bool, _ loss: Double?)
    -> TrialRecord
  {
    let explanation = Explanation(strategy: "auto", phase: drawn ? "design" : "model", why: "whatever")
    let trial = TrialBuilder(number, space.decode(unit), by: explanation)
    return loss.map { trial.reporting(("loss", $0)).record } ?? trial.ending(.failed).record
  }

  /// A search that draws first, then steps from its best trial, ever closer.
  private static func search(
    _ count: Int,
    _ dimensions: Int,
    seed: UInt64,
    _ loss: ([Double]) -> Double?
  ) -> [TrialRecord] {
    let space = space(dimensions)
    var source = RandomSource(seed: seed, "trials")
    var best = (unit: [Double](), loss: Double.infinity)
    return (1...count).map { number in
      let isDrawn = number <= 10 || best.unit.isEmpty
      let width = 0.3 * Double(10) / Double(number)
      let unit = (0..<dimensions).map { index in
        isDrawn ? source.uniform() : min(1, max(0, best.unit[index] + width * (2 * source.uniform() - 1)))
      }
      let value = loss(unit)
      if let value, value < best.loss { best = (unit, value) }
      return trial(number, space, unit, drawn: isDrawn, value)
    }
  }

  private static func estimate(_ records: [TrialRecord], _ dimensions: Int) -> RandomSearchEstimate? {
    let experiment = Fixture.experiment(space: space(dimensions), objectives: [objective])
    return RandomSearchEstimate(Standing(experiment, records))
  }

  /// The median of the best of so many random trials, by simulation.
  private static func truth(_ count: Int, _ dimensions: Int, _ loss: ([Double]) -> Double?) -> Double {
    var source = RandomSource(seed: 99, "truth")
    return Statistics.median(
      (0..<400).map { _ in
        (0..<count).compactMap { _ in loss((0..<dimensions).map { _ in source.uniform() }) }.min() ?? .infinity
      }
    )
  }

  private struct Function {
    var name: String
    var dimensions: Int
    var loss: @Sendable ([Double]) -> Double?
  }

  private static let functions = [
    Function(name: "a bowl of which two coordinates matter", dimensions: 4) {
      0.1 + ($0[0] - 0.6) * ($0[0] - 0.6) + 0.3 * ($0[1] - 0.2) * ($0[1] - 0.2)
    },
    Function(name: "a cliff behind which everything fails", dimensions: 3) {
      $0[0] > 0.5 ? nil : 0.1 + (0.5 - $0[0]) + 0.1 * $0[1]
    },
  ]

  @Test(arguments: functions.indices)
  func `the estimate is near what random search finds`(index: Int) throws {
    let function = Self.functions[index]
    let truth = Self.truth(60, function.dimensions, function.loss)
    var inside = 0
    for seed in 1...4 as ClosedRange<UInt64> {
      let records = Self.search(60, function.dimensions, seed: seed, function.loss)
      let estimate = try #require(Self.estimate(records, function.dimensions))
      let best = records.compactMap { $0.metrics["loss"] }.min() ?? .infinity
      #expect(best <= estimate.lucky && estimate.lucky <= estimate.typical && estimate.typical <= estimate.unlucky)
      #expect((0...1).contains(estimate.chance))
      if (estimate.lucky...estimate.unlucky).contains(truth) { inside += 1 }
    }
    #expect(inside >= 3, "\(function.name): \(inside) of 4")
  }

  /// As documented: what is said never flatters the search that was made.
  @Test func `of a narrow optimum the estimate is in favour of random search`() throws {
    let loss: ([Double]) -> Double? = { unit in
      1 - exponential(-30 * unit.reduce(0) { $0 + ($1 - 0.4) * ($1 - 0.4) })
    }
    let truth = Self.truth(60, 5, loss)
    for seed in 1...3 as ClosedRange<UInt64> {
      let estimate = try #require(Self.estimate(Self.search(60, 5, seed: seed, loss), 5))
      #expect(estimate.typical < truth)
    }
  }

  @Test func `the same cost is the same training time, where times are known`() throws {
    let loss = Self.functions[0].loss
    var records = Self.search(40, 4, seed: 1, loss)
    for index in records.indices { records[index].attempts[0].duration = index < 10 ? 2 : 6 }
    let estimate = try #require(Self.estimate(records, 4))
    // 10 · 2 s + 30 · 6 s, at 2 s each.
    #expect(estimate.trials == 100 && estimate.isByTime)
    records[20].attempts[0].reused = "other, trial 3"
    let unknown = try #require(Self.estimate(records, 4))
    #expect(unknown.trials == 40 && !unknown.isByTime)
  }

  @Test func `nothing is said where the trials do not tell`() {
    let loss = Self.functions[0].loss
    let records = Self.search(40, 4, seed: 1, loss)
    #expect(Self.estimate(records, 4) != nil)
    #expect(Self.estimate(Array(records.prefix(19)), 4) == nil)
    #expect(Self.estimate(Array(records.dropFirst(7)), 4) == nil)
    #expect(Self.estimate([], 4) == nil)

    var random = records
    for index in random.indices { random[index].explanation.phase = "random" }
    #expect(Self.estimate(random, 4) == nil)

    var continued = records
    continued[30].explanation.continues = 29
    #expect(Self.estimate(continued, 4) == nil)

    var same = records
    for index in same.indices { same[index].metrics["loss"] = 1 }
    #expect(Self.estimate(same, 4) == nil)
  }

  @Test func `hundreds of trials are thinned, and the best stays`() throws {
    let records = Self.search(900, 4, seed: 3, Self.functions[0].loss)
    let best = try #require(records.compactMap { $0.metrics["loss"] }.min())
    let estimate = try #require(Self.estimate(records, 4))
    #expect(best <= estimate.lucky && estimate.chance >= 0)
  }
}
