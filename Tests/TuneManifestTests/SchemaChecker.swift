import JSON

/// A validator for the part of JSON Schema 2020-12 that the manifest's schema uses; an unknown keyword is a mistake of
/// the test.
struct SchemaChecker {
  struct UnknownKeyword: Error {
    var keyword: String
  }

  private static let annotations: Set<String> = ["$schema", "title", "description", "default", "examples"]

  /// Where and why `value` breaks the schema; empty when it does not.
  static func complaints(_ value: JSONValue, _ schema: JSONValue, at path: String = "") throws -> [String] {
    guard let schema = schema.object else { return schema.bool == true ? [] : ["\(path): not allowed"] }
    var complaints: [String] = []
    func complain(_ isWrong: Bool, _ keyword: String) { if isWrong { complaints.append("\(path): \(keyword)") } }
    for (keyword, rule) in schema {
      switch keyword {
      case _ where annotations.contains(keyword): break
      case "type":
        let types = rule.array?.compactMap(\.string) ?? [rule.string ?? ""]
        complain(!types.contains { has(value, $0) }, "type \(types)")
      case "const": complain(value != rule, "const")
      case "enum": complain(rule.array?.contains(value) != true, "enum")
      case "minimum": if let number = number(value), let bound = rule.double { complain(number < bound, "minimum") }
      case "maximum": if let number = number(value), let bound = rule.double { complain(number > bound, "maximum") }
      case "exclusiveMinimum":
        if let number = number(value), let bound = rule.double { complain(number <= bound, "exclusiveMinimum") }
      case "minLength": if let text = value.string { complain(text.unicodeScalars.count < rule.int ?? 0, "minLength") }
      case "pattern":
        let regex = try Regex(rule.string ?? "")
        if let text = value.string { complain(text.firstMatch(of: regex) == nil, "pattern") }
      case "minItems": if let array = value.array { complain(array.count < rule.int ?? 0, "minItems") }
      case "maxItems": if let array = value.array { complain(array.count > rule.int ?? 0, "maxItems") }
      case "items":
        for (index, element) in (value.array ?? []).enumerated() {
          complaints += try Self.complaints(element, rule, at: "\(path)/\(index)")
        }
      case "minProperties": if let object = value.object { complain(object.count < rule.int ?? 0, "minProperties") }
      case "maxProperties": if let object = value.object { complain(object.count > rule.int ?? 0, "maxProperties") }
      case "required":
        if let object = value.object {
          for name in rule.array ?? [] { complain(object[name.string ?? ""] == nil, "required \(name)") }
        }
      case "properties":
        for (name, own) in rule.object ?? JSONObject() {
          if let member = value[name] { complaints += try Self.complaints(member, own, at: "\(path)/\(name)") }
        }
      case "additionalProperties":
        for (name, member) in value.object ?? JSONObject() where schema["properties"]?[name] == nil {
          complaints += try Self.complaints(member, rule, at: "\(path)/\(name)")
        }
      case "propertyNames":
        for name in value.object?.keys ?? [] {
          complaints += try Self.complaints(.string(name), rule, at: "\(path)/\(name)")
        }
      case "oneOf", "anyOf":
        let branches = try (rule.array ?? []).map { try Self.complaints(value, $0, at: path) }
        let matches = branches.count { $0.isEmpty }
        complain(keyword == "oneOf" ? matches != 1 : matches == 0, "\(keyword): \(matches) match \(branches)")
      default: throw UnknownKeyword(keyword: keyword)
      }
    }
    return complaints
  }

  private static func has(_ value: JSONValue, _ type: String) -> Bool {
    switch (type, value) {
    case ("string", .string), ("boolean", .bool), ("array", .array), ("object", .object), ("null", .null): true
    case ("number", .integer), ("number", .number), ("integer", .integer): true
    case ("integer", .number(let number)): number.rounded() == number
    default: false
    }
  }

  private static func number(_ value: JSONValue) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}
