/// A place in a text as an editor shows it.
package struct SourcePosition: Hashable, Sendable {
  /// Line; the first is 1.
  package var line: Int

  /// Column in Unicode scalars; the first is 1. A tab counts as one.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

extension SourcePosition: Comparable {
  package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

extension SourcePosition: CustomStringConvertible {
  package var description: String { "\(line):\(column)" }
}

/// A part of a text, from its first character to just before `end`. May be empty and may span lines.
package struct SourceRange: Hashable, Sendable {
  package var start: SourcePosition
  package var end: SourcePosition

  package init(_ start: SourcePosition, _ end: SourcePosition) {
    self.start = start
    self.end = end
  }
}

extension SourceRange: CustomStringConvertible {
  package var description: String { "\(start)-\(end)" }
}
