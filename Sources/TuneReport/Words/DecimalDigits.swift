/// The shortest decimal that reads back as a double, to be rounded and written for people.
///
/// Its value is `0.d₁d₂d₃… × 10^point`. Rounding is half away from zero on the decimal digits, so that 0.125 becomes
/// 0.13 as a reader expects, whatever the binary digits behind it; the C library and its locale have no part in it.
struct DecimalDigits {
  /// From the most significant one, without zeros at either end; empty for zero.
  private(set) var digits: [UInt8] = []
  private(set) var point = 0
  let isNegative: Bool

  /// - Parameter x: A finite number.
  init(_ x: Double) {
    isNegative = x < 0
    var fraction = false
    var text = x.description.utf8[...]
    while let byte = text.popFirst() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits.append(byte - UInt8(ascii: "0"))
        if !fraction { point += 1 }
      case UInt8(ascii: "."): fraction = true
      case UInt8(ascii: "e"):
        point += Int(Substring(text)) ?? 0
        text = text.suffix(0)
      default: break
      }
    }
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    point -= zeros
    trim()
  }

  var isZero: Bool { digits.isEmpty }
  var isInteger: Bool { digits.count <= point || isZero }

  /// Digits after the decimal point when written out.
  var decimals: Int { isZero ? 0 : max(0, digits.count - point) }

  mutating func round(significant count: Int) {
    guard count < digits.count else { return }
    if count < 0 {
      digits = []
      return
    }
    let roundsUp = digits[count] >= 5
    digits.removeSubrange(count...)
    if roundsUp {
      while digits.last == 9 { digits.removeLast() }
      if let last = digits.popLast() {
        digits.append(last + 1)
      } else {
        digits = [1]
        point += 1
      }
    }
    trim()
  }

  mutating func round(decimals count: Int) {
    round(significant: point + count)
  }

  /// The number written out: `0.0031`, `-12`, `1500`.
  /// - Parameter count: How many decimals to write, zeros if need be; nil: as many as there are.
  func positional(decimals count: Int? = nil) -> String {
    if isZero { return positional(sign: "", whole: "0", decimals: count ?? 0) }
    var whole = ""
    for index in 0..<max(0, point) { whole.append(character(at: index)) }
    return positional(sign: isNegative ? "-" : "", whole: whole.isEmpty ? "0" : whole, decimals: count ?? decimals)
  }

  /// The number with an exponent: `1.2e-05`.
  var scientific: String {
    guard !isZero else { return "0" }
    var text = isNegative ? "-" : ""
    text.append(character(at: 0))
    if digits.count > 1 {
      text += "."
      for index in 1..<digits.count { text.append(character(at: index)) }
    }
    let exponent = point - 1
    let magnitude = exponent.magnitude
    return text + (exponent < 0 ? "e-" : "e+") + (magnitude < 10 ? "0" : "") + magnitude.description
  }

  private func positional(sign: String, whole: String, decimals count: Int) -> String {
    guard count > 0 else { return sign + whole }
    var text = sign + whole + "."
    for index in point..<(point + count) { text.append(character(at: isZero ? -1 : index)) }
    return text
  }

  private func character(at index: Int) -> Character {
    let digit = digits.indices.contains(index) ? digits[index] : 0
    return Character(Unicode.Scalar(UInt8(ascii: "0") + digit))
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
  }
}
