/// Reads a decimal number from bytes as programs print them: `0.91`, `-3`, `.5`, `1e-4`, `nan`, `-inf`, `Infinity`.
///
/// Independent of the locale. Numbers beyond the range of a `Double` become infinite or zero.
struct DecimalNumber {
  var value: Double
  /// The first byte after it.
  var end: Int
  /// Digits only, perhaps after a sign.
  var isWhole: Bool

  /// The number that starts at `start`; nil when there is none.
  /// - Complexity: O(length of the number).
  init?(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    var position = start
    let count = bytes.count
    guard position < count else { return nil }
    let isNegative = bytes[position] == UInt8(ascii: "-")
    if isNegative || bytes[position] == UInt8(ascii: "+") { position += 1 }

    var significand: UInt64 = 0
    var digits = 0
    var isExact = true
    var exponent = 0
    let firstDigit = position
    while position < count, let digit = Self.digit(bytes[position]) {
      if significand < 1_000_000_000_000_000_000 {
        significand = significand &* 10 &+ UInt64(digit)
      } else {
        isExact = false
      }
      digits += 1
      position += 1
    }
    var isWhole = true
    if position < count, bytes[position] == UInt8(ascii: ".") {
      let point = position
      position += 1
      while position < count, let digit = Self.digit(bytes[position]) {
        if significand < 1_000_000_000_000_000_000 {
          significand = significand &* 10 &+ UInt64(digit)
          exponent -= 1
        } else {
          isExact = false
        }
        digits += 1
        position += 1
      }
      // The full stop of a sentence is no part of the number.
      if position == point + 1 { position = point } else { isWhole = false }
    }
    guard digits > 0 else {
      guard let (magnitude, end) = Self.word(bytes, from: firstDigit) else { return nil }
      value = isNegative ? -magnitude : magnitude
      self.end = end
      self.isWhole = false
      return
    }
    if position < count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      var end = position + 1
      let exponentIsNegative = end < count && bytes[end] == UInt8(ascii: "-")
      if exponentIsNegative || (end < count && bytes[end] == UInt8(ascii: "+")) { end += 1 }
      var magnitude = 0
      let firstExponentDigit = end
      while end < count, let digit = Self.digit(bytes[end]) {
        magnitude = min(magnitude * 10 + Int(digit), 1_000_000)
        end += 1
      }
      if end > firstExponentDigit {
        exponent += exponentIsNegative ? -magnitude : magnitude
        position = end
        isWhole = false
      }
    }
    end = position
    self.isWhole = isWhole

    // One operation on exact operands is correctly rounded. (W. D. Clinger, How to read floating point numbers
    // accurately, 1990.) The rest is left to the standard library.
    if isExact, significand <= 1 << 53, exponent.magnitude <= 22 {
      let power = Self.powersOfTen[Int(exponent.magnitude)]
      let magnitude = exponent < 0 ? Double(significand) / power : Double(significand) * power
      value = isNegative ? -magnitude : magnitude
    } else {
      let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[firstDigit..<position]), as: UTF8.self)
      guard let magnitude = Double(text) else { return nil }
      value = isNegative ? -magnitude : magnitude
    }
  }

  /// `nan`, `inf` and `infinity` in any case; C libraries write `nan(ind)`, too.
  private static func word(_ bytes: UnsafeRawBufferPointer, from start: Int) -> (Double, end: Int)? {
    func follows(_ word: StaticString) -> Bool {
      guard start + word.utf8CodeUnitCount <= bytes.count else { return false }
      for offset in 0..<word.utf8CodeUnitCount where bytes[start + offset] | 0x20 != word.utf8Start[offset] {
        return false
      }
      return true
    }
    if follows("nan") {
      var end = start + 3
      if end < bytes.count, bytes[end] == UInt8(ascii: "("),
        let close = bytes[end...].prefix(20).firstIndex(of: UInt8(ascii: ")"))
      {
        end = close + 1
      }
      return (.nan, end)
    }
    if follows("infinity") { return (.infinity, start + 8) }
    if follows("inf") { return (.infinity, start + 3) }
    return nil
  }

  static func digit(_ byte: UInt8) -> UInt8? {
    let digit = byte &- UInt8(ascii: "0")
    return digit < 10 ? digit : nil
  }

  /// 10^0 to 10^22, all of which a `Double` holds exactly.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
