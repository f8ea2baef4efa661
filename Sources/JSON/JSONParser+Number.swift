extension JSONParser {
  /// The number that starts at the position.
  mutating func number() throws(JSONFailure) -> JSONValue {
    let start = position
    let isNegative = next == UInt8(ascii: "-")
    if isNegative {
      position += 1
      if next == UInt8(ascii: "I") { return .number(-(try nonFinite("Infinity", .infinity))) }
    }

    var digits = Significand()
    if next == UInt8(ascii: "0") {
      position += 1
      if Self.isDigit(next) { throw failure(.leadingZero, at: start) }
    } else {
      try readDigits { digits.append($0) }
    }

    var isWhole = true
    var exponent = 0
    if next == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      let fractionStart = position
      try readDigits { digits.append($0) }
      exponent = fractionStart - position
    }
    if next | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      position += 1
      let exponentIsNegative = next == UInt8(ascii: "-")
      if exponentIsNegative || next == UInt8(ascii: "+") { position += 1 }
      var magnitude = 0
      // Beyond the bound every number is zero or infinite; the slow path below finds out which.
      try readDigits { magnitude = min(magnitude * 10 + Int($0), 1_000_000) }
      exponent += exponentIsNegative ? -magnitude : magnitude
    }

    if isWhole, let integer = digits.integer(isNegative: isNegative) { return .integer(integer) }
    if let magnitude = digits.scaled(byPowerOfTen: exponent) { return .number(isNegative ? -magnitude : magnitude) }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Double(text) else { throw failure(.valueExpected, at: start) }
    return .number(number)
  }

  /// Steps over one or more digits.
  private mutating func readDigits(_ use: (UInt8) -> Void) throws(JSONFailure) {
    guard Self.isDigit(next) else { throw failure(.digitExpected) }
    repeat {
      use(next &- UInt8(ascii: "0"))
      position += 1
    } while Self.isDigit(next)
  }
}

/// The digits of a number without its point, as far as they fit a machine word.
private struct Significand {
  private var value: UInt64 = 0
  private var fits = true

  mutating func append(_ digit: UInt8) {
    // 10^18 leaves room for one more digit; whatever is longer is left to the slow path.
    if value >= 1_000_000_000_000_000_000 { fits = false }
    if fits { value = value &* 10 &+ UInt64(digit) }
  }

  /// The digits as an integer; `nil` when it does not fit, and for minus zero, which only a `Double` keeps.
  func integer(isNegative: Bool) -> Int? {
    guard fits, !(isNegative && value == 0) else { return nil }
    if isNegative { return value <= Int.min.magnitude ? Int(truncatingIfNeeded: 0 &- value) : nil }
    return Int(exactly: value)
  }

  /// The nearest `Double` to the digits times 10^`exponent` where one operation on exact operands finds it;
  /// otherwise `nil`. (W. D. Clinger, How to read floating point numbers accurately, 1990.)
  func scaled(byPowerOfTen exponent: Int) -> Double? {
    guard fits, value <= 1 << 53, exponent.magnitude <= 22 else { return nil }
    let power = Self.powersOfTen[Int(exponent.magnitude)]
    return exponent < 0 ? Double(value) / power : Double(value) * power
  }

  /// 10^0 to 10^22, all of which a `Double` holds exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
