/// A value in a YAML document and where it stands.
///
/// Aliases are replaced by what they refer to, merge keys by what they merge; neither leaves a trace but
/// ``definition``.
package struct YAMLNode: Sendable {
  package enum Content: Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    /// The entries in their order. No two keys have the same text.
    case mapping([YAMLEntry])
  }

  package var content: Content

  /// Where the value stands, including its tag and anchor; for an alias, where the alias stands.
  package var range: SourceRange

  /// Where the value is defined when it stands here by an alias; otherwise `nil`.
  package var definition: SourceRange?

  /// The explicit tag as it is usually written, such as `!!str`; `nil` when there is none.
  package var tag: String?

  package init(_ content: Content, range: SourceRange, tag: String? = nil) {
    self.content = content
    self.range = range
    self.tag = tag
  }
}

/// A key of a mapping and its value. Keys are scalars.
package struct YAMLEntry: Sendable {
  package var key: YAMLNode
  package var value: YAMLNode

  package init(key: YAMLNode, value: YAMLNode) {
    self.key = key
    self.value = value
  }

  /// The text of the key.
  package var name: String { key.scalar?.text ?? "" }
}

extension YAMLNode {
  /// The scalar; `nil` for a sequence or mapping.
  package var scalar: YAMLScalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// What the scalar means; `nil` for a sequence or mapping.
  package var value: YAMLValue? { scalar?.value }

  /// The elements of a sequence; `nil` for everything else.
  package var sequence: [YAMLNode]? {
    if case .sequence(let elements) = content { elements } else { nil }
  }

  /// The entries of a mapping; `nil` for everything else.
  package var mapping: [YAMLEntry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value of a mapping's key with this text; `nil` when there is none, or when this is not a mapping.
  ///
  /// - Complexity: O(entries of the mapping)
  package subscript(key: String) -> YAMLNode? {
    mapping?.first { $0.name == key }?.value
  }

  /// What kind of value this is, in words that fit "found …": `a list`, `a mapping`, `null`, `the number 3`.
  package var kindInWords: String {
    switch content {
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .scalar(let scalar):
      switch scalar.value {
      case .null: scalar.text.isEmpty ? "nothing" : "null"
      case .bool(let truth): truth ? "true" : "false"
      case .integer, .number: "the number \(scalar.text)"
      case .string: "a text"
      }
    }
  }

  /// Whether both have the same values in the same order, wherever and in whatever style they are written.
  package func hasSameContent(as other: YAMLNode) -> Bool {
    switch (content, other.content) {
    case (.scalar(let one), .scalar(let two)):
      one.value.isSame(as: two.value)
    case (.sequence(let one), .sequence(let two)):
      one.count == two.count && zip(one, two).allSatisfy { $0.hasSameContent(as: $1) }
    case (.mapping(let one), .mapping(let two)):
      one.count == two.count
        && zip(one, two).allSatisfy { $0.name == $1.name && $0.value.hasSameContent(as: $1.value) }
    default: false
    }
  }
}
