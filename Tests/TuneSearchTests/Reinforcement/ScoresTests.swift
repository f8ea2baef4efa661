import Testing
import TuneMath

@testable import TuneSearch

@Suite struct ScoresTests {
  private static let losses: [Double] = [3, 1, 7, 2, 90, 5]
  private static let results: [Observations.Result] =
    losses.map { .completed($0) } + [.failed, .pruned(4)]

  private static var all: [Scores] {
    [Scores(results, .none), Scores(results, .log), Scores(ranksOf: results)]
  }

  @Test func `a smaller loss has a higher score, and a failure the lowest`() {
    for scores in Self.all.map(\.values) {
      let order = Self.losses.indices.sorted { Self.losses[$0] < Self.losses[$1] }
      for (better, worse) in zip(order, order.dropFirst()) { #expect(scores[better] > scores[worse]) }
      #expect(scores[6] == scores.min())
    }
  }

  @Test func `scores have mean 0 and standard deviation 1`() {
    for scores in Self.all.map(\.values) {
      let mean = Statistics.mean(scores)
      #expect(mean.magnitude < 1e-12)
      let variance = scores.reduce(0) { $0 + $1 * $1 } / Double(scores.count)
      #expect((variance - 1).magnitude < 1e-9)
    }
  }

  /// (2): what a sequence of steps earns does not depend on its way.
  @Test func `rewards add up to the difference of the ends`() {
    for scores in Self.all {
      let path = [2, 5, 0, 1, 3]
      let earned = zip(path, path.dropFirst()).reduce(0) { $0 + scores.reward(from: $1.0, to: $1.1) }
      #expect((earned - (scores.values[3] - scores.values[2])).magnitude < 1e-12)
    }
  }

  @Test func `nothing is won where all losses are equal`() {
    let equal = [Observations.Result](repeating: .completed(4), count: 5)
    for scores in [Scores(equal, .none), Scores(equal, .log), Scores(ranksOf: equal)] {
      #expect(scores.values.allSatisfy { $0 == 0 })
    }
    #expect(Scores(ranksOf: []).values.isEmpty)
  }

  /// (3), before scores are standardized: ratios of differences are those of the formula.
  @Test func `ranks follow the half-rank formula`() {
    let scores = Scores(ranksOf: [0, 1, 2, 30, 400].map { .completed($0) }).values
    // md = 2, s² = (4 + 1 + 0)/3; ranks 4 and 5 of 5 are the shares 0.3 and 0.1 from the top.
    let s = (5.0 / 3).squareRoot()
    let raw = [2 / s, 1 / s, 0, StandardNormal.quantile(0.3), StandardNormal.quantile(0.1)]
    let ratio = (scores[0] - scores[1]) / (raw[0] - raw[1])
    for i in 1..<5 { #expect((scores[0] - scores[i] - ratio * (raw[0] - raw[i])).magnitude < 1e-12) }
  }

  @Test func `a score is led back to the loss that it stands for`() throws {
    for warp in OutputWarp.allCases {
      let results = Self.losses.map { Observations.Result.completed($0) }
      let scores = Scores(results, warp)
      for (loss, score) in zip(Self.losses, scores.values) {
        let back = try #require(scores.loss(mean: score, sd: 1e-9))
        #expect((back.mean - loss).magnitude < 1e-6 * loss)
      }
    }
    #expect(Scores(ranksOf: Self.results).loss(mean: 0, sd: 1) == nil)
  }
}
