/// Parts of a line of which the least important are left out until the rest fits: half a number would be read as a
/// number.
struct FittedLine {
  private var parts: [(line: StyledLine, importance: Int)] = []

  /// - Parameter importance: parts with the lowest go first; of equals the last.
  mutating func add(_ line: StyledLine, importance: Int) {
    if line.width > 0 { parts.append((line, importance)) }
  }

  mutating func add(_ text: String, _ look: StyledLine.Look = .plain, importance: Int) {
    add(StyledLine(text, look), importance: importance)
  }

  /// The parts that fit into `width` columns.
  func line(width: Int) -> StyledLine {
    var kept = parts
    while kept.count > 1, kept.reduce(0, { $0 + $1.line.width }) > width {
      guard let least = kept.indices.reversed().min(by: { kept[$0].importance < kept[$1].importance }) else { break }
      kept.remove(at: least)
    }
    var line = StyledLine()
    for part in kept { line.append(part.line) }
    return line.cut(to: width)
  }
}
