/// A recursive descent over the bytes of a JSON text. Numbers and strings are read in extensions.
struct JSONParser {
  /// Deepest nesting that is followed. Deeper texts are refused before they can exhaust the stack.
  static let deepest = 200

  let bytes: UnsafeBufferPointer<UInt8>
  let allowsNonFinite: Bool
  var position = 0
  private var depth = 0

  static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>,
    allowsNonFinite: Bool
  ) -> Result<JSONValue, JSONError> {
    var parser = JSONParser(bytes: bytes, allowsNonFinite: allowsNonFinite)
    do throws(JSONFailure) {
      return .success(try parser.document())
    } catch {
      return .failure(error.error(in: bytes))
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, allowsNonFinite: Bool) {
    self.bytes = bytes
    self.allowsNonFinite = allowsNonFinite
  }

  /// The byte at the position, or zero, which no valid text contains, at the end.
  var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  func failure(_ reason: JSONFailure.Reason, at offset: Int? = nil) -> JSONFailure {
    JSONFailure(reason: reason, offset: offset ?? position)
  }

  private mutating func document() throws(JSONFailure) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    skipSpace()
    if position == bytes.count { throw failure(.empty) }
    let value = try value()
    skipSpace()
    if position < bytes.count { throw failure(.textAfterValue) }
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
      default: return
      }
    }
  }

  private mutating func value() throws(JSONFailure) -> JSONValue {
    switch next {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "t") where skip("true"): return .bool(true)
    case UInt8(ascii: "f") where skip("false"): return .bool(false)
    case UInt8(ascii: "n") where skip("null"): return .null
    case UInt8(ascii: "N"): return .number(try nonFinite("NaN", .nan))
    case UInt8(ascii: "I"): return .number(try nonFinite("Infinity", .infinity))
    default: throw failure(.valueExpected)
    }
  }

  private mutating func object() throws(JSONFailure) -> JSONObject {
    let start = try enter()
    var object = JSONObject()
    skipSpace()
    if !leave(UInt8(ascii: "}")) {
      repeat {
        guard next == UInt8(ascii: "\"") else {
          throw position == bytes.count ? failure(.unclosedObject, at: start) : keyFailure(isFirst: object.isEmpty)
        }
        let key = try string()
        skipSpace()
        guard next == UInt8(ascii: ":") else { throw failure(.colonExpected) }
        position += 1
        skipSpace()
        object.set(try value(), for: key)
        skipSpace()
      } while try continues(until: UInt8(ascii: "}"), start, .memberEndExpected, .unclosedObject)
    }
    return object
  }

  private func keyFailure(isFirst: Bool) -> JSONFailure {
    !isFirst && next == UInt8(ascii: "}") ? failure(.trailingComma, at: lastComma) : failure(.keyExpected)
  }

  private mutating func array() throws(JSONFailure) -> [JSONValue] {
    let start = try enter()
    var array: [JSONValue] = []
    skipSpace()
    if !leave(UInt8(ascii: "]")) {
      repeat {
        if position == bytes.count { throw failure(.unclosedArray, at: start) }
        if next == UInt8(ascii: "]") { throw failure(.trailingComma, at: lastComma) }
        array.append(try value())
        skipSpace()
      } while try continues(until: UInt8(ascii: "]"), start, .elementEndExpected, .unclosedArray)
    }
    return array
  }

  /// Steps over an opening bracket and returns its place.
  private mutating func enter() throws(JSONFailure) -> Int {
    if depth == Self.deepest { throw failure(.tooDeep) }
    depth += 1
    position += 1
    return position - 1
  }

  /// Steps over a closing bracket, if it comes next.
  private mutating func leave(_ close: UInt8) -> Bool {
    guard next == close else { return false }
    depth -= 1
    position += 1
    return true
  }

  /// Steps over the comma and space before another member or element, or over the closing bracket.
  private mutating func continues(
    until close: UInt8,
    _ start: Int,
    _ unexpected: JSONFailure.Reason,
    _ unclosed: JSONFailure.Reason
  ) throws(JSONFailure) -> Bool {
    if next == UInt8(ascii: ",") {
      position += 1
      skipSpace()
      return true
    }
    if leave(close) { return false }
    throw position == bytes.count ? failure(unclosed, at: start) : failure(unexpected)
  }

  /// The place of the comma before the position, with nothing but space between.
  private var lastComma: Int {
    bytes[..<position].lastIndex(of: UInt8(ascii: ",")) ?? position
  }

  /// Steps over `word`, if it comes next and ends there.
  private mutating func skip(_ word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count else { return false }
    for offset in 0..<word.utf8CodeUnitCount where bytes[position + offset] != word.utf8Start[offset] {
      return false
    }
    if end < bytes.count,
      Self.isDigit(bytes[end]) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[end] | 0x20)
    {
      return false
    }
    position = end
    return true
  }

  /// The number that `word`, which comes next, stands for, if such numbers are allowed.
  mutating func nonFinite(_ word: StaticString, _ number: Double) throws(JSONFailure) -> Double {
    let start = position
    guard skip(word) else { throw failure(.valueExpected) }
    guard allowsNonFinite else { throw failure(.nonFinite, at: start) }
    return number
  }
}
