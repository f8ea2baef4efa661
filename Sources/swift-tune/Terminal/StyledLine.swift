import TuneModel

/// A line of the terminal: texts with their looks. Rendering to escape codes, or to nothing but text, comes last.
struct StyledLine: Hashable, Sendable {
  enum Look: String, Hashable, Sendable {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  private(set) var spans: [(text: String, look: Look)] = []

  init(_ text: String = "", _ look: Look = .plain) {
    if !text.isEmpty { spans = [(text, look)] }
  }

  mutating func add(_ text: String, _ look: Look = .plain) {
    if !text.isEmpty { spans.append((text, look)) }
  }

  mutating func append(_ line: StyledLine) {
    for span in line.spans { add(span.text, span.look) }
  }

  /// Columns on the screen.
  var width: Int { spans.reduce(0) { $0 + columns($1.text) } }

  /// The line cut to `width` columns, an ellipsis in the last one when something was cut.
  func cut(to width: Int) -> StyledLine {
    guard self.width > width else { return self }
    var line = StyledLine()
    var room = max(0, width - 1)
    for (text, look) in spans {
      var kept = ""
      for character in text {
        let columns = columns(character)
        guard columns <= room else {
          line.add(kept, look)
          line.add(width > 0 ? "…" : "", .dim)
          return line
        }
        kept.append(character)
        room -= columns
      }
      line.add(kept, look)
    }
    return line
  }

  func indented(by count: Int) -> StyledLine {
    var line = StyledLine(String(repeating: " ", count: count))
    line.append(self)
    return line
  }

  func rendered(colors: Bool) -> String {
    spans.map { colors && $0.look != .plain ? "\u{1B}[\($0.look.rawValue)m\($0.text)\u{1B}[0m" : $0.text }.joined()
  }

  static func == (a: StyledLine, b: StyledLine) -> Bool {
    a.spans.elementsEqual(b.spans) { $0.text == $1.text && $0.look == $1.look }
  }

  func hash(into hasher: inout Hasher) {
    for (text, look) in spans {
      hasher.combine(text)
      hasher.combine(look)
    }
  }
}
