import TuneMath
import TuneModel

/// A parameter's values as levels: cells of a number's range, or the values themselves.
///
/// Finer cells for numbers would only follow the noise, and cost more.
struct ParameterLevels {
  /// Of numbers.
  private static let cells = 24
  private static let limit = 63

  let parameter: Parameter
  let count: Int
  /// Where a level is the value of the same place in the domain.
  let isListed: Bool

  init(_ parameter: Parameter) {
    self.parameter = parameter
    let cardinality = parameter.domain.cardinality
    let limit =
      switch parameter.domain {
      case .continuous, .stepped: Self.cells
      case .ordered, .categorical, .bool, .fixed: Self.limit
      }
    isListed = cardinality.map { $0 <= limit } ?? false
    count = cardinality.map { min($0, limit) } ?? limit
  }

  /// The level of a value; nil for one that the domain does not have, such as a choice that was removed.
  func level(of value: ParameterValue) -> Int? {
    let domain = parameter.domain
    guard let unit = domain.unit(of: value) ?? nearest(value) else { return nil }
    if isListed { return domain.level(atUnit: unit) ?? 0 }
    return min(count - 1, Int(unit * Double(count)))
  }

  /// A number outside a range that was made smaller belongs to its end.
  private func nearest(_ value: ParameterValue) -> Double? {
    guard let number = value.number, number.isFinite else { return nil }
    switch parameter.domain {
    case .continuous(let range): return range.unit(of: number)
    case .stepped(let range):
      let level = ((number - range.min) / range.step).rounded()
      return range.unit(ofLevel: Int(min(Double(range.count - 1), max(0, level))))
    case .ordered, .categorical, .bool, .fixed: return nil
    }
  }

  /// The value in the middle of a level.
  func value(at level: Int) -> ParameterValue {
    parameter.domain.value(atUnit: unit(at: level))
  }

  private func unit(at level: Int) -> Double {
    if isListed { return parameter.domain.unit(ofLevel: level) ?? 0.5 }
    return (Double(level) + 0.5) / Double(count)
  }

  /// The values at a level's ends; for a listed one both are the value.
  func ends(of level: Int) -> (low: ParameterValue, high: ParameterValue) {
    if isListed { return (value(at: level), value(at: level)) }
    let (low, high) = (Double(level) / Double(count), Double(level + 1) / Double(count))
    return (parameter.domain.value(atUnit: low), parameter.domain.value(atUnit: high))
  }

  /// How much of the domain each level is, on the parameter's scale.
  var weights: [Double] {
    guard case .stepped(let range) = parameter.domain, isListed, range.scale != .linear, count > 2 else {
      return [Double](repeating: 1, count: count)
    }
    let places = (0..<count).map { range.unit(ofLevel: $0) }
    return places.indices.map { level in
      let low = level == 0 ? 0 : (places[level - 1] + places[level]) / 2
      let high = level == count - 1 ? 1 : (places[level] + places[level + 1]) / 2
      return max(1e-9, high - low)
    }
  }
}

extension LevelSpace {
  /// All parameters of a space, the fixed ones with one level.
  init(_ space: Space, _ levels: [ParameterLevels]) {
    var indexOfName: [String: Int] = [:]
    for (index, parameter) in space.parameters.enumerated() { indexOfName[parameter.name] = index }
    self.init(
      levels.map { own in
        var condition: (parent: Int, levels: UInt64)?
        if let declared = own.parameter.condition, let parent = indexOfName[declared.parent] {
          var bits: UInt64 = 0
          for value in declared.values {
            if let level = levels[parent].level(of: value) { bits |= 1 << UInt64(level) }
          }
          condition = (parent, bits)
        }
        return Dimension(weights: own.weights, isOrdered: own.parameter.domain.isNumeric, condition: condition)
      }
    )
  }
}
