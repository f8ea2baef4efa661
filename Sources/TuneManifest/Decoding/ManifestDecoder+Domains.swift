import TuneModel
import YAML

extension ManifestDecoder {
  // MARK: Floats

  mutating func floatDomain(_ fields: Fields) -> Domain? {
    if fields.has(ParameterKeys.number) {
      return fields[ParameterKeys.number].flatMap { Double($0) }.map { .fixed(.float($0)) }
    }
    if fields.has(ParameterKeys.numbers) {
      return orderedDomain(fields, ParameterKeys.numbers) { Double($0).map { .float($0) } }
    }
    guard let min = fields[ParameterKeys.min], let max = fields[ParameterKeys.max],
      let scale = fields[ParameterKeys.scale].flatMap(Scale.init(rawValue:)),
      checkBounds(min, max, fields.range(ParameterKeys.min), "\(text(min))", "\(text(max))"),
      checkScale(scale, min, max, fields)
    else { return nil }
    guard (max - min).isFinite else {
      findings.error(
        "the range from \(text(min)) to \(text(max)) is wider than any number",
        at: fields.range(ParameterKeys.min)
      )
      return nil
    }
    guard fields.has(ParameterKeys.step) else { return .continuous(ContinuousRange(min: min, max: max, scale: scale)) }
    guard let step = fields[ParameterKeys.step], checkStep(step, min, max, fields) else { return nil }
    let range = SteppedRange(min: min, max: max, step: step, scale: scale, isInteger: false)
    warnAboutEnd(range, max, step, fields.range(ParameterKeys.step))
    return .stepped(range)
  }

  /// A number as messages show it: `0.1`, `3`.
  private func text(_ number: Double) -> String { Shape.short(number) }

  private mutating func checkStep(_ step: Double, _ min: Double, _ max: Double, _ fields: Fields) -> Bool {
    let range = fields.range(ParameterKeys.step)
    if step <= 0 {
      findings.error("step \(text(step)) is not above 0", at: range)
      return false
    }
    if step > max - min {
      findings.error(
        "step \(text(step)) is larger than the whole range, which is \(text(max - min)) wide",
        at: range,
        advice: "a smaller step, or a wider range"
      )
      return false
    }
    // Below this the values could not be told apart, once they are written as decimals.
    if step < 1e-12 * Swift.max(abs(min), abs(max)) || (max - min) / step > 1e15 {
      findings.error(
        "step \(text(step)) is too small for a range up to \(text(max))",
        at: range,
        advice: "remove it: a range without a step is continuous"
      )
      return false
    }
    return true
  }

  private mutating func warnAboutEnd(_ range: SteppedRange, _ max: Double, _ step: Double, _ place: SourceRange) {
    guard max - range.max > 1e-6 * step else { return }
    findings.warning(
      "steps of \(text(step)) from \(text(range.min)) end at \(text(range.max)): max \(text(max)) is not a value",
      at: place
    )
  }

  private mutating func checkBounds(
    _ min: Double,
    _ max: Double,
    _ place: SourceRange,
    _ minText: String,
    _ maxText: String
  ) -> Bool {
    guard min >= max else { return true }
    findings.error(
      "min \(minText) is not below max \(maxText)",
      at: place,
      advice: min == max
        ? "for a constant write value: \(minText) in place of both" : "swap them: min: \(maxText), max: \(minText)"
    )
    return false
  }

  private mutating func checkScale(_ scale: Scale, _ min: Double, _ max: Double, _ fields: Fields) -> Bool {
    switch scale {
    case .linear: return true
    case .log:
      guard min <= 0 else { return true }
      findings.error(
        "scale: log needs a min above 0, and min is \(text(min))",
        at: fields.range(ParameterKeys.min),
        advice: max > 0 ? "as in: min: \(max * 1e-4)" : "use scale: linear"
      )
      return false
    case .logit:
      guard min <= 0 || max >= 1 else { return true }
      findings.error(
        "scale: logit needs a range inside of 0 and 1, and \(min <= 0 ? "min is \(text(min))" : "max is \(text(max))")",
        at: min <= 0 ? fields.range(ParameterKeys.min) : fields.range(ParameterKeys.max),
        advice: min <= 0 ? "as in: min: 0.001" : "as in: max: 0.999"
      )
      return false
    }
  }

  // MARK: Whole numbers

