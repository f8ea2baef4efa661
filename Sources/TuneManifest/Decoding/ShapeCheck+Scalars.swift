import TuneModel
import YAML

extension ShapeCheck {
  /// Linux passes no argument that is longer than 128 KiB.
  static let longestText = 100_000

  mutating func checkScalar(_ node: YAMLNode, _ shape: Shape, _ subject: Subject) -> Bool {
    guard let scalar = node.scalar else { return rejectKind(node, shape, subject) }
    // Neither arguments nor variables nor file names can hold a NUL.
    if scalar.text.utf8.contains(0) {
      findings.reject(node, "\(subject.title) holds a NUL character, which no program can receive")
      return false
    }
    if scalar.text.utf8.count > ShapeCheck.longestText {
      findings.reject(
        node,
        "\(subject.title) is longer than \(ShapeCheck.longestText) bytes, which no program can receive"
      )
      return false
    }
    switch shape {
    case .text(let rule): return checkText(node, scalar, rule, shape, subject)
    case .choice(let choices): return checkChoice(node, scalar, choices, shape, subject)
    default: break
    }
    let fits =
      switch shape {
      case .version(let version): Int(node) == version
      case .integer(let range): Int(node).map(range.contains) ?? false
      case .number(let range):
        Double(node).map { $0.isFinite && range?.contains($0) ?? true } ?? false
      case .boolean: if case .bool = scalar.value { true } else { false }
      case .scalar: Double(node)?.isFinite ?? true
      case .duration(let allowsZero): Duration(node).map { allowsZero || $0 > .zero } ?? false
      case .byteCount(let range): ByteCount(node).map { range.contains($0.bytes) } ?? false
      default: true
      }
    return fits || rejectKind(node, shape, subject)
  }

  private mutating func checkText(
    _ node: YAMLNode,
    _ scalar: YAMLScalar,
    _ rule: TextRule,
    _ shape: Shape,
    _ subject: Subject
  ) -> Bool {
    guard case .string(let text) = scalar.value else { return rejectKind(node, shape, subject) }
    if text.isEmpty {
      findings.reject(node, "\(subject.title) is empty", advice: example(subject))
      return false
    }
    guard !rule.allows(text) else { return true }
    findings.reject(
      node,
      "\(subject.title) cannot be \(quoted(text))",
      advice: rule.words,
      rule.suggestion?(text).map { "write \(quoted($0))" }
    )
    return false
  }

  private mutating func checkChoice(
    _ node: YAMLNode,
    _ scalar: YAMLScalar,
    _ choices: [Choice],
    _ shape: Shape,
    _ subject: Subject
  ) -> Bool {
    let text = scalar.text
    if case .string = scalar.value, let choice = choices.first(where: { $0.name == text }) {
      guard case .planned(let purpose) = choice.support else { return true }
      findings.reject(
        node,
        "'\(subject.name): \(text)' is not supported yet",
        advice: "in a later version it will \(purpose)"
      )
      return false
    }
    let known = choices.filter { !$0.support.isPlanned }
    let meant =
      known.first { $0.otherNames.contains(text.lowercased()) }?.name
      ?? (findings.isCrowded ? nil : nearest(to: text, among: known.map(\.name)))
    findings.reject(
      node,
      "\(subject.title) takes \(shape.words), not \(found(node))",
      advice: known.lazy.compactMap { $0.translations[text.lowercased()] }.first
        ?? meant.map { "did you mean \(quoted($0))?" }
    )
    return false
  }

  // MARK: Refusals

  /// Says that a key has no value.
  mutating func rejectNothing(_ node: YAMLNode, _ shape: Shape, _ subject: Subject) -> Bool {
    let isSpelled = node.scalar.map { !$0.text.isEmpty } ?? false
    findings.disregard(node)
    if isSpelled, let text = node.scalar?.text, shape.isScalar {
      findings.error(
        "\(subject.title) is null, which is not a value",
        at: node.range,
        advice: "put it in quotes if it is a text: \"\(text)\""
      )
    } else if case .word = shape {
      findings.error("\(subject.title) has no value", at: subject.anchor, advice: "for an empty text write \"\"")
    } else {
      findings.error(
        "\(subject.title) has no value",
        at: isSpelled ? node.range : subject.anchor,
        advice: example(subject) ?? shape.hint(for: subject.name) ?? "it takes \(shape.words)"
      )
    }
    return false
  }

  /// Says that a node is not what its key takes.
  mutating func rejectKind(_ node: YAMLNode, _ shape: Shape, _ subject: Subject) -> Bool {
    findings.reject(
      node,
      "\(subject.title) takes \(shape.words(insteadOf: node)), not \(found(node))",
      advice: advice(for: node, shape, subject)
    )
    return false
  }

