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

/// How many columns a terminal gives a text.
func columns(_ text: String) -> Int {
  text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + columns($1) }
}

/// Two for the wide characters of East Asian scripts and for emoji, none for marks without a letter, as terminals draw
/// them.
private func columns(_ character: Character) -> Int {
  guard let scalar = character.unicodeScalars.first else { return 0 }
  switch scalar.value {
  case 0x20..<0x300: return 1
  case 0x1100...0x115F, 0x2E80...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F200...0x1F2FF, 0x20000...0x3FFFD:
    return 2
  default:
    if scalar.properties.isEmojiPresentation { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return 1
    }
  }
}
