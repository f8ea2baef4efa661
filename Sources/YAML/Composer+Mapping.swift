extension Composer {
  mutating func mapping(_ start: Event, isFlow: Bool, depth: Int) throws(Stop) -> Composed {
    var entries: [YAMLEntry] = []
    /// What a merge key adds, and how many entries stand before the key.
    var merge: (entries: [YAMLEntry], position: Int)?
    var firstDefinitions: [String: SourceRange] = [:]
    var last: YAMLNode?
    var composed = Composed(node: YAMLNode(.mapping([]), range: range(start)), height: 1)

    while true {
      let event = try next()
      if case .mappingEnd = event.kind {
        composed.node.range.end = end(of: event, isFlow: isFlow, lastChild: last, start: composed.node.range)
        break
      }
      let key = try node(event, depth: depth + 1)
      let value = try node(try next(), depth: depth + 1)
      last = value.node
      composed.size += key.size + value.size
      guard let name = keyText(key.node, value.node) else { continue }

      if let first = firstDefinitions[name] {
        reportDuplicate(name, at: key.node.range, first: first)
        continue
      }
      firstDefinitions[name] = key.node.range
      if name == "<<", key.node.scalar?.style == .plain {
        merge = (mergedEntries(value.node), entries.count)
        // Merged entries stand one level higher than the mapping that they come from.
        composed.height = max(composed.height, value.height)
      } else {
        entries.append(YAMLEntry(key: key.node, value: value.node))
        composed.height = max(composed.height, value.height + 1)
      }
    }

    if let merge {
      // Explicit keys win, also those that come after the merge key.
      let added = merge.entries.filter { firstDefinitions[$0.name] == nil }
      entries.insert(contentsOf: added, at: merge.position)
    }
    composed.node.content = .mapping(entries)
    return composed
  }

  private mutating func reportDuplicate(_ name: String, at range: SourceRange, first: SourceRange) {
    var notes = [YAMLProblem.Note("the first one is in line \(first.start.line)", at: first)]
    if name == "<<" { notes.append(.init("to merge several mappings, list them: '<<: [*one, *two]'")) }
    problems.add("the key \(quote(name)) is already in this mapping", at: range, notes: notes)
  }

  /// The text of a key; `nil`, with a problem, when it cannot be one.
  private mutating func keyText(_ key: YAMLNode, _ value: YAMLNode) -> String? {
    switch key.content {
    case .sequence:
      problems.add("a key is a single word or text, not a list; put text with brackets in quotes", at: key.range)
      return nil
    case .mapping:
      problems.add("a key is a single word or text, not a mapping; put text with braces in quotes", at: key.range)
      return nil
    case .scalar(let scalar):
      if scalar.style == .plain, scalar.text.isEmpty {
        // An alias that failed stands for nothing, too, but has been reported.
        if key.range.start == key.range.end || key.tag != nil {
          problems.add("a key is missing before the ':'", at: key.range)
        }
        return nil
      }
      reportMissingSpace(scalar, key.range, value)
      return scalar.text
    }
  }

  /// In braces, `{a:1}` is the key `a:1` without a value. That is YAML, but never meant.
  private mutating func reportMissingSpace(_ key: YAMLScalar, _ range: SourceRange, _ value: YAMLNode) {
    guard key.style == .plain, value.range.start == value.range.end, value.scalar?.text.isEmpty == true,
      let (name, rest) = splitAtColon(key.text), !name.isEmpty, !rest.isEmpty, !rest.hasPrefix("/")
    else { return }
    problems.add("a space is missing after the ':'; write \(quote("\(name): \(rest)"))", at: range)
  }

  /// The entries of one mapping or of a list of mappings, of which earlier ones win.
  private mutating func mergedEntries(_ value: YAMLNode) -> [YAMLEntry] {
    var merged: [YAMLEntry] = []
    var names: Set<String> = []
    for source in value.sequence ?? [value] {
      guard let entries = source.mapping else {
        problems.add("'<<' merges a mapping or a list of mappings, not \(source.kindInWords)", at: source.range)
        continue
      }
      for entry in entries where names.insert(entry.name).inserted { merged.append(entry) }
    }
    return merged
  }
}

/// The parts of `text` before and after its first colon; `nil` when there is none.
func splitAtColon(_ text: some StringProtocol) -> (String, String)? {
  guard let colon = text.firstIndex(of: ":") else { return nil }
  return (String(text[..<colon]), String(text[text.index(after: colon)...]))
}
