import TuneMath
import TuneModel

/// What is believed at one moment: scores of the trials, the world model, and the networks.
struct Outlook {
  let scores: Scores
  let surroundings: Surroundings
  /// States of the trials.
  let states: Rows
  /// Nil where there is none, or none could be made.
  let model: WorldModel?
  let networks: ActorCritic
  let space: StateSpace
  /// κ of the critics.
  let optimism: Double
  /// The trials as indices, the best first, the earlier of equals: by the world model's means, where there is one. Under
  /// noise the smallest loss is a lucky one.
  let order: [Int]
  /// φ*: the best trial's score with a margin ξ (max φ − median φ), for improvements that nobody would notice are no reward.
  private let target: Double

  /// ξ.
  private static let margin = 0.03

  init(
    scores: Scores,
    surroundings: Surroundings,
    states: Rows,
    model: WorldModel?,
    networks: ActorCritic,
    space: StateSpace,
    optimism: Double,
    rows: Rows
  ) {
    self.scores = scores
    self.surroundings = surroundings
    self.states = states
    self.model = model
    self.networks = networks
    self.space = space
    self.optimism = optimism
    let values = model?.means(rows) ?? scores.values
    let spread = (scores.values.max() ?? 0) - Statistics.median(scores.values)
    target = (values.max() ?? 0) + Outlook.margin * max(spread, 1e-12)
    order = values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
  }

  /// The value of each landing: ln E max(φ − φ*, 0) by the world model, or Ū + κ sd U by the critics.
  func values(_ rows: Rows) -> [Double] {
    if let model { return model.logExpectedReward(rows, from: target) }
    let (means, sds) = judge(rows)
    return means.indices.map { means[$0] + optimism * sds[$0] }
  }

  /// What a value is called in records, of a step that starts at a score.
  func acquisition(_ value: Double, from score: Double) -> Explanation.Acquisition {
    model == nil
      ? .init(name: "optimistic reward", value: value - score) : .init(name: "log expected reward", value: value)
  }

  /// Mean and standard deviation of the critics' values of landings.
  func judge(_ rows: Rows) -> (means: [Double], sds: [Double]) {
    var critics = networks.critics
    return critics.judge(space.states(of: rows))
  }

  /// What is expected of a configuration in the loss's own unit; nil without a world model, or on the scale of ranks.
  func expectation(_ row: [Double]) -> (mean: Double, sd: Double)? {
    guard let model else { return nil }
    let (means, sds) = model.predict(Rows(dimension: row.count, [row]))
    return scores.loss(mean: means[0], sd: sds[0])
  }
}
