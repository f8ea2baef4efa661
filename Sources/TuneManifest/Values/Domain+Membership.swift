import TuneModel

extension Domain {
  /// The domain's own form of a value, such as `.float(3)` for `3` in a range of floats; nil when the value is not one
  /// of the domain's.
  func member(_ value: ParameterValue) -> ParameterValue? {
    switch self {
    case .continuous(let range):
      guard let number = value.number, number >= range.min, number <= range.max else { return nil }
      return .float(number)
    case .stepped(let range): return range.level(of: value).map(range.value)
    case .ordered(let values), .categorical(let values):
      return values.first { $0 == value } ?? value.number.flatMap { number in values.first { $0.number == number } }
    case .bool:
      if case .bool = value { return value }
      return nil
    case .fixed(let constant):
      return constant == value || constant.number.map { $0 == value.number } == true ? constant : nil
    }
  }

  /// Why a value is not one of the domain's, and what to write instead.
  ///
  /// - Parameter spelled: The value as the manifest has it.
  func refusal(of value: ParameterValue, spelled: String) -> (problem: String, advice: String?) {
    let shown = quoted(spelled)
    switch self {
    case .continuous, .stepped, .ordered:
      guard let number = value.number else { return ("\(shown) is not a number", nil) }
      return numericRefusal(of: number, shown: spelled)
    case .categorical(let values):
      let texts = values.map(\.description)
      // Among very many, looking for the nearest takes longer than the person who made them wants to wait.
      let near = texts.count <= 100 ? nearest(to: spelled, among: texts) : nil
      let advice = near.map { "did you mean \(quoted($0))?" } ?? "its values are: \(listed(texts))"
      return ("\(shown) is not one of its values", advice)
    case .bool: return ("\(shown) is not true or false", "write true or false, without quotes")
    case .fixed(let constant): return ("\(shown) is not the constant", "it is always \(quoted(constant.description))")
    }
  }

  private func numericRefusal(of number: Double, shown: String) -> (problem: String, advice: String?) {
    let (low, high): (ParameterValue, ParameterValue)
    switch self {
    case .continuous(let range): (low, high) = (.float(range.min), .float(range.max))
    case .stepped(let range): (low, high) = (range.value(atLevel: 0), range.value(atLevel: range.count - 1))
    default:
      let values = (0..<(cardinality ?? 0)).map { value(atUnit: unit(ofLevel: $0) ?? 0) }
      return ("\(shown) is not one of its values", "its values are: \(listed(values.map(\.description)))")
    }
    if let least = low.number, number < least { return ("\(shown) is below min \(Shape.short(least))", nil) }
    if let most = high.number, number > most { return ("\(shown) is above max \(Shape.short(most))", nil) }
    guard case .stepped(let range) = self else { return ("\(shown) is not in its range", nil) }
    let level = Swift.min(range.count - 1, Swift.max(0, Int(((number - range.min) / range.step).rounded(.down))))
    let next = Swift.min(range.count - 1, level + 1)
    if range.isInteger, range.step == 1 { return ("\(shown) is not a whole number", nil) }
    return (
      "\(shown) is not a step from min \(Shape.short(range.min))",
      "the nearest values are \(Shape.short(range.number(atLevel: level))) and \(Shape.short(range.number(atLevel: next)))"
    )
  }
}
