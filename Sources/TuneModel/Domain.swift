/// The values a parameter may take.
package enum Domain: Hashable, Sendable {
  /// Every number in a closed range.
  case continuous(ContinuousRange)
  /// Evenly spaced numbers: integers, or floats with a `step`.
  case stepped(SteppedRange)
  /// Listed numbers in a meaningful order (`values` of an int or a float).
  case ordered([ParameterValue])
  /// Listed values without an order.
  case categorical([ParameterValue])
  case bool
  /// A constant: passed to the train command, never searched.
  case fixed(ParameterValue)

  /// How many different values there are; nil for a continuous range.
  package var cardinality: Int? {
    switch self {
    case .continuous(let range): range.min == range.max ? 1 : nil
    case .stepped(let range): range.count
    case .ordered(let values), .categorical(let values): values.count
    case .bool: 2
    case .fixed: 1
    }
  }

  /// Whether neighbouring unit coordinates mean neighbouring values.
  package var isNumeric: Bool {
    switch self {
    case .continuous, .stepped, .ordered: true
    case .categorical, .bool, .fixed: false
    }
  }

  /// The value at a coordinate `u` of the unit interval; coordinates outside are clamped, NaN reads as 0.
  ///
  /// Discrete values own equal shares of the interval (on the parameter's scale).
  package func value(atUnit u: Double) -> ParameterValue {
    switch self {
    case .continuous(let range): .float(range.value(atUnit: u))
    case .stepped(let range): range.value(atLevel: range.level(atUnit: u))
    case .ordered(let values), .categorical(let values): values[Domain.level(atUnit: u, of: values.count)]
    case .bool: .bool(Domain.level(atUnit: u, of: 2) == 1)
    case .fixed(let value): value
    }
  }

  /// The coordinate of `value`, or nil when it is not one of the domain's values.
  ///
  /// `value(atUnit: unit(of: v)!) == v` for every `v` that `value(atUnit:)` can return.
  package func unit(of value: ParameterValue) -> Double? {
    switch self {
    case .continuous(let range):
      value.number.flatMap { $0 >= range.min && $0 <= range.max ? range.unit(of: $0) : nil }
    case .stepped(let range): range.level(of: value).map { range.unit(ofLevel: $0) }
    case .ordered(let values):
      values.firstIndex { $0 == value || ($0.number != nil && $0.number == value.number) }
        .map { Domain.unit(ofLevel: $0, of: values.count) }
    case .categorical(let values):
      values.firstIndex(of: value).map { Domain.unit(ofLevel: $0, of: values.count) }
    case .bool:
      if case .bool(let flag) = value { Domain.unit(ofLevel: flag ? 1 : 0, of: 2) } else { nil }
    case .fixed(let constant): constant == value ? 0.5 : nil
    }
  }

  /// The coordinate moved to the middle of the share of its value; unchanged for a continuous range.
  package func snapped(_ u: Double) -> Double {
    switch self {
    case .continuous: Swift.min(1, Swift.max(0, u.isNaN ? 0 : u))
    case .stepped(let range): range.unit(ofLevel: range.level(atUnit: u))
    case .ordered(let values), .categorical(let values):
      Domain.unit(ofLevel: Domain.level(atUnit: u, of: values.count), of: values.count)
    case .bool: Domain.unit(ofLevel: Domain.level(atUnit: u, of: 2), of: 2)
    case .fixed: 0.5
    }
  }

  /// The number of the value at `u` among the domain's values, from 0; nil for a continuous range.
  package func level(atUnit u: Double) -> Int? {
    switch self {
    case .continuous: nil
    case .stepped(let range): range.level(atUnit: u)
    case .ordered(let values), .categorical(let values): Domain.level(atUnit: u, of: values.count)
    case .bool: Domain.level(atUnit: u, of: 2)
    case .fixed: 0
    }
  }

  /// The middle of the share of a level; nil for a continuous range.
  package func unit(ofLevel level: Int) -> Double? {
    switch self {
    case .continuous: nil
    case .stepped(let range): range.unit(ofLevel: level)
    case .ordered(let values), .categorical(let values): Domain.unit(ofLevel: level, of: values.count)
    case .bool: Domain.unit(ofLevel: level, of: 2)
    case .fixed: 0.5
    }
  }

  static func level(atUnit u: Double, of count: Int) -> Int {
    guard u > 0 else { return 0 }
    return Swift.min(count - 1, Int(Swift.min(u, 1) * Double(count)))
  }

  static func unit(ofLevel level: Int, of count: Int) -> Double {
    (Double(level) + 0.5) / Double(count)
  }
}
