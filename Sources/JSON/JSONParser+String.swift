extension JSONParser {
  /// The string whose opening quote is at the position.
  mutating func string() throws(JSONFailure) -> String {
    let start = position
    position += 1
    let end = try plainRun(from: start)
    guard next == UInt8(ascii: "\\") else {
      position += 1
      return try text(bytes[(start + 1)..<end], at: start)
    }

    var unescaped = Array(bytes[(start + 1)..<end])
    while next == UInt8(ascii: "\\") {
      try readEscape(into: &unescaped, from: start)
      let runStart = position
      let runEnd = try plainRun(from: start)
      unescaped.append(contentsOf: bytes[runStart..<runEnd])
    }
    position += 1
    return try text(unescaped, at: start)
  }

  private func text(_ utf8: some Collection<UInt8>, at start: Int) throws(JSONFailure) -> String {
    // Nearly all strings are ASCII, and for those the standard library has a far faster way than validation.
    if utf8.allSatisfy({ $0 < 0x80 }) { return String(decoding: utf8, as: UTF8.self) }
    guard let text = String(validating: utf8, as: UTF8.self) else { throw failure(.invalidUTF8, at: start) }
    return text
  }

  /// Moves to the next quote or backslash and returns its place. `start` is where the string began.
  private mutating func plainRun(from start: Int) throws(JSONFailure) -> Int {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return position }
      if byte < 0x20 { throw failure(.controlCharacter) }
      position += 1
    }
    throw failure(.unclosedString, at: start)
  }

  /// Reads the escape at the position. `stringStart` is where its string began.
  private mutating func readEscape(into unescaped: inout [UInt8], from stringStart: Int) throws(JSONFailure) {
    let start = position
    position += 1
    if position == bytes.count { throw failure(.unclosedString, at: stringStart) }
    let letter = next
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "r"): unescaped.append(UInt8(ascii: "\r"))
    case UInt8(ascii: "t"): unescaped.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "u"):
      let scalar = try unicodeEscape(from: start)
      unescaped.append(contentsOf: Character(scalar).utf8)
    default: throw failure(.unknownEscape, at: start)
    }
  }

  /// The scalar whose four digits are at the position, with the second half of its pair where it needs one.
  private mutating func unicodeEscape(from start: Int) throws(JSONFailure) -> Unicode.Scalar {
    let first = try fourDigits(from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, next == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }

    let second = position
    position += 2
    let low = try fourDigits(from: second)
    guard (0xDC00...0xDFFF).contains(low) else {
      // The second escape stands for itself: leave it to be read next.
      position = second
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func fourDigits(from start: Int) throws(JSONFailure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
        throw failure(.incompleteUnicodeEscape, at: start)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
