import TuneModel
import YAML

extension ManifestDecoder {
  mutating func parameters(_ fields: Fields) -> ParameterTable {
    var table = ParameterTable()
    guard let entries = fields[ManifestKeys.parameters]?.mapping else { return table }
    let errorsBefore = findings.errorCount
    table.isKnown = true
    for entry in entries { table.rows.append(row(entry)) }
    checkNames(table)
    for (index, entry) in entries.enumerated() where entry.value.mapping != nil {
      let own = Fields(entry.value, anchor: entry.key.range, invalid: findings.invalid)
      guard let condition = own[ParameterKeys.condition]?.mapping?.first else { continue }
      table.rows[index].conditionRange = own.keyRange(ParameterKeys.condition)
      table.rows[index].condition = self.condition(condition, of: table.rows[index].name, table)
    }
    checkCycles(table)
    table.isComplete =
      findings.errorCount == errorsBefore && table.rows.allSatisfy { $0.domain != nil }
      && !entries.contains { !ParameterName.isValid($0.name) }
    if table.isComplete, table.rows.allSatisfy({ if case .fixed = $0.domain { true } else { false } }) {
      findings.warning(
        "every parameter is a constant: there is nothing to search",
        at: fields.keyRange(ManifestKeys.parameters)
      )
    }
    return table
  }

  private mutating func row(_ entry: YAMLEntry) -> ParameterTable.Row {
    var row = ParameterTable.Row(name: entry.name, key: entry.key.range)
    let node = entry.value
    guard !findings.invalid.contains(node.range.start) else { return row }
    guard node.mapping != nil else {
      row.domain = ParameterValue(node).map { .fixed($0) }
      if case .fixed(let value) = row.domain {
        warnAboutSpelling(value, node)
        if case .string(let text) = value, ParameterKeys.variants[text] != nil {
          findings.warning(
            "\(quoted(row.name)) is the constant text \(quoted(text))",
            at: node.range,
            advice: "for a parameter of that type write \(row.name): {type: \(text)\(text == "bool" ? "" : ", …")}"
          )
        }
      }
      return row
    }
    let fields = Fields(node, anchor: entry.key.range, invalid: findings.invalid)
    switch fields[ParameterKeys.type] {
    case "float":
      row.domain = floatDomain(fields)
      row.defaultValue = defaultValue(fields, ParameterKeys.numberDefault, row)
    case "int":
      row.domain = intDomain(fields)
      row.defaultValue = defaultValue(fields, ParameterKeys.wholeDefault, row)
    case "categorical":
      row.domain = categoricalDomain(fields)
      row.defaultValue = defaultValue(fields, ParameterKeys.choiceDefault, row)
    case "bool":
      if fields.has(ParameterKeys.flag) {
        row.domain = fields[ParameterKeys.flag].flatMap(ParameterValue.init).map { .fixed($0) }
      } else {
        row.domain = .bool
        row.defaultValue = defaultValue(fields, ParameterKeys.flagDefault, row)
      }
    default: break
    }
    return row
  }

  private mutating func defaultValue(
    _ fields: Fields,
    _ key: Key<YAMLNode>,
    _ row: ParameterTable.Row
  ) -> ParameterValue? {
    guard let node = fields[key], let domain = row.domain, let value = ParameterValue(node) else { return nil }
    if case .fixed = domain { return nil }
    return member(value, of: domain, node, "default", of: row.name)
  }

  /// The domain's own form of a value; nil, with an error, when it is not one of the domain's.
  ///
  /// - Parameter role: What the value is, as in `default 3 is above max 2`.
  mutating func member(
    _ value: ParameterValue,
    of domain: Domain,
    _ node: YAMLNode,
    _ role: String,
    of name: String
  ) -> ParameterValue? {
    if let member = domain.member(value) { return member }
    let (problem, advice) = domain.refusal(of: value, spelled: node.scalar?.text ?? "")
    findings.error("\(role) \(problem)", at: node.range, advice: advice)
    return nil
  }

  // MARK: Names

