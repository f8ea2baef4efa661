import TuneModel

/// The dimensions of a space as an evolution strategy takes them: numbers, which the normal distribution covers, and choices.
///
/// Two unordered levels are a number of two levels.
struct EvolutionDimensions: Sendable {
  struct Number: Sendable {
    let axis: Int
    /// Nil for a continuous dimension.
    let margin: LevelMargin?
  }

  struct Choice: Sendable {
    let axis: Int
    let levels: Int
  }

  let geometry: CubeGeometry
  let numbers: [Number]
  let choices: [Choice]

  init(_ geometry: CubeGeometry) {
    self.geometry = geometry
    var numbers: [Number] = []
    var choices: [Choice] = []
    for (p, axis) in geometry.axes.enumerated() {
      if case .unordered(let levels) = axis.kind, levels > 2 {
        choices.append(Choice(axis: p, levels: levels))
      } else if let levels = axis.kind.levels, levels <= EvolutionDimensions.marginLimit {
        let units = (0..<levels).map { axis.domain.unit(ofLevel: $0) ?? 0.5 }
        numbers.append(Number(axis: p, margin: LevelMargin(units: units)))
      } else {
        numbers.append(Number(axis: p, margin: nil))
      }
    }
    self.numbers = numbers
    self.choices = choices
  }

  /// More levels than this are as good as continuous.
  private static let marginLimit = 1_000

  var count: Int { numbers.count + choices.count }

  func level(_ row: [Double], _ choice: Choice) -> Int? {
    let level = geometry.level(row[choice.axis], of: choice.axis)
    return level < 0 ? nil : level
  }

  /// η of ``ChoiceDistribution``: slower where there is more to learn.
  func choiceRate(effectiveSize: Double) -> Double {
    let unknowns = Double(choices.reduce(0) { $0 + $1.levels - 1 } + numbers.count)
    return effectiveSize / (effectiveSize + unknowns.squareRoot() + 2)
  }

  /// The probability that every choice keeps.
  func choiceMargin(_ choice: Choice) -> Double {
    1 / Double(4 * max(1, choices.count) * choice.levels)
  }
}
