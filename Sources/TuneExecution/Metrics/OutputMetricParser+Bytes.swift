extension OutputMetricParser {
  /// What every line that is of interest has at least one of: a separator, an upright line, or the second letter of
  /// `epoch`.
  static let marks = ByteSet(":=|pP\u{2502}".utf8.filter { $0 < 0x80 || $0 == 0xE2 })

  static func has(_ text: StaticString, in line: UnsafeRawBufferPointer, at start: Int) -> Bool {
    guard start + text.utf8CodeUnitCount <= line.count else { return false }
    for offset in 0..<text.utf8CodeUnitCount where line[start + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// `text` is in lower case.
  static func hasIgnoringCase(_ text: StaticString, in line: UnsafeRawBufferPointer, at start: Int) -> Bool {
    guard start + text.utf8CodeUnitCount <= line.count else { return false }
    for offset in 0..<text.utf8CodeUnitCount {
      let byte = line[start + offset]
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      if (isUpper ? byte | 0x20 : byte) != text.utf8Start[offset] { return false }
    }
    return true
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "%"),
      UInt8(ascii: "^"):
      true
    default: isWordByte(byte)
    }
  }

  static func startsName(_ byte: UInt8) -> Bool { isWordByte(byte) && DecimalNumber.digit(byte) == nil }

  static func endsName(_ byte: UInt8) -> Bool {
    isWordByte(byte) || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "@")
  }

  /// Whether a name may start at `start`.
  static func isBoundary(_ line: UnsafeRawBufferPointer, before start: Int) -> Bool {
    guard start > 0 else { return true }
    switch line[start - 1] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("),
      UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "\""), UInt8(ascii: "'"),
      UInt8(ascii: "*"), 0x80..., ..<0x20:
      return true
    default: return false
    }
  }

  /// The width of the `|`, `│` or `┃` at `position`.
  static func uprightLine(_ line: UnsafeRawBufferPointer, at position: Int) -> Int? {
    guard position < line.count else { return nil }
    if line[position] == UInt8(ascii: "|") { return 1 }
    return has("\u{2502}", in: line, at: position) || has("\u{2503}", in: line, at: position) ? 3 : nil
  }

  /// Whether a character of the lines, bars and blocks from U+2500 to U+259F starts at `position`.
  static func isBoxDrawing(_ line: UnsafeRawBufferPointer, at position: Int) -> Bool {
    line[position] == 0xE2 && position + 2 < line.count && (0x94...0x96).contains(line[position + 1])
  }
}
