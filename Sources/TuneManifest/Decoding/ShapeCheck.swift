import TuneModel
import YAML

/// Checks a manifest's nodes against the declarations: whatever can be said without knowing the rest of the manifest.
struct ShapeCheck {
  /// A node with what messages call it.
  struct Subject {
    /// The key, or what else names the node.
    var name: String
    /// Where to point when the node itself shows nothing.
    var anchor: SourceRange
    var examples: [String] = []
  }

  var findings: Findings
  let root: Section
  let homes: KeyHomes

  init(_ findings: Findings, root: Section) {
    self.findings = findings
    self.root = root
    homes = KeyHomes(root)
  }

  /// Checks a whole manifest.
  mutating func check(_ node: YAMLNode) {
    let start = SourceRange(node.range.start, node.range.start)
    guard let entries = node.mapping else {
      findings.reject(
        node,
        "a manifest is a mapping of keys, and this is \(node.kindInWords)",
        advice: "its keys are: \(listed(root.supportedKeys.map(\.name)))"
      )
      return
    }
    // What a later format means is not known here; anything else that could be said about it would be noise.
    if let version = entries.first(where: { $0.name == ManifestKeys.tune.name })?.value,
      case .integer(let number) = version.value, number > ManifestKeys.formatVersion
    {
      findings.reject(
        version,
        "this manifest has format \(number); this swift-tune reads format \(ManifestKeys.formatVersion)",
        advice: "use a newer swift-tune"
      )
      findings.disregard(node)
      return
    }
    check(entries, of: root, anchor: start, node: node)
  }

  /// Whether the node, and everything in it that it cannot do without, has the shape.
  @discardableResult
  mutating func check(_ node: YAMLNode, _ shape: Shape, _ subject: Subject) -> Bool {
    // Said already, by the YAML parser.
    if findings.invalid.contains(node.range.start), node.value == .null { return false }
    if node.value == .null { return rejectNothing(node, shape, subject) }
    switch shape {
    case .list(let element, let counts): return checkList(node, element, counts, shape, subject)
    case .mapping(let keys, let values): return checkMapping(node, keys, values, shape, subject)
    case .section(let section):
      guard let entries = node.mapping else { return rejectKind(node, shape, subject) }
      check(entries, of: section, anchor: subject.anchor, node: node)
      return true
    case .variants(let variants):
      guard let entries = node.mapping else { return rejectKind(node, shape, subject) }
      return check(entries, of: variants, node, subject)
    case .variantsOrScalar(let variants):
      if node.sequence != nil { return rejectKind(node, shape, subject) }
      guard let entries = node.mapping else { return check(node, .scalar, subject) }
      return check(entries, of: variants, node, subject)
    case .oneOrSeveral:
      if node.sequence != nil { return checkList(node, .scalar, 1...1_000, shape, subject) }
      return checkScalar(node, .scalar, subject)
    case .version, .text, .integer, .number, .boolean, .scalar, .word, .choice, .duration, .byteCount:
      return checkScalar(node, shape, subject)
    }
  }

  // MARK: Lists and mappings

  private mutating func checkList(
    _ node: YAMLNode,
    _ element: Shape,
    _ counts: ClosedRange<Int>,
    _ shape: Shape,
    _ subject: Subject
  ) -> Bool {
    guard let elements = node.sequence else { return rejectKind(node, shape, subject) }
    guard elements.count >= counts.lowerBound else {
      findings.reject(node, "\(subject.title) is an empty list", advice: example(subject))
      return false
    }
    guard elements.count <= counts.upperBound else {
      findings.reject(node, "\(subject.title) has \(elements.count) elements; at most \(counts.upperBound) can be")
      return false
    }
    var isGood = true
    for child in elements {
      let elementSubject = Subject(name: "an element of \(quoted(subject.name))", anchor: child.range)
      if !check(child, element, elementSubject) { isGood = false }
    }
    if !isGood { findings.disregard(node) }
    return isGood
  }

  private mutating func checkMapping(
    _ node: YAMLNode,
    _ keys: FreeKeys,
    _ values: Shape,
    _ shape: Shape,
    _ subject: Subject
  ) -> Bool {
    guard let entries = node.mapping else { return rejectKind(node, shape, subject) }
    guard entries.count >= keys.counts.lowerBound else {
      findings.reject(node, "\(subject.title) names no \(keys.noun)", advice: example(subject))
      return false
    }
    guard entries.count <= keys.counts.upperBound else {
      let limit = keys.counts.upperBound
      findings.reject(
        node,
        "\(subject.title) names \(entries.count) \(keys.noun)s; at most \(limit) can be",
        advice: limit == 1 && subject.name == ParameterKeys.condition.name
          ? "let one parameter depend on another that has a condition itself, or write a constraint" : nil
      )
      return false
    }
    for entry in entries {
      if !keys.rule.allows(entry.name) {
        findings.error(
          "\(quoted(entry.name)) cannot name \(article(keys.noun))",
          at: entry.key.range,
          advice: keys.rule.words,
          keys.rule.suggestion?(entry.name).map { "write \(quoted($0))" }
        )
      }
      check(entry.value, values, Subject(name: entry.name, anchor: entry.key.range))
    }
    return true
  }
}
