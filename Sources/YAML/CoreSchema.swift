extension YAMLValue {
  /// What an unquoted text means by the core schema of YAML 1.2.2 (section 10.3.2).
  ///
  /// Unlike in YAML 1.1, `yes`, `no`, `on` and `off` are strings, `1e-4` is a number and `010` is ten.
  /// - Complexity: O(length of the text)
  package init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default:
      var digits = text.utf8[...]
      self = Self.number(&digits, of: text) ?? .string(text)
    }
  }

  private static func number(_ digits: inout Substring.UTF8View, of text: String) -> YAMLValue? {
    guard let first = digits.first, isDigit(first) || "+-.".utf8.contains(first) else { return nil }
    if text.hasPrefix("0x") { return integer(digits.dropFirst(2), radix: 16) }
    if text.hasPrefix("0o") { return integer(digits.dropFirst(2), radix: 8) }

    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    switch String(digits) {
    case ".inf", ".Inf", ".INF": return .number(isNegative ? -.infinity : .infinity)
    case ".nan", ".NaN", ".NAN": return text.utf8.count == 4 ? .number(.nan) : nil
    default: break
    }

    let whole = skipDigits(&digits)
    if digits.isEmpty, whole > 0, let integer = Int(text) { return .integer(integer) }
    if digits.first == UInt8(ascii: ".") {
      digits.removeFirst()
      if skipDigits(&digits) + whole == 0 { return nil }
    } else if whole == 0 {
      return nil
    }
    if let mark = digits.first, mark | 0x20 == UInt8(ascii: "e") {
      digits.removeFirst()
      if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
      if skipDigits(&digits) == 0 { return nil }
    }
    return digits.isEmpty ? Double(text).map { .number($0) } : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  /// Removes the decimal digits at the front and returns how many there were.
  private static func skipDigits(_ text: inout Substring.UTF8View) -> Int {
    let rest = text.drop(while: isDigit)
    defer { text = rest }
    return text.count - rest.count
  }

  private static func integer(_ digits: Substring.UTF8View, radix: Int) -> YAMLValue? {
    guard !digits.isEmpty else { return nil }
    var integer: Int? = 0
    var number = 0.0
    for byte in digits {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else { return nil }
      number = number * Double(radix) + Double(digit)
      integer = integer.flatMap {
        let (product, overflows) = $0.multipliedReportingOverflow(by: radix)
        return overflows || product > .max - digit ? nil : product + digit
      }
    }
    return integer.map { .integer($0) } ?? .number(number)
  }
}