  private mutating func checkNames(_ table: ParameterTable) {
    var nameOfVariable: [String: String] = [:]
    for row in table.rows where ParameterName.isValid(row.name) {
      if ParameterName.reserved.contains(row.name) {
        findings.error(
          "\(quoted(row.name)) cannot name a parameter: constraints use the word themselves",
          at: row.key
        )
      }
      if let builtin = Placeholder(rawValue: row.name) {
        findings.error(
          "\(quoted(row.name)) cannot name a parameter: {\(row.name)} has a meaning of its own",
          at: row.key,
          advice: "it is \(builtin.summary); give the parameter another name, such as \(quoted("train_\(row.name)"))"
        )
      }
      let variable = ParameterName.environmentVariable(row.name)
      if let other = nameOfVariable[variable] {
        findings.error(
          "\(quoted(row.name)) and \(quoted(other)) would be the same environment variable, \(variable)",
          at: row.key,
          advice: "rename one of them"
        )
      } else {
        nameOfVariable[variable] = row.name
      }
    }
  }

  // MARK: Conditions

  private mutating func condition(_ entry: YAMLEntry, of name: String, _ table: ParameterTable) -> Condition? {
    guard !findings.invalid.contains(entry.value.range.start) else { return nil }
    guard let parent = table[entry.name] else {
      findings.error(
        "there is no parameter \(quoted(entry.name))",
        at: entry.key.range,
        advice: suggestion(for: entry.name, among: table.names)
      )
      return nil
    }
    if parent.name == name {
      findings.error("\(quoted(name)) cannot depend on itself", at: entry.key.range)
      return nil
    }
    guard let domain = parent.domain else { return nil }
    if case .continuous = domain {
      findings.error(
        "\(quoted(parent.name)) is a range of floats, and a condition needs a parameter with separate values",
        at: entry.key.range,
        advice: "let it depend on a categorical, a bool, an int, or a float with values or a step"
      )
      return nil
    }
    var values: [ParameterValue] = []
    for node in entry.value.sequence ?? [entry.value] {
      guard let given = ParameterValue(node) else { continue }
      guard let value = domain.member(given) else {
        let (problem, advice) = domain.refusal(of: given, spelled: node.scalar?.text ?? "")
        findings.error("\(quoted(parent.name)) can never be this: \(problem)", at: node.range, advice: advice)
        continue
      }
      if values.contains(value) {
        findings.error("\(quoted(value.description)) stands here twice", at: node.range)
      } else {
        values.append(value)
      }
    }
    return values.isEmpty ? nil : Condition(parent: parent.name, values: values)
  }

  private mutating func checkCycles(_ table: ParameterTable) {
    var parentOf: [String: String] = [:]
    for row in table.rows { parentOf[row.name] = row.condition?.parent }
    var settled: Set<String> = []
    for row in table.rows where !settled.contains(row.name) {
      var path: [String] = []
      var onPath: Set<String> = []
      var name: String? = row.name
      while let current = name, !settled.contains(current), onPath.insert(current).inserted {
        path.append(current)
        name = parentOf[current]
      }
      if let meeting = name, onPath.contains(meeting), let start = path.firstIndex(of: meeting) {
        let circle = path[start...]
        findings.error(
          "the conditions of \(alternatives(Array(circle), joinedBy: "and")) form a circle: none of them could ever exist",
          at: table[meeting]?.conditionRange ?? row.key
        )
      }
      settled.formUnion(path)
    }
  }

  /// The nearest of some names, or all of them.
  func suggestion(for name: String, among names: [String], noun: String = "parameters") -> String? {
    if !findings.isCrowded, let near = nearest(to: name, among: names) { return "did you mean \(quoted(near))?" }
    return names.isEmpty ? nil : "\(noun): \(listed(names))"
  }
}

extension ParameterValue {
  init?(_ node: YAMLNode) {
    switch node.value {
    case .integer(let value): self = .int(value)
    case .number(let value): self = .float(value)
    case .bool(let value): self = .bool(value)
    case .string(let value): self = .string(value)
    case .null, nil: return nil
    }
  }
}
