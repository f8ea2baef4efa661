package import JSON
package import TuneModel
import YAML

/// The JSON Schema (draft 2020-12) of manifests, for editors.
///
/// It is made from the declarations that the decoder uses. It accepts every manifest that the decoder accepts; the
/// decoder refuses more, because a schema cannot tell whether `min` is below `max`.
package enum ManifestSchema {
  /// - Parameters:
  ///   - strategies: What `search.strategy` may name; the first is the default.
  ///   - pruners: What `prune.strategy` may name, likewise.
  package static func json(strategies: [StrategyDeclaration], pruners: [PrunerDeclaration]) -> JSONValue {
    let section = ManifestKeys.section(StrategySections(strategies), PrunerSections(pruners))
    var schema: JSONObject = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "swift-tune manifest",
    ]
    for (key, value) in object(section) { schema[key] = value }
    return .object(schema)
  }

  /// The schema of a section.
  ///
  /// - Parameters:
  ///   - discriminator: The key that tells variants apart; it takes only the section's own variant.
  ///   - mayOmit: Whether the mapping may leave that key out.
  private static func object(_ section: Section, discriminator: String? = nil, mayOmit: Bool = false) -> JSONObject {
    var properties = JSONObject()
    var required: [JSONValue] = []
    for key in section.supportedKeys {
      if key.name == discriminator {
        properties[key.name] = .object(["description": .string(key.summary), "const": .string(section.variant ?? "")])
        if !mayOmit { required.append(.string(key.name)) }
      } else {
        properties[key.name] = property(key)
        if key.isRequired { required.append(.string(key.name)) }
      }
    }
    var schema: JSONObject = [
      "description": .string(section.summary),
      "type": "object",
      "properties": .object(properties),
      "additionalProperties": false,
    ]
    if !required.isEmpty { schema["required"] = .array(required) }
    if !section.forms.isEmpty, !section.forms.contains(where: \.required.isEmpty) {
      schema["oneOf"] = .array(
        section.forms.map { form in ["required": .array(form.required.map { .string($0) })] }
      )
    }
    return schema
  }

  private static func property(_ key: KeyDeclaration) -> JSONValue {
    var description = key.summary
    if let words = key.defaultWords { description += " Default: \(words)." }
    var schema: JSONObject = ["description": .string(description)]
    for (keyword, value) in self.schema(key.shape) where schema[keyword] == nil { schema[keyword] = value }
    if let value = key.defaultValue { schema["default"] = value }
    let examples = key.examples.compactMap { YAMLDocument(parsing: $0).root.map(JSONValue.init) }
    if !examples.isEmpty { schema["examples"] = .array(examples) }
    return .object(schema)
  }

  private static func schema(_ shape: Shape) -> JSONObject {
    switch shape {
    case .version(let version): return ["const": .integer(version)]
    case .text(let rule):
      var schema: JSONObject = ["type": "string", "minLength": 1]
      if let pattern = rule.pattern { schema["pattern"] = .string(pattern) }
      return schema
    case .integer(let range):
      return ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .number(nil): return ["type": "number"]
    case .number(let range?):
      return ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    case .boolean: return ["type": "boolean"]
    case .scalar, .word: return ["type": ["string", "number", "boolean"]]
    case .choice(let choices):
      return ["enum": .array(choices.filter { !$0.support.isPlanned }.map { .string($0.name) })]
    case .duration(let allowsZero):
      let longest = DurationText.longest.components.seconds
      return [
        "anyOf": [
          [
            "description": "Seconds.", "type": "number",
            allowsZero ? "minimum" : "exclusiveMinimum": 0, "maximum": .integer(Int(longest)),
          ],
          ["type": "string", "minLength": 1, "pattern": .string(DurationText.pattern)],
        ]
      ]
    case .byteCount(let range):
      return [
        "anyOf": [
          .object(schema(.integer(range))),
          ["type": "string", "pattern": .string(ByteCount.pattern)],
        ]
      ]
    case .list(let element, let counts):
      return [
        "type": "array", "items": .object(schema(element)), "minItems": .integer(counts.lowerBound),
        "maxItems": .integer(counts.upperBound),
      ]
    case .oneOrSeveral:
      return ["anyOf": [.object(schema(.scalar)), .object(schema(.list(of: .scalar, counts: 1...1_000)))]]
    case .mapping(let keys, let values):
      var schema: JSONObject = [
        "type": "object", "additionalProperties": .object(schema(values)),
        "minProperties": .integer(keys.counts.lowerBound), "maxProperties": .integer(keys.counts.upperBound),
      ]
      if let pattern = keys.rule.pattern { schema["propertyNames"] = ["pattern": .string(pattern)] }
      return schema
    case .section(let section): return object(section)
    case .variants(let variants): return ["oneOf": .array(objects(variants))]
    case .variantsOrScalar(let variants): return ["oneOf": .array(objects(variants) + [.object(schema(.scalar))])]
    }
  }

  private static func objects(_ variants: Variants) -> [JSONValue] {
    variants.sections.map { section in
      .object(
        object(section, discriminator: variants.discriminator, mayOmit: section.variant == variants.defaultName)
      )
    }
  }
}

extension JSONValue {
  /// The JSON that a YAML tool would make of a node.
  init(_ node: YAMLNode) {
    switch node.content {
    case .scalar(let scalar):
      switch scalar.value {
      case .null: self = .null
      case .bool(let value): self = .bool(value)
      case .integer(let value): self = .integer(value)
      case .number(let value): self = .number(value)
      case .string(let value): self = .string(value)
      }
    case .sequence(let elements): self = .array(elements.map(JSONValue.init))
    case .mapping(let entries): self = .object(JSONObject(entries.map { (key: $0.name, value: JSONValue($0.value)) }))
    }
  }
}
