import TuneMath
package import TuneModel

/// How an objective changes with one parameter when the effects of the others are taken away, where the parameter has
/// values that were tried.
package struct EffectSummary: Sendable {
  package enum Good: Hashable, Sendable {
    /// Numbers between these, ends included.
    case between(ParameterValue, ParameterValue)
    case atMost(ParameterValue)
    case atLeast(ParameterValue)
    case values([ParameterValue])
  }

  package let parameter: String
  /// Where the objective is within a quarter of its range over this parameter from the best; nil where that is nearly
  /// everywhere, or the difference is small or not sure, or most of the best trials are elsewhere: what is good on
  /// average is then not what is good where the search has come to.
  package let good: Good?
  /// The same as levels; empty where there is none.
  let goodLevels: [Int]
  /// The objective at the best and the worst value of the parameter, in its own unit, on average over the others.
  package let best: Double
  package let worst: Double

  private static let tolerance = 0.25
  /// Of the standard deviation of all trials: what changes the objective less is not worth a choice.
  private static let relevance = 0.5

  static func all(_ model: EffectModel, _ sample: ObjectiveSample, _ table: ParameterTable) -> [EffectSummary] {
    let best = zip(sample.rows, Importance.best(sample)).filter(\.1).map(\.0)
    return table.varying.compactMap { index in
      let effects = model.known[index].map { ($0, model.additive.effects[index][$0]) }
      let levels = model.levels[index]
      let bestLevels = best.compactMap { table.columns[index][$0].flatMap(levels.level(of:)) }
      return EffectSummary(levels, effects, sample, bestLevels: bestLevels)
    }
  }

  private init?(
    _ levels: ParameterLevels,
    _ effects: [(level: Int, effect: AdditiveModel.Effect)],
    _ sample: ObjectiveSample,
    bestLevels: [Int]
  ) {
    let sign: Double = sample.objective.direction == .minimize ? 1 : -1
    let losses = effects.map { sign * $0.effect.mean }
    guard let least = losses.min(), let greatest = losses.max(), let place = losses.firstIndex(of: least) else {
      return nil
    }
    parameter = levels.parameter.name
    best = sample.scale.inverse(sign * least)
    worst = sample.scale.inverse(sign * greatest)
    let spread = effects.reduce(0) { $0 + $1.effect.sd } / Double(effects.count)
    let limit = least + Self.tolerance * (greatest - least)
    let sd = Statistics.standardDeviation(sample.outcomes)
    guard greatest - least > max(2 * spread, Self.relevance * sd) else {
      good = nil
      goodLevels = []
      return
    }
    func holdsBest(_ good: [Int]) -> Bool { 2 * bestLevels.count(where: good.contains) >= bestLevels.count }
    if !levels.parameter.domain.isNumeric {
      let found = losses.indices.filter { losses[$0] <= limit }.map { effects[$0].level }
      goodLevels = holdsBest(found) ? found : []
      good = goodLevels.isEmpty ? nil : .values(goodLevels.map(levels.value(at:)))
      return
    }
    let low = effects[(losses[..<place].lastIndex { $0 > limit } ?? -1) + 1].level
    let high = effects[(losses[place...].firstIndex { $0 > limit } ?? losses.count) - 1].level
    guard holdsBest(Array(low...high)) else {
      good = nil
      goodLevels = []
      return
    }
    let (first, last) = (levels.ends(of: low).low, levels.ends(of: high).high)
    switch (low == 0, high == levels.count - 1) {
    case (true, true): good = nil
    case (true, false): good = .atMost(last)
    case (false, true): good = .atLeast(first)
    case (false, false): good = first == last ? .values([first]) : .between(first, last)
    }
    goodLevels = good == nil ? [] : Array(low...high)
  }
}
