/// A place in a text file, as an editor counts: lines and columns from 1, columns in characters.
package struct SourceLocation: Hashable, Sendable {
  package var line: Int
  package var column: Int
  /// How many characters the mistake covers on its line, at least 1.
  package var length: Int

  package init(line: Int, column: Int, length: Int = 1) {
    self.line = line
    self.column = column
    self.length = max(1, length)
  }
}

/// One mistake, or one thing worth saying, in words for the person who can mend it.
///
/// Diagnostics are values: they are collected, all of them, and shown at the edge. `message` says what is wrong,
/// `advice` what to write instead.
package struct Diagnostic: Error, Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable {
    case error, warning, note
  }

  package var severity: Severity
  package var message: String
  package var advice: [String]
  /// The file as the person named it; nil when the mistake is not in a file.
  package var file: String?
  package var location: SourceLocation?

  package init(
    _ severity: Severity,
    _ message: String,
    advice: [String] = [],
    file: String? = nil,
    location: SourceLocation? = nil
  ) {
    self.severity = severity
    self.message = message
    self.advice = advice
    self.file = file
    self.location = location
  }
}

/// Several diagnostics thrown together, at the edge where nothing more can be collected.
package struct Diagnostics: Error, Hashable, Sendable {
  package var all: [Diagnostic]

  package init(_ all: [Diagnostic]) {
    self.all = all
  }

  package var hasErrors: Bool { all.contains { $0.severity == .error } }
}

extension Diagnostic {
  /// The diagnostic as compilers print it: `file:line:column: error: message`, the line with a caret, and the advice.
  ///
  /// - Parameter sourceLine: the text of the line that `location` names, without its newline.
  package func rendered(sourceLine: String? = nil) -> String {
    var text = ""
    if let file {
      text += file + ":"
      if let location { text += "\(location.line):\(location.column):" }
      text += " "
    }
    text += "\(severity.rawValue): \(message)\n"
    if let location, let sourceLine {
      let number = String(location.line)
      let (excerpt, column) = Diagnostic.excerpt(of: sourceLine, around: location.column)
      let before = excerpt.prefix(max(0, column - 1))
      let marked = excerpt.dropFirst(before.count).prefix(location.length)
      text += "\(number) | \(excerpt)\n"
      text += String(repeating: " ", count: number.count) + " | "
      // Tabs stay tabs in the caret's line, so that both lines are indented alike.
      text += before.map { $0 == "\t" ? "\t" : String(repeating: " ", count: columns($0)) }.joined()
      text += String(repeating: "^", count: max(1, columns(String(marked)))) + "\n"
    }
    for line in advice { text += "   = \(line)\n" }
    return text
  }

  /// Longer lines are shown in part, so that a file of one long line does not fill the screen.
  private static let longestLine = 160

  /// The part of a line around a column, with `…` for what is left out, and the column's place in it.
  private static func excerpt(of line: String, around column: Int) -> (text: String, column: Int) {
    guard line.utf8.count > longestLine else { return (line, column) }
    let skipped = max(0, column - 1 - longestLine / 2)
    guard let start = line.index(line.startIndex, offsetBy: skipped, limitedBy: line.endIndex) else {
      return (line, column)
    }
    let end = line.index(start, offsetBy: longestLine, limitedBy: line.endIndex) ?? line.endIndex
    let front = skipped > 0 ? "…" : ""
    let back = end < line.endIndex ? "…" : ""
    return (front + line[start..<end] + back, column - skipped + front.count)
  }
}
