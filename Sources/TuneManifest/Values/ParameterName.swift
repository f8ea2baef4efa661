/// What parameters may be called.
///
/// A name appears in YAML, JSON, CSV headers, placeholders, constraints and environment variables; the rule is what
/// all of them can spell: a letter or `_`, then letters, digits, `_`, `.` and `-`, at most 64 of them, all ASCII.
package enum ParameterName {
  static let longest = 64

  static let rule = TextRule(
    pattern: "^[A-Za-z_][A-Za-z0-9_.-]{0,63}$",
    words: "a name is a letter or '_', then letters, digits, '_', '.' or '-', at most \(longest) in all",
    suggestion: { text in
      let name = String(text.prefix(longest).map { allows($0) ? $0 : "_" })
      return name.contains { $0.isLetter } && isValid(name) ? name : nil
    }
  )

  static func allows(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "_.-".contains(character))
  }

  static func isValid(_ name: String) -> Bool {
    guard let first = name.first, name.count <= longest else { return false }
    return (first.isLetter || first == "_") && name.allSatisfy(allows)
  }

  /// Words with a meaning of their own in constraints.
  static let reserved: Set<String> = ["and", "or", "not", "true", "false", "True", "False"]

  /// The environment variable in which a train command finds the parameter: `TUNE_PARAM_LEARNING_RATE`. What a
  /// variable's name cannot hold becomes `_`.
  package static func environmentVariable(_ name: String) -> String {
    "TUNE_PARAM_"
      + String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
