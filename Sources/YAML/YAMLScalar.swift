/// A single value as it is written and as it is understood.
package struct YAMLScalar: Hashable, Sendable {
  package enum Style: Hashable, Sendable {
    case plain
    case singleQuoted
    case doubleQuoted
    case literal
    case folded
  }

  /// The text, without quotes and with escapes replaced.
  package var text: String

  /// What the text means.
  package var value: YAMLValue

  package var style: Style

  package init(text: String, value: YAMLValue, style: Style) {
    self.text = text
    self.value = value
    self.style = style
  }
}

/// The meaning of a scalar by the core schema of YAML 1.2.
package enum YAMLValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number with a fraction or exponent, a whole number that does not fit an `Int`, an infinity or NaN.
  case number(Double)
  case string(String)
}

extension YAMLValue {
  /// Whether both are the same, NaN being the same as NaN.
  func isSame(as other: YAMLValue) -> Bool {
    if case .number(let one) = self, case .number(let two) = other, one.isNaN, two.isNaN { return true }
    return self == other
  }
}
