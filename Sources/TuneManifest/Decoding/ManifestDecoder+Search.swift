import JSON
import TuneModel
import YAML

extension ManifestDecoder {
  mutating func search(_ fields: Fields, _ table: ParameterTable, _ space: Space?) -> Experiment.Search? {
    let key = ManifestKeys.search(strategies)
    if fields.has(key), !fields.isValid(key) { return nil }
    let node = fields[key]
    let fields = fields.section(key)
    let name = node?[strategies.variants.discriminator]?.scalar?.text ?? strategies.variants.defaultName
    guard let name, let declaration = options.first(where: { $0.name == name }) else { return nil }
    let choice = StrategyChoice(name: name, options: json(of: declaration.options, in: node))
    var start: [Assignment] = []
    for point in fields.node(SearchKeys.start)?.sequence ?? [] where !findings.invalid.contains(point.range.start) {
      if let assignment = startPoint(point, table, space) { start.append(assignment) }
    }
    return Experiment.Search(strategy: choice, seed: UInt64(fields[SearchKeys.seed] ?? 0), start: start)
  }

  /// The options that a mapping sets, as their declarations promise them to the strategy.
  func json(of options: [OptionDeclaration], in node: YAMLNode?) -> JSONObject {
    var object = JSONObject()
    for option in options {
      guard let value = node?[option.name], !findings.invalid.contains(value.range.start) else { continue }
      object[option.name] = json(value, option.kind)
    }
    return object
  }

  /// An option's value in the type of its declaration.
  private func json(_ node: YAMLNode, _ kind: OptionDeclaration.Kind) -> JSONValue? {
    switch kind {
    case .int: Int(node).map { .integer($0) }
    case .float: Double(node).map { .number($0) }
    case .bool: if case .bool(let value) = node.value { .bool(value) } else { nil }
    case .choice, .string: String(node).map { .string($0) }
    case .names: [String](node).map { .array($0.map { .string($0) }) }
    case .section(let options): .object(json(of: options, in: node))
    }
  }

  // MARK: Start points

  private mutating func startPoint(_ node: YAMLNode, _ table: ParameterTable, _ space: Space?) -> Assignment? {
    guard table.isKnown else { return nil }
    let errorsBefore = findings.errorCount
    var given = Assignment()
    for entry in node.mapping ?? [] {
      guard let row = table[entry.name] else {
        findings.error(
          "there is no parameter \(quoted(entry.name))",
          at: entry.key.range,
          advice: suggestion(for: entry.name, among: table.names)
        )
        continue
      }
      guard let domain = row.domain, let value = ParameterValue(entry.value),
        !findings.invalid.contains(entry.value.range.start)
      else { continue }
      given[row.name] = member(value, of: domain, entry.value, row.name, of: row.name)
    }
    let isWhole = (node.mapping ?? []).allSatisfy { given[$0.name] != nil }
    guard isWhole, findings.errorCount == errorsBefore, let space else { return nil }
    let completed = space.completed(given)
    for entry in node.mapping ?? [] where completed[entry.name] == nil {
      findings.error(
        "\(quoted(entry.name)) does not exist in this start point",
        at: entry.key.range,
        advice: space[entry.name]?.condition.map { explanation(of: $0, completed) }
      )
    }
    guard findings.errorCount == errorsBefore else { return nil }
    for constraint in space.constraints where !constraint.holds(for: completed) {
      let names = constraint.expression.parameterNames
      let values = names.compactMap { name in completed[name].map { "\(name) \($0)" } }
      let filled = names.filter { given[$0] == nil && completed[$0] != nil && space[$0]?.isFixed == false }
      findings.error(
        "this start point breaks the constraint \(quoted(constraint.text)): \(values.joined(separator: ", "))",
        at: node.range,
        advice: filled.isEmpty
          ? nil : "\(alternatives(filled, joinedBy: "and")) is filled in: by its default, or the middle of its range"
      )
    }
    return findings.errorCount == errorsBefore ? given : nil
  }

  private func explanation(of condition: Condition, _ completed: Assignment) -> String {
    let needed = alternatives(condition.values.map(\.description))
    guard let value = completed[condition.parent] else {
      return "it exists only when \(condition.parent) is \(needed), and \(condition.parent) does not exist either"
    }
    return "it exists only when \(condition.parent) is \(needed), and here it is \(quoted(value.description))"
  }
}
