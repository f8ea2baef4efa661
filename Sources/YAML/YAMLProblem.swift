/// A mistake in a YAML text, in words for the person who can mend it.
package struct YAMLProblem: Hashable, Sendable {
  /// Something to know beside the message: what to write instead, or a place that belongs to the mistake.
  package struct Note: Hashable, Sendable {
    package var message: String
    package var range: SourceRange?

    package init(_ message: String, at range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  package var message: String
  package var range: SourceRange
  package var notes: [Note]

  package init(_ message: String, at range: SourceRange, notes: [Note] = []) {
    self.message = message
    self.range = range
    self.notes = notes
  }
}

/// A text from the source in quotes, short enough for a message.
func quote(_ text: some StringProtocol) -> String {
  let start = text.unicodeScalars.prefix(60)
  let isWhole = start.endIndex == text.unicodeScalars.endIndex
  let shown = start.map { $0.isPrintableInYAML && $0 != "\n" && $0 != "\r" ? Character($0) : " " }
  return "'" + String(shown) + (isWhole ? "'" : "…'")
}

extension YAMLProblem: CustomStringConvertible {
  /// Place, message and notes in one line.
  package var description: String {
    (["\(range.start): \(message)"]
      + notes.map { note in "\(note.message)\(note.range.map { " [\($0.start)]" } ?? "")" })
      .joined(separator: " | ")
  }
}
