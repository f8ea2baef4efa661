/// A terminal, as far as the live view uses one: enough to see what a person would see, and whether a line was too long.
struct Screen {
  /// What is on it, without trailing spaces; the last row is where the cursor stands.
  private(set) var rows: [String] = [""]
  /// Lines that reached beyond the last column, where a terminal would have wrapped them.
  private(set) var wrapped: [String] = []
  /// Rows as they were whenever a frame was complete.
  private(set) var frames: [[String]] = []
  private(set) var colors = 0

  private let columns: Int
  private var row = 0
  private var column = 0

  init(columns: Int) {
    self.columns = columns
  }

  mutating func write(_ text: String) {
    var rest = Array(text)[...]
    while let character = rest.popFirst() {
      switch character {
      case "\r\n":
        column = 0
        down()
      case "\r": column = 0
      case "\n": down()
      case "\u{1B}": escape(&rest)
      default: put(character)
      }
    }
  }

  private mutating func down() {
    row += 1
    if row == rows.count { rows.append("") }
  }

  private mutating func put(_ character: Character) {
    var cells = Array(rows[row])
    if cells.count < column { cells += Array(repeating: " ", count: column - cells.count) }
    if column < cells.count { cells[column] = character } else { cells.append(character) }
    rows[row] = String(cells)
    column += 1
    if column > columns { wrapped.append(rows[row]) }
  }

  /// A control sequence: `ESC [`, parameters, a letter.
  private mutating func escape(_ rest: inout ArraySlice<Character>) {
    guard rest.first == "[" else { return }
    rest.removeFirst()
    let parameters = rest.prefix { !$0.isLetter }
    rest = rest.dropFirst(parameters.count)
    switch rest.popFirst() {
    case "A": row = max(0, row - (Int(String(parameters)) ?? 1))
    case "K": rows[row] = String(rows[row].prefix(column))
    case "J":
      rows[row] = String(rows[row].prefix(column))
      rows.removeSubrange((row + 1)...)
      frames.append(rows)
    case "m": colors += 1
    default: break
    }
  }
}
