/// `text` between single quotes for a message: on one line, without control characters, and not too long.
func quoted(_ text: some StringProtocol, limit: Int = 60) -> String {
  var result = "'"
  var count = 0
  for character in text {
    if count == limit {
      result += "…"
      break
    }
    count += 1
    switch character {
    case "\n", "\r\n": result += "\\n"
    case "\t": result += "\\t"
    default:
      let isControl = character.unicodeScalars.contains { $0.properties.generalCategory.isUnprintable }
      result += isControl ? "\u{FFFD}" : String(character)
    }
  }
  return result + "'"
}

/// `first, second or third`, each in quotes.
func alternatives(_ words: [String], joinedBy word: String = "or") -> String {
  let quotedWords = words.map { quoted($0) }
  guard let last = quotedWords.last, quotedWords.count > 1 else { return quotedWords.first ?? "" }
  return quotedWords.dropLast().joined(separator: ", ") + " \(word) " + last
}

/// The words as a list for advice, cut when there are very many.
func listed(_ words: [String], limit: Int = 20) -> String {
  let shown = words.prefix(limit).map { String(quoted($0).dropFirst().dropLast()) }
  return shown.joined(separator: ", ") + (words.count > limit ? ", … (\(words.count) in all)" : "")
}

extension Unicode.GeneralCategory {
  /// Escape sequences and the marks that reorder a line: a message must not change how a terminal shows it.
  fileprivate var isUnprintable: Bool {
    switch self {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
