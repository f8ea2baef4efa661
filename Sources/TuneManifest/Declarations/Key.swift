import JSON
import YAML

/// A key of the manifest together with the type of its value in Swift.
struct Key<Value: ManifestValue>: Sendable {
  let declaration: KeyDeclaration
  /// What an absent key means; nil: nothing.
  let defaultValue: Value?

  var name: String { declaration.name }

  init(
    _ name: String,
    _ shape: Shape,
    isRequired: Bool = false,
    default defaultValue: Value? = nil,
    defaultWords: String? = nil,
    _ summary: String,
    examples: [String] = [],
    otherNames: [String] = []
  ) {
    self.defaultValue = defaultValue
    declaration = KeyDeclaration(
      name: name,
      shape: shape,
      isRequired: isRequired,
      defaultValue: defaultValue?.json,
      defaultWords: defaultWords,
      summary: summary,
      examples: examples,
      otherNames: otherNames
    )
  }
}

/// A type that values of the manifest decode to.
protocol ManifestValue: Sendable {
  /// The value of a node whose shape has been checked; nil where it does not fit.
  init?(_ node: YAMLNode)

  /// The value as the schema shows it; nil where it cannot be a default.
  var json: JSONValue? { get }
}

extension Int: ManifestValue {
  init?(_ node: YAMLNode) {
    switch node.value {
    case .integer(let value): self = value
    // `1e3` is a number with an exponent, and whole.
    case .number(let value) where abs(value) <= 0x1p53 && value.rounded() == value: self = Int(value)
    default: return nil
    }
  }

  var json: JSONValue? { .integer(self) }
}

extension Double: ManifestValue {
  init?(_ node: YAMLNode) {
    switch node.value {
    case .integer(let value): self = Double(value)
    case .number(let value): self = value
    default: return nil
    }
  }

  var json: JSONValue? { .number(self) }
}

extension String: ManifestValue {
  /// The scalar as it is spelled.
  init?(_ node: YAMLNode) {
    guard let scalar = node.scalar else { return nil }
    self = scalar.text
  }

  var json: JSONValue? { .string(self) }
}

extension Bool: ManifestValue {
  init?(_ node: YAMLNode) {
    guard case .bool(let value) = node.value else { return nil }
    self = value
  }

  var json: JSONValue? { .bool(self) }
}

extension Duration: ManifestValue {
  init?(_ node: YAMLNode) {
    let duration =
      switch node.value {
      case .integer(let seconds): DurationText.duration(seconds: Double(seconds))
      case .number(let seconds): DurationText.duration(seconds: seconds)
      case .string(let text): DurationText.parse(text)
      case .bool, .null, nil: nil as Duration?
      }
    guard let duration else { return nil }
    self = duration
  }

  var json: JSONValue? { .string(DurationText.text(self)) }
}

extension ByteCount: ManifestValue {
  init?(_ node: YAMLNode) {
    switch node.value {
    case .integer(let bytes): self.init(bytes: bytes)
    case .string(let text): self.init(text)
    default: return nil
    }
  }

  var json: JSONValue? { .string(text) }
}

extension Array: ManifestValue where Element: ManifestValue {
  init?(_ node: YAMLNode) {
    guard let elements = node.sequence else { return nil }
    self = elements.compactMap { Element($0) }
  }

  var json: JSONValue? { nil }
}

/// For keys whose values are decoded by hand.
extension YAMLNode: ManifestValue {
  init?(_ node: YAMLNode) { self = node }

  var json: JSONValue? { nil }
}
