import TuneModel

/// Where the levels of a parameter lie along its axis.
struct LevelAxis {
  let axis: ParameterAxis
  let levels: ParameterLevels

  /// Whether the levels stand side by side, each with a place of its own.
  var isListed: Bool {
    switch levels.parameter.domain {
    case .continuous, .stepped: false
    case .ordered, .categorical, .bool, .fixed: true
    }
  }

  func center(_ level: Int) -> Double {
    axis.position(levels.value(at: level), number: nil) ?? axis.axis.start
  }

  /// From where to where a level reaches, in pixels; the first is nearer to the axis' start.
  func edges(_ level: Int) -> (from: Double, to: Double) {
    let (start, end) = (axis.axis.start, axis.axis.end)
    if isListed {
      let cell = (end - start) / Double(levels.count)
      return (start + Double(level) * cell, start + Double(level + 1) * cell)
    }
    if levels.isListed {
      let from = level == 0 ? start : (center(level - 1) + center(level)) / 2
      let to = level == levels.count - 1 ? end : (center(level) + center(level + 1)) / 2
      return (from, to)
    }
    let ends = levels.ends(of: level)
    return (axis.position(ends.low, number: nil) ?? start, axis.position(ends.high, number: nil) ?? end)
  }
}
