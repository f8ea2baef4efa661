import JSON
import YAML

/// Taking apart a command that was written as one text, to show the list that should stand there, and to find what a
/// shell would run.
enum CommandWords {
  /// The words as a POSIX shell would split them, without expansions; nil when a quote is not closed.
  static func split(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let finished = word { words.append(finished) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else { return nil }
    if let finished = word { words.append(finished) }
    return words
  }

  /// Whether the text means something to a shell beyond its words: pipes, redirections, variables, wildcards.
  static func needsShell(_ text: String) -> Bool {
    text.contains { "|&;<>()$`*?~#\n".contains($0) }
  }

  /// The words as a YAML flow sequence: `[python3, train.py, "--lr={lr}"]`.
  static func flowSequence(_ words: [String]) -> String {
    "[" + words.map(flowScalar).joined(separator: ", ") + "]"
  }

  /// The word as a scalar of a YAML flow sequence, in quotes where it needs them or reads better with them.
  static func flowScalar(_ word: String) -> String {
    // JSON's texts are YAML's, too.
    if word.contains(where: \.isWhitespace) { return JSONValue.string(word).serialized() }
    // Words are taken as they are spelled, so that a plain number needs no quotes.
    if case .integer(let number) = YAMLValue(plain: word), String(number) == word { return word }
    return flowText(.string(word))
  }

  /// Scalars as they stand in a manifest as a YAML flow sequence.
  static func flowSequence(_ nodes: [YAMLNode]) -> String {
    let texts = nodes.map { node in
      guard case .string(let text) = node.value else { return node.scalar?.text ?? "" }
      return flowScalar(text)
    }
    return "[" + texts.joined(separator: ", ") + "]"
  }

  private static func flowText(_ value: YAMLValue) -> String {
    // What needs no quotes by itself may need them between brackets.
    let text = YAMLDraft(.sequence([YAMLDraft(.scalar(value))])).flow().text
    return String(text.prefix { $0 != "\n" }.dropFirst().dropLast())
  }
}
