extension OutputMetricParser {
  /// The name before and the value after the `:` or `=` at `separator`.
  func pair(in line: UnsafeRawBufferPointer, at separator: Int) -> Pair? {
    var start = separator + 1
    while start < line.count, Self.isBlank(line[start]) { start += 1 }
    let valueStart = start + Self.wrapperLength(in: line, at: start)
    guard let number = DecimalNumber(line, from: valueStart) else { return nil }
    var value = number.value
    var end = number.end
    if end < line.count, line[end] == UInt8(ascii: "%") {
      end += 1
    } else if end < line.count, line[end] == UInt8(ascii: "/") {
      guard number.isWhole, let divisor = DecimalNumber(line, from: end + 1), divisor.isWhole, divisor.value > 0 else {
        return nil
      }
      value /= divisor.value
      end = divisor.end
    }
    guard Self.endsValue(line, at: end, separator: line[separator]) else { return nil }
    guard let name = name(in: line, before: separator) else { return nil }
    if number.isWhole, line[separator] == UInt8(ascii: ":"), start == separator + 1, !isWanted(line, name) {
      return nil
    }
    return Pair(name: name, value: value)
  }

  /// The name that ends before the separator; nil when there is none, and for `epoch` and `step`.
  func name(in line: UnsafeRawBufferPointer, before separator: Int) -> Range<Int>? {
    var end = separator
    while end > 0, Self.isBlank(line[end - 1]) { end -= 1 }
    guard end > 0 else { return nil }
    for phrase in phrases where end >= phrase.count {
      let range = (end - phrase.count)..<end
      if line[range].elementsEqual(phrase), Self.isBoundary(line, before: range.lowerBound) { return range }
    }
    let quote = line[end - 1]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let close = end - 1
      guard let open = line[max(0, close - Self.longestName - 1)..<close].lastIndex(of: quote) else { return nil }
      let range = (open + 1)..<close
      return range.isEmpty || Self.isStepName(line, range) ? nil : range
    }
    var start = end
    while start > 0, end - start <= Self.longestName, Self.isNameByte(line[start - 1]) {
      start -= 1
      if Self.isBoxDrawing(line, at: start) {
        start += 3
        break
      }
    }
    guard start < end, end - start <= Self.longestName, Self.startsName(line[start]), Self.endsName(line[end - 1]),
      Self.isBoundary(line, before: start), !Self.isStepName(line, start..<end)
    else { return nil }
    return start..<end
  }

  func isWanted(_ line: UnsafeRawBufferPointer, _ name: Range<Int>) -> Bool {
    wanted.contains { line[name].elementsEqual($0) }
  }

  /// A row of exactly a name and a value between upright lines.
  func tableRow(_ line: UnsafeRawBufferPointer, from first: Int) -> Pair? {
    guard let width = Self.uprightLine(line, at: first) else { return nil }
    var cells: [Range<Int>] = []
    var start = first + width
    var position = start
    while position < line.count {
      guard let width = Self.uprightLine(line, at: position) else {
        position += 1
        continue
      }
      cells.append(Self.trimmed(line, start..<position))
      guard cells.count <= 2 else { return nil }
      position += width
      start = position
    }
    guard cells.count == 2, Self.trimmed(line, start..<line.count).isEmpty, !cells[0].isEmpty,
      cells[0].count <= Self.longestName, let number = DecimalNumber(line, from: cells[1].lowerBound)
    else { return nil }
    let isPercentage = number.end + 1 == cells[1].upperBound && line[number.end] == UInt8(ascii: "%")
    guard number.end == cells[1].upperBound || isPercentage, Self.startsName(line[cells[0].lowerBound]),
      isWanted(line, cells[0]) || line[cells[0]].allSatisfy(Self.isNameByte), !Self.isStepName(line, cells[0])
    else { return nil }
    return Pair(name: cells[0], value: number.value)
  }

  /// Whether what stands at `end` cannot be more of the value before it.
  static func endsValue(_ line: UnsafeRawBufferPointer, at end: Int, separator: UInt8) -> Bool {
    guard end < line.count else { return true }
    let next = end + 1 < line.count ? line[end + 1] : UInt8(ascii: " ")
    switch line[end] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "]"),
      UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "\""), UInt8(ascii: "'"), 8, 10, 13:
      return true
    // `1,234` is one number to its writer; which one, only they know.
    case UInt8(ascii: ","): return DecimalNumber.digit(next) == nil
    // The end of a sentence, but not of `2.1.0`.
    case UInt8(ascii: "."): return isBlank(next) || LineAssembler.endsLine(next)
    // `loss=0.5: 30%|███`, but not `at=12:30`.
    case UInt8(ascii: ":"):
      return separator == UInt8(ascii: "=") && (isBlank(next) || LineAssembler.endsLine(next))
    // `0.91±0.02`.
    case 0xC2: return next == 0xB1
    case 0xE2: return isBoxDrawing(line, at: end)
    default: return false
    }
  }

  /// `tensor(0.5)` and `np.float64(0.5)`: how Python shows numbers inside of a dictionary.
  static func wrapperLength(in line: UnsafeRawBufferPointer, at start: Int) -> Int {
    guard start < line.count, line[start] == UInt8(ascii: "t") || line[start] == UInt8(ascii: "n") else { return 0 }
    for wrapper in [
      "tensor(", "np.float64(", "np.float32(", "np.float16(", "np.int64(", "np.int32(",
    ] as [StaticString] where has(wrapper, in: line, at: start) {
      return wrapper.utf8CodeUnitCount
    }
    return 0
  }

  static func trimmed(_ line: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(line[start]) { start += 1 }
    while end > start, isBlank(line[end - 1]) { end -= 1 }
    return start..<end
  }
}
