import YAML

/// The entries of a section whose shape has been checked.
struct Fields {
  private let entries: [String: YAMLEntry]
  private let invalid: Set<SourcePosition>
  /// Where to point when something is missing.
  let anchor: SourceRange

  init(_ node: YAMLNode?, anchor: SourceRange, invalid: Set<SourcePosition>) {
    var entries: [String: YAMLEntry] = [:]
    for entry in node?.mapping ?? [] { entries[entry.name] = entry }
    self.entries = entries
    self.anchor = anchor
    self.invalid = invalid
  }

  /// The key's value, or its default when the key is absent; nil when there is neither, or when the value is wrong.
  subscript<Value>(key: Key<Value>) -> Value? {
    guard let entry = entries[key.name] else { return key.defaultValue }
    return invalid.contains(entry.value.range.start) ? nil : Value(entry.value)
  }

  /// The value's node, also a wrong one; nil when the key is absent.
  func node<Value>(_ key: Key<Value>) -> YAMLNode? { entries[key.name]?.value }

  /// The value's place, or the key's when the value is empty; the section's when the key is absent.
  func range<Value>(_ key: Key<Value>) -> SourceRange { entries[key.name]?.value.range ?? anchor }

  /// The place of the key itself; the section's when the key is absent.
  func keyRange<Value>(_ key: Key<Value>) -> SourceRange { entries[key.name]?.key.range ?? anchor }

  func has<Value>(_ key: Key<Value>) -> Bool { entries[key.name] != nil }

  /// Whether the key is there and its value is good.
  func isValid<Value>(_ key: Key<Value>) -> Bool {
    entries[key.name].map { !invalid.contains($0.value.range.start) } ?? false
  }

  /// The fields of each good mapping in a list under this one.
  func sections(_ key: Key<[YAMLNode]>) -> [Fields] {
    guard let elements = entries[key.name]?.value.sequence else { return [] }
    return elements.filter { !invalid.contains($0.range.start) }.map { Fields($0, anchor: $0.range, invalid: invalid) }
  }

  /// The fields of a section under this one; empty when it is absent.
  func section(_ key: Key<YAMLNode>) -> Fields {
    let entry = entries[key.name]
    return Fields(self[key], anchor: entry?.key.range ?? anchor, invalid: invalid)
  }
}
