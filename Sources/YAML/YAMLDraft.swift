/// YAML to be written: values with comments, in block style unless said otherwise.
///
/// ```swift
/// let draft: YAMLDraft = [
///   "name": "digits",
///   "search": YAMLDraft(["strategy": "auto", "seed": 7]).flow().comment("How trials are chosen"),
/// ]
/// print(draft.text)
/// ```
package struct YAMLDraft: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case scalar(YAMLValue)
    case sequence([YAMLDraft])
    case mapping([Member])
  }

  /// A key of a mapping and its value.
  package struct Member: Hashable, Sendable {
    package var key: String
    package var value: YAMLDraft

    package init(_ key: String, _ value: YAMLDraft) {
      self.key = key
      self.value = value
    }
  }

  package var content: Content

  /// Whether a collection is written between brackets on one line. Ignored where a comment inside of it needs lines.
  package var isFlow = false

  /// Comment on the lines above the value and its key, without `#`.
  package var commentAbove: String?

  /// Comment at the end of the value's line, or of its key's, without `#`.
  package var commentBeside: String?

  /// Whether an empty line comes before the value, its key and its comment.
  package var hasEmptyLineAbove = false

  package init(_ content: Content) {
    self.content = content
  }

  /// The draft itself: lets a literal have comments, as in `YAMLDraft(["a": 1]).flow()`.
  package init(_ draft: YAMLDraft) {
    self = draft
  }

  /// A draft of the same values in block style.
  package init(_ node: YAMLNode) {
    switch node.content {
    case .scalar(let scalar): content = .scalar(scalar.value)
    case .sequence(let elements): content = .sequence(elements.map { YAMLDraft($0) })
    case .mapping(let entries): content = .mapping(entries.map { Member($0.name, YAMLDraft($0.value)) })
    }
  }

  /// The same between brackets on one line.
  package func flow() -> YAMLDraft {
    var draft = self
    draft.isFlow = true
    return draft
  }

  /// The same with a comment above, which may have several lines.
  package func comment(_ text: String) -> YAMLDraft {
    var draft = self
    draft.commentAbove = text
    return draft
  }

  /// The same with a comment beside.
  package func remark(_ text: String) -> YAMLDraft {
    var draft = self
    draft.commentBeside = text
    return draft
  }

  /// The same with an empty line above.
  package func spaced() -> YAMLDraft {
    var draft = self
    draft.hasEmptyLineAbove = true
    return draft
  }

  /// The document, ending with a line break. Reading it gives the same values in the same order.
  package var text: String {
    var writer = YAMLWriter()
    writer.writeDocument(self)
    return writer.text
  }
}

extension YAMLDraft: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self.init(.scalar(.null)) }
  package init(booleanLiteral value: Bool) { self.init(.scalar(.bool(value))) }
  package init(integerLiteral value: Int) { self.init(.scalar(.integer(value))) }
  package init(floatLiteral value: Double) { self.init(.scalar(.number(value))) }
  package init(stringLiteral value: String) { self.init(.scalar(.string(value))) }
  package init(arrayLiteral elements: YAMLDraft...) { self.init(.sequence(elements)) }

  /// The members in the order of the literal. A key must not come twice.
  package init(dictionaryLiteral elements: (String, YAMLDraft)...) {
    self.init(.mapping(elements.map { Member($0, $1) }))
  }
}
