import TuneModel

/// A table on the terminal: columns as wide as their widest cell, two spaces between them.
struct TextTable {
  enum Alignment {
    case left, right
  }

  typealias Cell = (text: String, look: StyledLine.Look)

  private let titles: [(title: String, alignment: Alignment)]
  private var rows: [[Cell]] = []

  init(_ titles: [(title: String, alignment: Alignment)]) {
    self.titles = titles
  }

  /// - Parameter row: as many cells as there are columns.
  mutating func append(_ row: [Cell]) { rows.append(row) }

  /// The title line, where any column has a title, and the rows; each cut to `width` columns.
  func lines(width: Int) -> [StyledLine] {
    let widths = titles.indices.map { column in
      rows.reduce(columns(titles[column].title)) { max($0, columns($1[column].text)) }
    }
    var lines: [StyledLine] = []
    if titles.contains(where: { !$0.title.isEmpty }) {
      lines.append(line(titles.map { ($0.title, .dim) }, widths))
    }
    lines += rows.map { line($0, widths) }
    return lines.map { $0.cut(to: width) }
  }

  private func line(_ cells: [Cell], _ widths: [Int]) -> StyledLine {
    var line = StyledLine()
    let last = cells.lastIndex { !$0.text.isEmpty } ?? -1
    for (column, cell) in cells.enumerated() where column <= last {
      if column > 0 { line.add("  ") }
      let gap = String(repeating: " ", count: max(0, widths[column] - columns(cell.text)))
      if titles[column].alignment == .right { line.add(gap) }
      line.add(cell.text, cell.look)
      if titles[column].alignment == .left, column < last { line.add(gap) }
    }
    return line
  }
}
