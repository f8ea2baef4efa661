/// Reads CSV as RFC 4180 describes it, from bytes as they come.
///
/// Lines end with `\r\n`, `\n` or `\r`. Fields are separated by commas, semicolons or tabs, whichever the first line has
/// most of. A field in quotes may hold separators, line breaks, and quotes that are doubled. Empty lines are passed
/// over, and so is a byte order mark. What is not CSV is an error with its place.
///
/// - Complexity: linear in the bytes, however they are cut into chunks; memory of one record.
struct CSVReader {
  /// Larger records are an error: a quote is missing somewhere.
  static let largestRecord = 1 << 20

  struct Problem: Error, CustomStringConvertible {
    var message: String
    /// From 1, in characters.
    var line: Int
    var column: Int

    var description: String { "line \(line), column \(column): \(message)" }
  }

  /// The fields of one line, without quotes.
  struct Record {
    fileprivate var bytes: [UInt8] = []
    fileprivate var ends: [Int] = []
    fileprivate var places: [(line: Int, column: Int)] = []
    fileprivate var hasQuotes = false

    var count: Int { ends.count }

    /// The place of the record's first field.
    var line: Int { places.first?.line ?? 1 }

    func text(_ index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

    /// The bytes of a field without blanks around it.
    func withTrimmed<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
      bytes.withUnsafeBytes { bytes in
        var range = range(index)
        while let first = range.first, bytes[first] == 32 || bytes[first] == 9 { range.removeFirst() }
        while let last = range.last, bytes[last] == 32 || bytes[last] == 9 { range.removeLast() }
        return body(UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
    }

    func problem(_ index: Int, _ message: String) -> Problem {
      let place = index < places.count ? places[index] : (line, 1)
      return Problem(message: message, line: place.line, column: place.column)
    }

    private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// An empty line is a record with one empty field that was not quoted.
    fileprivate var isEmptyLine: Bool { count == 1 && ends[0] == 0 && !hasQuotes }

    fileprivate mutating func removeAll() {
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      places.removeAll(keepingCapacity: true)
      hasQuotes = false
    }
  }

  private enum State {
    /// Before the first byte of a field.
    case start
    case plain, quoted
    /// After a quote in a quoted field: its end, or the first of two.
    case quote
  }

  private var separator: UInt8?
  /// The first line, until the separator is known.
  private var head: [UInt8] = []
  private var state = State.start
  private var record = Record()
  private var line = 1
  private var column = 1
  private var endsWithReturn = false
  /// Where the quote of a quoted field is.
  private var quotePlace = (line: 1, column: 1)

  /// Reads on, and hands every record that ends to `deliver`.
  mutating func consume(
    _ bytes: UnsafeRawBufferPointer,
    _ deliver: (Record) throws(Problem) -> Void
  ) throws(Problem) {
    guard separator == nil else { return try read(bytes, deliver) }
    head.append(contentsOf: bytes)
    let endsLine = { (byte: UInt8) in byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
    guard head.contains(where: endsLine) || head.count > Self.largestRecord else { return }
    try readHead(deliver)
  }

  /// Reads what is left when the file has ended.
  mutating func finish(_ deliver: (Record) throws(Problem) -> Void) throws(Problem) {
    if separator == nil { try readHead(deliver) }
    if state == .quoted {
      throw Problem(message: "this quote is never closed", line: quotePlace.line, column: quotePlace.column)
    }
    if state != .start || record.count > 0 { try endRecord(deliver) }
  }

  private mutating func readHead(_ deliver: (Record) throws(Problem) -> Void) throws(Problem) {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { head.removeFirst(3) }
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in head {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted { counts[byte, default: 0] += 1 }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r"), !isQuoted { break }
    }
    // Of equals the first, a comma.
    var best = UInt8(ascii: ",")
    for candidate in [UInt8(ascii: ";"), UInt8(ascii: "\t")] where counts[candidate] ?? 0 > counts[best] ?? 0 {
      best = candidate
    }
    separator = best
    let bytes = head
    head = []
    // Not within the closure of `withUnsafeBytes`, which does not pass on the type of errors.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { buffer.deallocate() }
    buffer.copyBytes(from: bytes)
    try read(UnsafeRawBufferPointer(buffer), deliver)
  }

  private mutating func read(
    _ bytes: UnsafeRawBufferPointer,
    _ deliver: (Record) throws(Problem) -> Void
  ) throws(Problem) {
    let quote = UInt8(ascii: "\"")
    for byte in bytes {
      let isReturn = byte == UInt8(ascii: "\r")
      let isLineEnd = isReturn || byte == UInt8(ascii: "\n")
      let followsReturn = endsWithReturn && byte == UInt8(ascii: "\n")
      endsWithReturn = isReturn
      if state == .quoted {
        if byte == quote { state = .quote } else { record.bytes.append(byte) }
      } else if isLineEnd {
        if !followsReturn { try endRecord(deliver) }
      } else if byte == separator {
        endField()
      } else if state == .start {
        record.places.append((line, column))
        if byte == quote {
          quotePlace = (line, column)
          record.hasQuotes = true
          state = .quoted
        } else {
          record.bytes.append(byte)
          state = .plain
        }
      } else if state == .quote {
        guard byte == quote else {
          throw Problem(
            message: "there is text after the end of a quoted field; quotes within a field are doubled",
            line: line,
            column: column
          )
        }
        record.bytes.append(quote)
        state = .quoted
      } else if byte == quote {
        throw Problem(
          message: "there is a quote within a field; such a field stands in quotes, and its own quotes are doubled",
          line: line,
          column: column
        )
      } else {
        record.bytes.append(byte)
      }
      // Columns count characters: bytes that continue one do not.
      if isLineEnd {
        if !followsReturn { line += 1 }
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      guard record.bytes.count <= Self.largestRecord else {
        throw Problem(
          message: "this line is longer than \(Self.largestRecord >> 20) MB; is a quote missing?",
          line: record.line,
          column: 1
        )
      }
    }
  }

  private mutating func endField() {
    if state == .start { record.places.append((line, column)) }
    record.ends.append(record.bytes.count)
    state = .start
  }

  private mutating func endRecord(_ deliver: (Record) throws(Problem) -> Void) throws(Problem) {
    endField()
    if !record.isEmptyLine { try deliver(record) }
    record.removeAll()
  }
}
