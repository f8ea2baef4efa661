/// A text with placeholders: `--lr={learning_rate}`. `{{` and `}}` stand for braces themselves.
package struct PlaceholderTemplate: Hashable, Sendable {
  package enum Piece: Hashable, Sendable {
    case text(String)
    case placeholder(Reference)
  }

  /// A placeholder and its place, in characters from the start of the text; the place includes the braces.
  package struct Reference: Hashable, Sendable {
    package var name: String
    package var offset: Int
    package var length: Int
  }

  package let pieces: [Piece]

  package var references: [Reference] {
    pieces.compactMap { if case .placeholder(let reference) = $0 { reference } else { nil } }
  }

  /// Whether the text is one placeholder and nothing else.
  package var isOnlyPlaceholder: Bool {
    guard pieces.count == 1, case .placeholder = pieces[0] else { return false }
    return true
  }

  /// The text with each placeholder replaced; nil when a placeholder has no value, because its parameter does not
  /// exist in this trial.
  package func expanded(_ value: (String) -> String?) -> String? {
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .placeholder(let reference):
        guard let replacement = value(reference.name) else { return nil }
        result += replacement
      }
    }
    return result
  }
}

/// A brace that neither opens nor closes a placeholder.
package struct PlaceholderError: Error, Hashable, Sendable {
  package var message: String
  package var advice: String
  /// Characters from the start of the text.
  package var offset: Int
  package var length: Int
}

extension PlaceholderTemplate {
  /// Reads a template. Whether the names mean something is for the caller to say.
  package static func parse(_ text: String) throws(PlaceholderError) -> PlaceholderTemplate {
    let characters = Array(text)
    var pieces: [Piece] = []
    var literal = ""
    var index = 0
    while index < characters.count {
      let character = characters[index]
      let next = index + 1 < characters.count ? characters[index + 1] : nil
      switch character {
      case "{" where next == "{", "}" where next == "}":
        literal.append(character)
        index += 2
      case "{":
        let reference = try reference(in: characters, at: index)
        if !literal.isEmpty { pieces.append(.text(literal)) }
        literal = ""
        pieces.append(.placeholder(reference))
        index += reference.length
      case "}":
        throw PlaceholderError(
          message: "this '}' closes no placeholder",
          advice: "write }} for the character itself",
          offset: index,
          length: 1
        )
      default:
        literal.append(character)
        index += 1
      }
    }
    if !literal.isEmpty || pieces.isEmpty { pieces.append(.text(literal)) }
    return PlaceholderTemplate(pieces: pieces)
  }

  private static func reference(in characters: [Character], at start: Int) throws(PlaceholderError) -> Reference {
    var end = start + 1
    while end < characters.count, ParameterName.allows(characters[end]) { end += 1 }
    if end < characters.count, characters[end] == "}", end > start + 1 {
      return Reference(name: String(characters[start + 1..<end]), offset: start, length: end + 1 - start)
    }
    let braces = "write {{ and }} for braces themselves, as in {{\"key\": 1}}"
    guard let close = characters[start...].firstIndex(of: "}") else {
      throw PlaceholderError(
        message: "this '{' opens a placeholder that is not closed",
        advice: "write {{ for the character itself",
        offset: start,
        length: 1
      )
    }
    let length = close + 1 - start
    throw PlaceholderError(
      message: length == 2
        ? "'{}' names no parameter" : "\(quoted(String(characters[start...close]))) is not a placeholder",
      advice: "a placeholder is a name in braces, such as {learning_rate}; \(braces)",
      offset: start,
      length: length
    )
  }
}
