import TuneModel

/// Prose on the terminal.
enum Paragraph {
  /// Breaks a text at its spaces into lines of at most `width` columns; a longer word stands alone.
  static func lines(_ text: String, width: Int, indent: Int = 0) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if indent + columns(line) + 1 + columns(String(word)) <= width {
        line += " " + word
      } else {
        lines.append(margin + line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(margin + line) }
    return lines
  }
}
