/// A table whose cells are Markdown without line breaks.
///
/// Cells are not padded: a longer value in one row then changes one line of a diff, not the whole table.
struct MarkdownTable {
  enum Alignment {
    case left, right
  }

  private let columns: [(title: String, alignment: Alignment)]
  private(set) var rows: [[String]] = []

  init(_ columns: [(title: String, alignment: Alignment)]) {
    self.columns = columns
  }

  mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row has one cell per column")
    rows.append(cells)
  }

  var text: String {
    var lines = [Self.line(columns.map(\.title)), Self.line(columns.map { $0.alignment == .right ? "--:" : ":--" })]
    lines += rows.map(Self.line)
    return lines.joined(separator: "\n")
  }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |"
  }
}