  private func advice(for node: YAMLNode, _ shape: Shape, _ subject: Subject) -> String? {
    if let entries = node.mapping, entries.count == 1, entries[0].value.value == .null,
      entries[0].value.scalar?.text == ""
    {
      // `[--lr, {learning_rate}]`: YAML reads the placeholder as a mapping.
      switch shape {
      case .word, .text, .scalar: return "a text with braces needs quotes: \"{\(entries[0].name)}\""
      default: break
      }
    }
    switch shape {
    case .list(.word, _):
      guard let text = node.scalar?.text else { break }
      if CommandWords.needsShell(text.filter { $0 != "{" }) {
        let list = CommandWords.flowSequence(["sh", "-c", text])
        return subject.name == TrainKeys.command.name
          ? "no shell is involved; for what only a shell can do write \(subject.name): \(list)" : "no shell is involved"
      }
      guard let words = CommandWords.split(text), !words.isEmpty else { break }
      return "no shell is involved; write \(subject.name): \(CommandWords.flowSequence(words))"
    case .list where node.scalar != nil:
      return "write \(subject.name): \(CommandWords.flowSequence([node]))"
    case .text where node.scalar != nil && node.tag == nil:
      return "put it in quotes if it is a text"
    case .number, .integer, .version:
      if let scalar = node.scalar, scalar.style == .singleQuoted || scalar.style == .doubleQuoted,
        Double(scalar.text) != nil
      {
        return "remove the quotes"
      }
    case .boolean:
      if let text = node.scalar?.text.lowercased() {
        if ["yes", "on", "y", "1"].contains(text) { return "write true" }
        if ["no", "off", "n", "0"].contains(text) { return "write false" }
      }
    case .variantsOrScalar:
      guard let elements = node.sequence, !elements.isEmpty, elements.allSatisfy({ $0.scalar != nil }) else { break }
      let type = inferredType(ofValues: elements) ?? "categorical"
      return "to choose from it write \(subject.name): {type: \(type), values: \(CommandWords.flowSequence(elements))}"
    case .variants(let variants):
      guard let text = node.scalar?.text, variants[text] != nil else { break }
      return "write \(subject.name): {\(variants.discriminator): \(text)}"
    case .section where node.sequence != nil && subject.name == "objective":
      return "several are written under 'objectives', which takes a list"
    case .duration:
      if Duration(node) == .zero { return "for no limit leave the key out" }
      guard let text = node.scalar?.text, let meant = DurationText.nearest(to: text) else { break }
      return "write \(meant)"
    default: break
    }
    if let text = node.scalar?.text, shape.isMapping, let colon = text.firstIndex(of: ":"),
      text[..<colon].allSatisfy({ $0.isLetter || $0 == "_" }), text.index(after: colon) < text.endIndex
    {
      return "a space is missing after the ':': \(text[...colon]) \(text[text.index(after: colon)...])"
    }
    return example(subject) ?? shape.hint(for: subject.name)
  }

  /// The node in words that show what was written: a text in quotes, anything else without.
  func found(_ node: YAMLNode) -> String {
    guard let scalar = node.scalar else { return node.kindInWords }
    if case .string = scalar.value { return quoted(scalar.text) }
    return scalar.text.isEmpty ? node.kindInWords : scalar.text
  }

  func example(_ subject: Subject) -> String? {
    guard let example = subject.examples.first else { return nil }
    return "as in: \(subject.name): \(example)"
  }

  func article(_ noun: String) -> String {
    (noun.first.map { "aeiou".contains($0) } == true ? "an " : "a ") + noun
  }

  /// What the type of a parameter surely is, by its other keys.
  func inferredType(_ entries: [YAMLEntry]) -> String? {
    func node(_ key: String) -> YAMLNode? { entries.first { $0.name == key }?.value }
    let numbers = ["min", "max", "step", "default"].compactMap(node)
    if node("min") != nil || node("max") != nil {
      let areWhole = numbers.allSatisfy { if case .integer = $0.value { true } else { false } }
      return areWhole ? "int" : "float"
    }
    return inferredType(ofValues: node("values")?.sequence ?? [node("value"), node("default")].compactMap { $0 })
  }

  private func inferredType(ofValues values: [YAMLNode]) -> String? {
    guard !values.isEmpty else { return nil }
    if values.allSatisfy({ if case .integer = $0.value { true } else { false } }) { return "int" }
    if values.allSatisfy({ Double($0) != nil }) { return "float" }
    if values.allSatisfy({ if case .bool = $0.value { true } else { false } }) { return "bool" }
    return "categorical"
  }
}

extension ShapeCheck.Subject {
  /// The name in quotes, unless it is a phrase.
  var title: String { name.hasPrefix("an element of ") ? name : quoted(name) }
}

extension Shape {
  /// What a section needs, for someone who left it empty or out.
  func hint(for name: String) -> String? {
    switch self {
    case .section(let section):
      section.forms.isEmpty
        ? "its keys are: \(listed(section.supportedKeys.map(\.name)))"
        : "it needs \(section.formsInWords)"
    case .variants(let variants):
      variants.key.map { "as in: \(name): {\($0.name): \(variants.sections.first?.variant ?? "")}" }
    case .variantsOrScalar: "as in: \(name): {type: float, min: 0, max: 1}"
    default: nil
    }
  }

  var isMapping: Bool {
    switch self {
    case .mapping, .section, .variants: true
    default: false
    }
  }

  /// Whether the shape takes any single value.
  var isScalar: Bool {
    switch self {
    case .scalar, .word, .text: true
    default: false
    }
  }
}

extension Section {
  /// The ways to fill the section: `'product' or 'command'`.
  var formsInWords: String {
    let ways = forms.map { $0.required.map { quoted($0) }.joined(separator: " and ") }
    return ways.joined(separator: forms.contains { $0.required.count > 1 } ? ", or " : " or ")
  }
}
