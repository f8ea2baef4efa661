/// What experiments may be called: the name is that of a folder, on every system.
enum ExperimentName {
  static let longest = 100
  static let rule = TextRule(
    pattern: "^[a-z0-9][a-z0-9_-]{0,99}$",
    words: "a name is lower-case letters, digits, '-' and '_', at most \(longest) in all",
    suggestion: { made(from: $0) }
  )

  static func isValid(_ name: String) -> Bool {
    guard let first = name.first, name.count <= longest, first != "-", first != "_" else { return false }
    return name.allSatisfy(allows)
  }

  private static func allows(_ character: Character) -> Bool {
    character.isASCII && (character.isLowercase || character.isNumber || character == "-" || character == "_")
  }

  /// The nearest allowed name: lower case, with `-` for what is not allowed.
  static func made(from text: some StringProtocol) -> String {
    var name = ""
    for character in text.lowercased() {
      let allowed = allows(character) ? character : "-"
      if allowed == "-" || allowed == "_", name.isEmpty || name.last == "-" { continue }
      name.append(allowed)
      if name.count == longest { break }
    }
    while name.last == "-" { name.removeLast() }
    return name.isEmpty ? "experiment" : name
  }

  /// The name of a manifest that does not say: `experiments/My digits.yaml` is `my-digits`.
  static func of(file: String) -> String {
    let base = file.split(separator: "/").last ?? ""
    let stem = base.lastIndex(of: ".").map { $0 > base.startIndex ? base[..<$0] : base } ?? base
    return made(from: stem)
  }
}
