import Testing
import TuneModel

@testable import TuneReport

@Suite struct EffectSummaries {
  /// Where `a` is better than `b` for most values of `y`, of sixty trials.
  ///
  /// - Parameter top: What `b` comes to for the highest values of `y`.
  private static func goodKinds(top: Double) throws -> EffectSummary.Good? {
    let space = Space([
      Parameter("kind", .categorical([.string("a"), .string("b")])),
      Parameter("y", .continuous(ContinuousRange(min: 0, max: 1))),
    ])
    let records = (0..<60).map { place -> TrialRecord in
      let (isA, y) = (place % 2 == 0, Double(place / 2) / 29)
      let value = isA ? 0.6 + 0.01 * y : y > 0.75 ? top : 0.2
      let assignment: Assignment = ["kind": .string(isA ? "a" : "b"), "y": .float(y)]
      return TrialBuilder(place + 1, assignment, by: Explanation(strategy: "random", why: "at random"))
        .reporting(("score", value)).record
    }
    let objective = Objective(metric: "score", direction: .maximize)
    let experiment = Fixture.experiment("kinds", space: space, objectives: [objective], trials: records.count)
    let standing = Standing(experiment, records)
    let analysis = Analysis(standing, ParameterTable(space, standing.records))
    return try #require(analysis.parts[0].effects.first { $0.parameter == "kind" }).good
  }

  @Test func `what is good on average is said`() throws {
    #expect(try Self.goodKinds(top: 0.3) == .values([.string("a")]))
  }

  @Test func `what is good on average is not said where the best trials are elsewhere`() throws {
    #expect(try Self.goodKinds(top: 1) == nil)
  }
}
