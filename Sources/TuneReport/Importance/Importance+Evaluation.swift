import TuneMath
import TuneModel

extension Importance {
  /// Fewer trials with a value say nothing.
  static let least = 10
  /// The share of trials with a value that count as the best, where that is enough of them.
  private static let bestShare = 0.1
  private static let bestCount = 5
  private static let shuffles = 39
  /// Trees need more trials than the comparison of distributions.
  private static let leastForVariance = 20
  /// The share of the variance that a model has to explain to be gone by.
  private static let goodModel = 0.5
  /// More than parameters without influence get of a good model's variance.
  private static let clearVariance = 0.03

  /// Nil where trials are too few, or do not differ.
  ///
  /// Trials that failed or were pruned are among all trials, and never among the best: where the good ones are is
  /// asked of everything that was tried. fANOVA needs values, and leaves them out.
  ///
  /// - Complexity: O(trials · parameters) and a constant for each parameter.
  init?(
    _ sample: ObjectiveSample,
    _ standing: Standing,
    _ table: ParameterTable,
    _ model: EffectModel?,
    seed: UInt64
  ) {
    guard sample.rows.count >= Self.least, !sample.isFlat, !table.varying.isEmpty else { return nil }
    let isBest = Self.best(sample)
    let best = isBest.count { $0 }
    var bestRows = Set<Int>()
    for (place, row) in sample.rows.enumerated() where isBest[place] { bestRows.insert(row) }
    let ended = standing.records.indices.filter { standing.records[$0].state.isFinal }

    // Where most trials are equally good there is nothing to tell them from.
    var tested: [(divergence: Double, chance: Double)] = []
    if 2 * best <= ended.count {
      let columns = table.varying.map { index in
        GridColumn(table.parameters[index], ended.map { table.columns[index][$0] })
      }
      tested = DivergenceImportance.tested(
        columns,
        isBest: ended.map(bestRows.contains),
        shuffles: Self.shuffles,
        seed: seed
      )
    }
    let total = tested.reduce(0) { $0 + $1.divergence }
    let decomposition = sample.rows.count >= Self.leastForVariance ? model?.decomposition : nil
    guard total > 0 || decomposition != nil else { return nil }

    let isModelGood = decomposition != nil && (model?.explained ?? 0) >= Self.goodModel
    let shares = table.varying.enumerated().map { place, index in
      let pedAnova = total > 0 ? tested[place].divergence / total : nil
      let chance = total > 0 ? tested[place].chance : nil
      let fanova = decomposition?.shares[index]
      return Share(
        parameter: table.parameters[index].name,
        pedAnova: pedAnova,
        chance: chance,
        fanova: fanova,
        share: (isModelGood ? fanova : pedAnova) ?? fanova ?? 0,
        isClear: isModelGood ? (fanova ?? 0) >= Self.clearVariance : (chance ?? 1) <= 0.05
      )
    }
    objective = sample.objective
    trials = sample.rows.count
    self.best = best
    // Of parameters that matter alike, to the whole percent, the order is the manifest's.
    parameters = shares.enumerated().sorted { a, b in
      let (x, y) = ((100 * a.element.share).rounded(), (100 * b.element.share).rounded())
      return x == y ? a.offset < b.offset : x > y
    }.map(\.element)
    interactions = (decomposition?.interactions ?? []).map { interaction in
      Interaction(
        first: table.parameters[interaction.pair.first].name,
        second: table.parameters[interaction.pair.second].name,
        fanova: interaction.share
      )
    }
    explained = decomposition == nil ? nil : model?.explained
  }

  /// For each trial of a sample, whether it is among the best tenth, or a few where that is more; equals of the last
  /// one are, too.
  static func best(_ sample: ObjectiveSample) -> [Bool] {
    let count = sample.values.count
    let few = min(bestCount, (count + 3) / 4)
    let wanted = max(few, Int((bestShare * Double(count)).rounded(.up)))
    let losses = sample.values.map(sample.objective.loss)
    let limit = losses.sorted()[wanted - 1]
    return losses.map { $0 <= limit }
  }
}
