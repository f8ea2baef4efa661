import YAML

extension Shape {
  /// What the shape takes, as in `'parallel' takes a whole number from 1 to 1000`.
  ///
  /// - Parameter node: What stands there instead; bounds are mentioned only to those who broke them.
  func words(insteadOf node: YAMLNode) -> String {
    switch self {
    case .integer where Int(node) == nil: "a whole number"
    case .integer(-ParameterKeys.wholeLimit...ParameterKeys.wholeLimit): "a whole number from -4e15 to 4e15"
    case .number where Double(node) == nil: "a number"
    case .number where Double(node)?.isFinite == false: "a finite number"
    case .duration where Duration(node) == nil && Double(node) == nil: "a duration such as 90s, 10m or 2h30m"
    case .duration where Duration(node) == nil: "a duration from 0 to 10 years"
    case .duration: "a duration above 0"
    case .byteCount where ByteCount(node) == nil: "a size such as 512kB or 16MB"
    default: words
    }
  }

  /// What the shape takes, in general.
  var words: String {
    switch self {
    case .version(let version): "\(version), the only version so far"
    case .text: "a text"
    case .integer(let range): "a whole number" + Shape.bounds(range)
    case .number(let range?): "a number from \(Shape.short(range.lowerBound)) to \(Shape.short(range.upperBound))"
    case .number(nil): "a finite number"
    case .boolean: "true or false"
    case .scalar: "a number, a text, true or false"
    case .word: "a single value"
    case .choice(let choices): alternatives(choices.filter { !$0.support.isPlanned }.map(\.name))
    case .duration: "a duration such as 90s, 10m or 2h30m"
    case .byteCount(let range):
      "a size from \(ByteCount(bytes: range.lowerBound).text) to \(ByteCount(bytes: range.upperBound).text)"
    case .list(.word, _): "a list of words"
    case .list(.section, _): "a list of mappings"
    case .list: "a list"
    case .oneOrSeveral: "a value or a list of values"
    case .mapping, .section, .variants: "a mapping"
    case .variantsOrScalar: "a mapping, or a constant"
    }
  }

  /// The bounds of a range as far as they are meant as bounds.
  private static func bounds(_ range: ClosedRange<Int>) -> String {
    let low = range.lowerBound > -ParameterKeys.wholeLimit
    let high = range.upperBound < ParameterKeys.wholeLimit
    return switch (low, high) {
    case (true, true): " from \(range.lowerBound) to \(range.upperBound)"
    case (true, false): " of at least \(range.lowerBound)"
    case (false, true): " of at most \(range.upperBound)"
    case (false, false): ""
    }
  }

  /// Whole numbers without a fraction.
  static func short(_ number: Double) -> String {
    abs(number) < 1e15 && number.rounded() == number ? String(Int(number)) : String(number)
  }
}
