import TuneModel

/// A CSV file in the making: RFC 4180 in UTF-8, with `.` as the decimal point.
///
/// Lines end with a line feed alone, as files in a repository do; every reader of CSV takes both. Missing values are
/// empty; numbers that are none are `NaN`, `Inf` and `-Inf`, which Python, pandas and R all read as such.
struct CSVText {
  private(set) var bytes: [UInt8] = []
  private var isAtLineStart = true

  mutating func append(_ text: String) {
    separate()
    let isSpecial = text.utf8.contains { byte in
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
      default: false
      }
    }
    // Blanks at the ends survive in every reader only when quoted.
    guard isSpecial || text.utf8.first == UInt8(ascii: " ") || text.utf8.last == UInt8(ascii: " ") else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func append(_ number: Int) {
    separate()
    bytes.append(contentsOf: number.description.utf8)
  }

  /// Writes the fewest digits that read back as the same number; 12.0 as 12, so that a column of steps is one of
  /// integers.
  mutating func append(_ number: Double?) {
    separate()
    guard let number else { return }
    if number.magnitude < 0x1p53, number == number.rounded(), number != 0 || number.sign == .plus {
      bytes.append(contentsOf: Int(number).description.utf8)
    } else {
      let text = number.isFinite ? number.description : number.isNaN ? "NaN" : number < 0 ? "-Inf" : "Inf"
      bytes.append(contentsOf: text.utf8)
    }
  }

  mutating func append(_ value: ParameterValue?) {
    switch value {
    case nil: separate()
    // A parameter's float stays a float, as the train command received it.
    case .float(let number) where number.isFinite: append(number.description)
    case .float(let number): append(number)
    case .int(let number): append(number)
    case .bool(let flag): append(flag ? "true" : "false")
    case .string(""):
      // Not the same as no value.
      separate()
      bytes.append(contentsOf: "\"\"".utf8)
    case .string(let text): append(text)
    }
  }

  mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    isAtLineStart = true
  }

  private mutating func separate() {
    if isAtLineStart { isAtLineStart = false } else { bytes.append(UInt8(ascii: ",")) }
  }
}
