import TuneMath
import TuneModel

/// Models of one objective over the parameters, and what they say of each of them.
struct EffectModel {
  /// Trials beyond these change little, and take time: a sample of them is modelled.
  static let rowLimit = 1000
  private static let treeCount = 24
  /// Fewer trials make no trees.
  private static let least = 10

  let levels: [ParameterLevels]
  /// What the parameters' shares are, and what pairs do together.
  let decomposition: FunctionalANOVA
  /// What each parameter does by itself.
  let additive: AdditiveModel
  /// For each parameter the levels of which something is known: of numbers, from the least to the greatest that a trial
  /// had; of choices, those that a trial had.
  let known: [[Int]]
  /// The share of the variance explained of trials that trees had not seen, above 0.
  let explained: Double

  /// Nil where trials are too few or the parameters say nothing about the objective: where the mean would have been
  /// the better guess for a trial that the model has not seen.
  init?(_ sample: ObjectiveSample, _ table: ParameterTable, _ space: Space, seed: UInt64) {
    guard sample.rows.count >= Self.least, !sample.isFlat, !table.varying.isEmpty else { return nil }
    let levels = table.parameters.map(ParameterLevels.init)
    self.levels = levels
    let places = Self.sample(sample.numbers)
    var cells: [UInt8] = []
    cells.reserveCapacity(places.count * levels.count)
    for place in places {
      for (index, own) in levels.enumerated() {
        let level = table.columns[index][sample.rows[place]].flatMap(own.level(of:))
        cells.append(UInt8(level ?? LevelSpace.inactive))
      }
    }
    known = levels.indices.map { index in
      let occurring = Set(stride(from: index, to: cells.count, by: levels.count).map { Int(cells[$0]) })
        .subtracting([LevelSpace.inactive])
      guard levels[index].parameter.domain.isNumeric, let low = occurring.min(), let high = occurring.max() else {
        return occurring.sorted()
      }
      return Array(low...high)
    }
    let rows = LevelSample(
      LevelSpace(space, levels),
      levels: cells,
      values: places.map { sample.outcomes[$0] },
      names: places.map { sample.numbers[$0] }
    )
    let forest = RegressionForest(rows, trees: Self.treeCount, seed: seed)
    guard let explained = forest.explained, explained > 0 else { return nil }
    self.explained = explained
    decomposition = FunctionalANOVA(forest)
    additive = AdditiveModel(rows, seed: seed)
  }

  /// Places of the trials to model. Chosen by their numbers alone, so that a new trial replaces one at most.
  private static func sample(_ numbers: [Int]) -> [Int] {
    guard numbers.count > rowLimit else { return Array(numbers.indices) }
    let keys = numbers.map { SplitMix64.mix(UInt64(bitPattern: Int64($0))) }
    return numbers.indices.sorted { keys[$0] < keys[$1] }.prefix(rowLimit).sorted()
  }
}