  mutating func intDomain(_ fields: Fields) -> Domain? {
    if fields.has(ParameterKeys.whole) {
      return fields[ParameterKeys.whole].flatMap { Int($0) }.map { .fixed(.int($0)) }
    }
    if fields.has(ParameterKeys.wholes) {
      return orderedDomain(fields, ParameterKeys.wholes) { Int($0).map { .int($0) } }
    }
    guard let min = fields[ParameterKeys.wholeMin], let max = fields[ParameterKeys.wholeMax],
      let scale = fields[ParameterKeys.wholeScale].flatMap(Scale.init(rawValue:)),
      let step = fields[ParameterKeys.wholeStep],
      checkBounds(Double(min), Double(max), fields.range(ParameterKeys.wholeMin), "\(min)", "\(max)")
    else { return nil }
    if scale == .log, min <= 0 {
      findings.error(
        "scale: log needs a min above 0, and min is \(min)",
        at: fields.range(ParameterKeys.wholeMin),
        advice: max > 1 ? "as in: min: 1" : "use scale: linear"
      )
      return nil
    }
    if step > max - min {
      findings.error(
        "step \(step) is larger than the whole range, which is \(max - min) wide",
        at: fields.range(ParameterKeys.wholeStep)
      )
      return nil
    }
    let range = SteppedRange(min: Double(min), max: Double(max), step: Double(step), scale: scale, isInteger: true)
    warnAboutEnd(range, Double(max), Double(step), fields.range(ParameterKeys.wholeStep))
    return .stepped(range)
  }

  // MARK: Lists

  private mutating func orderedDomain(
    _ fields: Fields,
    _ key: Key<[YAMLNode]>,
    _ read: (YAMLNode) -> ParameterValue?
  ) -> Domain? {
    guard let nodes = fields[key] else { return nil }
    let values = nodes.compactMap(read)
    guard values.count == nodes.count, checkDistinct(values, nodes) else { return nil }
    let numbers = values.compactMap(\.number)
    if numbers != numbers.sorted(), numbers != numbers.sorted(by: >) {
      findings.warning(
        "the values are not in order, so that neighbours in the list count as alike",
        at: fields.range(key),
        advice: "sort them, or write type: categorical if their order means nothing"
      )
    }
    return .ordered(values)
  }

  mutating func categoricalDomain(_ fields: Fields) -> Domain? {
    if fields.has(ParameterKeys.choice) {
      guard let node = fields[ParameterKeys.choice], let value = ParameterValue(node) else { return nil }
      warnAboutSpelling(value, node)
      return .fixed(value)
    }
    guard let nodes = fields[ParameterKeys.choices] else { return nil }
    let values = nodes.compactMap(ParameterValue.init)
    guard values.count == nodes.count, checkDistinct(values, nodes) else { return nil }
    for (value, node) in zip(values, nodes) { warnAboutSpelling(value, node) }
    return .categorical(values)
  }

  /// Two values of one text could not be told apart by the train command.
  private mutating func checkDistinct(_ values: [ParameterValue], _ nodes: [YAMLNode]) -> Bool {
    var isGood = true
    var texts: [String: Int] = [:]
    var numbers: [Double: Int] = [:]
    for (index, value) in values.enumerated() {
      let earlier = texts[value.description] ?? value.number.flatMap { numbers[$0] }
      if let earlier {
        isGood = false
        let same = values[earlier] == value
        findings.error(
          "\(quoted(nodes[index].scalar?.text ?? "")) stands in this list twice",
          at: nodes[index].range,
          advice: same
            ? nil
            : "a train command cannot tell it from \(quoted(nodes[earlier].scalar?.text ?? "")), with or without quotes"
        )
        continue
      }
      texts[value.description] = index
      if let number = value.number { numbers[number] = index }
    }
    return isGood
  }

  /// `1.10` is a number and loses its zero, which surprises those who meant a version.
  mutating func warnAboutSpelling(_ value: ParameterValue, _ node: YAMLNode) {
    // The one difference that nobody minds is how an exponent is spelled.
    guard let scalar = node.scalar, scalar.style == .plain, value.number != nil, scalar.text != value.description,
      scalar.text.hasPrefix("0x") || !scalar.text.contains(where: { $0 == "e" || $0 == "E" })
    else { return }
    findings.warning(
      "\(scalar.text) is a number here, and the train command receives \(value)",
      at: node.range,
      advice: "put it in quotes to pass it as it is spelled"
    )
  }
}
