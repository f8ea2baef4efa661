/// The text of a file, cut into lines the way editors do: at `\n`, `\r\n` and `\r`.
///
/// Invalid UTF-8 is shown by replacement characters, and a byte order mark at the start is left out.
package struct SourceText: Sendable {
  /// The text as valid UTF-8.
  let utf8: [UInt8]

  /// Where each line starts: bytes and Unicode scalars before it.
  private let lineStarts: [(byte: Int, scalar: Int)]

  package init(_ text: String) {
    self.init(utf8: Array(text.utf8))
  }

  init(utf8: [UInt8]) {
    self.utf8 = utf8
    var starts = [(byte: 0, scalar: 0)]
    var scalars = 0
    for (offset, byte) in utf8.enumerated() {
      // Continuation bytes (10xxxxxx) belong to the scalar before them.
      if byte & 0xC0 != 0x80 { scalars += 1 }
      let breaksLine =
        byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r") && !(offset + 1 < utf8.count && utf8[offset + 1] == UInt8(ascii: "\n"))
      if breaksLine { starts.append((offset + 1, scalars)) }
    }
    lineStarts = starts
  }

  /// Lines of the text; text that ends with a line break has an empty one after it.
  package var lineCount: Int { lineStarts.count }

  /// The text of a line without its line break; empty when there is no such line.
  ///
  /// - Complexity: O(length of the line)
  package func line(_ number: Int) -> String {
    guard (1...lineCount).contains(number) else { return "" }
    let start = lineStarts[number - 1].byte
    let end = number < lineCount ? lineStarts[number].byte : utf8.count
    var bytes = utf8[start..<end]
    while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The place with so many Unicode scalars before it.
  ///
  /// - Complexity: O(log `lineCount`)
  func position(ofScalar index: Int) -> SourcePosition {
    var low = 0
    var high = lineCount
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle].scalar <= index { low = middle } else { high = middle }
    }
    return SourcePosition(line: low + 1, column: index - lineStarts[low].scalar + 1)
  }

  /// The bytes from the start of a line on, and how many Unicode scalars precede them.
  func rest(fromLine number: Int) -> (utf8: ArraySlice<UInt8>, scalarsBefore: Int) {
    let start = lineStarts[number - 1]
    return (utf8[start.byte...], start.scalar)
  }
}

/// A line of a source with the part that a message is about.
package struct SourceExcerpt: Hashable, Sendable {
  /// Number of the line; the first is 1.
  package var lineNumber: Int

  /// The line in three parts: what comes before, what is marked, what comes after. The marked part may be empty at
  /// the end of the line, or in an empty line; a caret is due there all the same.
  package var before: String
  package var marked: String
  package var after: String

  /// The whole line.
  package var text: String { before + marked + after }

  /// The marked columns, at least one, counted as in ``SourcePosition``.
  package var columns: Range<Int> {
    let start = before.unicodeScalars.count + 1
    return start..<(start + max(1, marked.unicodeScalars.count))
  }
}

extension SourceText {
  /// The first line of `range` with its part in the range marked.
  package func excerpt(of range: SourceRange) -> SourceExcerpt {
    let scalars = Array(line(range.start.line).unicodeScalars)
    let start = min(max(range.start.column - 1, 0), scalars.count)
    let end = range.end.line > range.start.line ? scalars.count : min(range.end.column - 1, scalars.count)
    // An empty range is about the character at its place.
    let markedEnd = min(max(end, start + 1), scalars.count)
    return SourceExcerpt(
      lineNumber: range.start.line,
      before: String(String.UnicodeScalarView(scalars[..<start])),
      marked: String(String.UnicodeScalarView(scalars[start..<markedEnd])),
      after: String(String.UnicodeScalarView(scalars[markedEnd...]))
    )
  }
}
