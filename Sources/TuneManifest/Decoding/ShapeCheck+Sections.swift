import YAML

extension ShapeCheck {
  mutating func check(_ entries: [YAMLEntry], of variants: Variants, _ node: YAMLNode, _ subject: Subject) -> Bool {
    guard let declaration = variants.key else { return true }
    let chosen = entries.first { $0.name == variants.discriminator }
    var name = variants.defaultName
    if let chosen {
      let value = chosen.value
      let valueSubject = Subject(name: chosen.name, anchor: chosen.key.range, examples: declaration.examples)
      name = check(value, declaration.shape, valueSubject) ? value.scalar?.text : nil
    } else if name == nil {
      let guess = inferredType(entries)
      findings.error(
        "\(quoted(subject.name)) has no \(quoted(variants.discriminator))",
        at: subject.anchor,
        advice: guess.map { "write \(variants.discriminator): \($0)" }
          ?? "\(quoted(variants.discriminator)) takes \(declaration.shape.words)"
      )
    }
    guard let name, let section = variants[name] else {
      findings.disregard(node)
      // With an unknown type only those keys are surely wrong that no type has.
      for entry in entries where !variants.sections.contains(where: { $0[entry.name] != nil }) {
        reportUnknown(entry, in: anyOf(variants, name: quoted(subject.name)), nil)
      }
      return false
    }
    check(
      entries.filter { $0.name != variants.discriminator },
      of: section,
      anchor: subject.anchor,
      node: node,
      variants,
      subject
    )
    return true
  }

  /// A section with the keys of all variants.
  private func anyOf(_ variants: Variants, name: String) -> Section {
    var keys: [KeyDeclaration] = []
    for key in variants.sections.flatMap(\.keys) where !keys.contains(where: { $0.name == key.name }) {
      keys.append(key)
    }
    return Section(name, "", keys: keys)
  }

  mutating func check(
    _ entries: [YAMLEntry],
    of section: Section,
    anchor: SourceRange,
    node: YAMLNode,
    _ variants: Variants? = nil,
    _ subject: Subject? = nil
  ) {
    for entry in entries {
      guard let key = section[entry.name] else {
        reportUnknown(entry, in: section, variants)
        continue
      }
      if case .planned(let purpose) = key.support {
        findings.error(
          "\(quoted(key.name)) is not supported yet",
          at: entry.key.range,
          advice: "in a later version it will \(purpose); remove it until then"
        )
        continue
      }
      check(entry.value, key.shape, Subject(name: key.name, anchor: entry.key.range, examples: key.examples))
    }
    let name = subject.map { quoted($0.name) } ?? section.name
    for key in section.keys where key.isRequired && key.name != variants?.discriminator {
      guard !entries.contains(where: { $0.name == key.name }) else { continue }
      findings.error(
        "\(name) has no \(quoted(key.name))",
        at: anchor,
        advice: example(Subject(name: key.name, anchor: anchor, examples: key.examples))
          ?? key.shape.hint(for: key.name)
      )
    }
    checkForms(of: section, entries, name: name, anchor: anchor, node: node)
  }

  /// Checks that exactly one of the ways to fill a section is taken.
  private mutating func checkForms(
    of section: Section,
    _ entries: [YAMLEntry],
    name: String,
    anchor: SourceRange,
    node: YAMLNode
  ) {
    func has(_ key: String) -> Bool { entries.contains { $0.name == key } }
    func entry(_ key: String) -> YAMLEntry? { entries.first { $0.name == key } }
    guard !section.forms.isEmpty else { return }
    let begun = section.forms.filter { $0.required.contains(where: has) }
    guard let form = begun.first ?? section.forms.first(where: \.required.isEmpty) else {
      // Half of a form that takes two keys would be no example.
      let forms = section.forms.filter { $0.required.count == 1 }
      let first = forms.first?.required.first.flatMap { section[$0] }
      findings.error(
        "\(name) needs \(section.formsInWords)",
        at: anchor,
        advice: first.flatMap { example(Subject(name: $0.name, anchor: anchor, examples: $0.examples)) }
      )
      return
    }
    if begun.count > 1 {
      let present = begun.flatMap(\.required).compactMap(entry)
      guard let last = present.max(by: { $0.key.range.start < $1.key.range.start }),
        let first = present.first(where: { other in
          !begun.contains { $0.required.contains(other.name) && $0.required.contains(last.name) }
        })
      else { return }
      findings.error(
        "\(quoted(last.name)) cannot stand beside \(quoted(first.name)); keep one of them",
        at: last.key.range
      )
      findings.disregard(node)
      return
    }
    for missing in form.required where !has(missing) {
      let present = form.required.compactMap(entry).first
      findings.error(
        "\(present.map { quoted($0.name) } ?? name) needs \(quoted(missing)) beside it",
        at: present?.key.range ?? anchor
      )
    }
    let own = form.required + form.optional
    for other in section.forms where other != form {
      for key in other.optional where has(key) && !own.contains(key) {
        guard let stray = entry(key) else { continue }
        let partner = form.required.first ?? section.name
        findings.error("\(quoted(key)) has no meaning beside \(quoted(partner))", at: stray.key.range)
      }
    }
  }

  private mutating func reportUnknown(_ entry: YAMLEntry, in section: Section, _ variants: Variants?) {
    let keys = "keys: \(listed(section.supportedKeys.map(\.name), limit: 30))"
    let advice: String
    if let variants, case let others = variants.sections.filter({ $0[entry.name] != nil }), !others.isEmpty {
      advice =
        "it goes with \(variants.discriminator): \(others.compactMap(\.variant).joined(separator: " or ")); \(keys)"
    } else if findings.isCrowded {
      advice = keys
    } else {
      switch homes.suggestion(for: entry.name, in: section) {
      case .key(let name): advice = "did you mean \(quoted(name))? \(keys)"
      case .place(let place): advice = "it belongs \(place)"
      case nil: advice = keys
      }
    }
    findings.error("\(quoted(entry.name)) is not a key of \(section.name)", at: entry.key.range, advice: advice)
  }
}
