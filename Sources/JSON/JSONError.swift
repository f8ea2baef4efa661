/// Why a text is not JSON, and where.
package struct JSONError: Error, Hashable, Sendable {
  /// What is wrong, in a sentence without its place, such as `expected ':' after the key`.
  package var message: String

  /// Bytes before the place of the mistake.
  package var offset: Int

  /// Line of the mistake; the first is 1.
  package var line: Int

  /// Column of the mistake in Unicode scalars; the first is 1.
  package var column: Int
}

extension JSONError: CustomStringConvertible {
  /// Place and message, such as `line 3, column 14: expected ':' after the key`.
  package var description: String { "line \(line), column \(column): \(message)" }
}

/// A mistake where the parser met it; becomes a ``JSONError`` once at the end, when lines are worth counting.
struct JSONFailure: Error {
  var reason: Reason
  var offset: Int

  enum Reason {
    case empty
    case valueExpected
    case keyExpected
    case colonExpected
    case memberEndExpected
    case elementEndExpected
    case trailingComma
    case textAfterValue
    case tooDeep
    case unclosedObject
    case unclosedArray
    case unclosedString
    case controlCharacter
    case unknownEscape
    case incompleteUnicodeEscape
    case invalidUTF8
    case leadingZero
    case digitExpected
    case nonFinite
  }

  /// The failure in words, with line and column counted in `bytes`.
  func error(in bytes: UnsafeBufferPointer<UInt8>) -> JSONError {
    let before = bytes[..<min(offset, bytes.count)]
    let line = before.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    // Continuation bytes of UTF-8 (10xxxxxx) belong to the scalar before them.
    let column = before[lineStart...].reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    return JSONError(message: message(in: bytes), offset: offset, line: line, column: column)
  }

  private func message(in bytes: UnsafeBufferPointer<UInt8>) -> String {
    switch reason {
    case .empty: "expected a JSON value, but there is no text"
    case .valueExpected: "expected a value, found \(found(in: bytes))"
    case .keyExpected: "expected a key in double quotes, found \(found(in: bytes))"
    case .colonExpected: "expected ':' after the key, found \(found(in: bytes))"
    case .memberEndExpected: "expected ',' or '}' after a member, found \(found(in: bytes))"
    case .elementEndExpected: "expected ',' or ']' after an element, found \(found(in: bytes))"
    case .trailingComma: "a comma needs something after it; remove the comma"
    case .textAfterValue: "expected the end of the text after the value, found \(found(in: bytes))"
    case .tooDeep: "nested deeper than \(JSONParser.deepest) levels"
    case .unclosedObject: "this object has no closing '}'"
    case .unclosedArray: "this array has no closing ']'"
    case .unclosedString: "this string has no closing quote"
    case .controlCharacter: "a line break, tab or other control character in a string must be escaped"
    case .unknownEscape: "unknown escape in a string; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"
    case .incompleteUnicodeEscape: "\\u needs four hexadecimal digits"
    case .invalidUTF8: "this string is not valid UTF-8"
    case .leadingZero: "a number must not start with a needless zero"
    case .digitExpected: "expected a digit, found \(found(in: bytes))"
    case .nonFinite: "JSON has no word for numbers that are not finite, found \(found(in: bytes))"
    }
  }

  /// What stands at the place of the failure, short enough for a message.
  private func found(in bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard offset < bytes.count else { return "the end of the text" }
    let isWord = { (byte: UInt8) in
      byte >= 0x80 || JSONParser.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    let rest = bytes[offset...].prefix(80)
    let word = rest.prefix { isWord($0) || $0 == UInt8(ascii: "-") }
    let text = String(decoding: word.isEmpty ? rest.prefix(1) : word, as: UTF8.self)
    if let scalar = text.unicodeScalars.first, scalar.value < 0x20 || scalar.value == 0x7F {
      return scalar == "\n" || scalar == "\r" ? "the end of the line" : "a control character"
    }
    return text.count > 20 ? "'\(text.prefix(20))…'" : "'\(text)'"
  }
}
