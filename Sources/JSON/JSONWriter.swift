/// JSON text in the making.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []

  /// Columns of a line in the pretty form.
  private static let width = 100

  /// Writes `value` without any space.
  mutating func write(_ value: JSONValue) {
    switch value {
    case .array(let elements):
      append("[")
      for (position, element) in elements.enumerated() {
        if position > 0 { append(",") }
        write(element)
      }
      append("]")
    case .object(let members):
      append("{")
      for (position, member) in members.enumerated() {
        if position > 0 { append(",") }
        write(member.key)
        append(":")
        write(member.value)
      }
      append("}")
    default:
      writeScalar(value)
    }
  }

  /// Writes `value` over as many lines as a person likes to read.
  mutating func writePretty(_ value: JSONValue, indentation: Int) {
    switch value {
    case .array(let elements):
      if writeInOneLine(value) { return }
      if elements.allSatisfy(\.isNumber) {
        writeFilled(elements, indentation: indentation)
      } else {
        writeLines(of: elements, "[", "]", indentation: indentation) { writer, element in
          writer.writePretty(element, indentation: indentation + 2)
        }
      }
    case .object(let members):
      if writeInOneLine(value) { return }
      writeLines(of: members, "{", "}", indentation: indentation) { writer, member in
        writer.write(member.key)
        writer.append(": ")
        writer.writePretty(member.value, indentation: indentation + 2)
      }
    default:
      writeScalar(value)
    }
  }

  private mutating func writeLines<Part>(
    of parts: some Collection<Part>,
    _ open: StaticString,
    _ close: StaticString,
    indentation: Int,
    _ write: (inout JSONWriter, Part) -> Void
  ) {
    append(open)
    for (position, part) in parts.enumerated() {
      if position > 0 { append(",") }
      startLine(indentation: indentation + 2)
      write(&self, part)
    }
    startLine(indentation: indentation)
    append(close)
  }

  /// Writes a container on the current line if it holds only scalars and fits; otherwise writes nothing.
  private mutating func writeInOneLine(_ container: JSONValue) -> Bool {
    let start = bytes.count
    var isFirst = true

    func writeNext(_ key: String?, _ value: JSONValue, _ writer: inout JSONWriter) -> Bool {
      guard value.isScalarOrEmpty else { return false }
      if !isFirst { writer.append(", ") }
      isFirst = false
      if let key {
        writer.write(key)
        writer.append(": ")
      }
      writer.write(value)
      // One column is left for the closing bracket and one for a comma after it.
      return writer.columns <= Self.width - 2
    }

    var fits = true
    switch container {
    case .array(let elements):
      append("[")
      fits = elements.allSatisfy { writeNext(nil, $0, &self) }
      append("]")
    case .object(let members):
      append("{")
      fits = members.allSatisfy { writeNext($0.key, $0.value, &self) }
      append("}")
    default:
      write(container)
    }
    if !fits { bytes.removeSubrange(start...) }
    return fits
  }

  /// Writes numbers over several lines, as many on each as fit.
  private mutating func writeFilled(_ numbers: [JSONValue], indentation: Int) {
    append("[")
    startLine(indentation: indentation + 2)
    for (position, number) in numbers.enumerated() {
      if position > 0 { append(", ") }
      let start = bytes.count
      write(number)
      if position > 0, columns > Self.width - 1 {
        let text = Array(bytes[start...])
        // The space after the comma is the line's last character: it goes too.
        bytes.removeSubrange((start - 1)...)
        startLine(indentation: indentation + 2)
        bytes.append(contentsOf: text)
      }
    }
    startLine(indentation: indentation)
    append("]")
  }

  private mutating func writeScalar(_ value: JSONValue) {
    switch value {
    case .null: append("null")
    case .bool(let truth): append(truth ? "true" : "false")
    case .integer(let number): bytes.append(contentsOf: number.description.utf8)
    case .number(let number): write(number)
    case .string(let text): write(text)
    case .array, .object: break
    }
  }

  private mutating func write(_ number: Double) {
    if number.isFinite {
      bytes.append(contentsOf: number.description.utf8)
    } else {
      append(number.isNaN ? "\"NaN\"" : number < 0 ? "\"-Infinity\"" : "\"Infinity\"")
    }
  }

  private mutating func write(_ text: String) {
    append("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case UInt8(ascii: "\n"): append("\\n")
      case UInt8(ascii: "\r"): append("\\r")
      case UInt8(ascii: "\t"): append("\\t")
      case ..<0x20:
        append("\\u00")
        for digit in [byte >> 4, byte & 15] {
          bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
      default: bytes.append(byte)
      }
    }
    append("\"")
  }

  private mutating func append(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func startLine(indentation: Int) {
    append("\n")
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
  }

  /// Columns of the current line so far, in Unicode scalars.
  private var columns: Int {
    var count = 0
    for byte in bytes.reversed() {
      if byte == UInt8(ascii: "\n") { break }
      if byte & 0xC0 != 0x80 { count += 1 }
    }
    return count
  }
}

extension JSONValue {
  fileprivate var isNumber: Bool {
    switch self {
    case .integer, .number: true
    default: false
    }
  }

  fileprivate var isScalarOrEmpty: Bool {
    switch self {
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    default: true
    }
  }
}
