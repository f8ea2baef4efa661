/// Finds metrics in what a program prints, in any of the ways in which programs print them.
///
/// - `name: value` and `name=value`, several on a line, with or without spaces around the separator, quoted or not:
///   `loss: 0.31, acc=0.91`, `{'loss': 0.31}`, `"loss": 0.31`.
/// - Progress lines as Keras and Lightning draw them, with colours, backspaces and carriage returns.
/// - Tables of a name and a value, as Lightning prints after a test: `│ test_acc │ 0.93 │`.
///
/// A name is one word that starts with a letter or `_`; letters, digits and `_.-/@%^` may follow. (Of several words
/// before the separator the last counts, unless the whole phrase is a metric that is looked for.) A value is a decimal
/// number, perhaps `nan` or infinite, and something that cannot be more of it must follow: so times of day, dates,
/// versions, addresses, sizes with a unit and paths are no metrics. `91.2%` is 91.2, as it is printed; `9840/10000` is
/// the quotient, 0.984. A whole number right after a colon (`host:8080`, `train.py:42`) counts only for a metric that
/// is looked for.
///
/// `epoch` and `step` (`Epoch 3/10`, `epoch: 3`, `step=1200`) say which step a line's metrics belong to, the step
/// before the epoch; an epoch holds for the lines that follow as well. The values of a progress bar replace each other
/// within a step.
struct OutputMetricParser {
  private(set) var hasCutLines = false
  private var epoch: Double?
  private let wanted: [[UInt8]]
  /// Those of the wanted that are more than one word.
  private let phrases: [[UInt8]]
  /// The line without escape sequences.
  private var plain: [UInt8] = []
  private var pairs: [Pair] = []

  /// More on one line is no report for anybody.
  private static let mostPairs = 256
  private static let longestName = 128

  private struct Pair {
    var name: Range<Int>
    var value: Double
  }

  init(wanted: [String]) {
    self.wanted = wanted.map { Array($0.utf8) }
    phrases = self.wanted.filter { $0.contains(UInt8(ascii: " ")) }
  }

  /// Reads a block of whole lines.
  ///
  /// Lines without any of the bytes that a report must have are passed over at the speed of one look per byte.
  mutating func scan(_ block: UnsafeRawBufferPointer, into recorder: inout MetricRecorder) {
    let marks = Self.marks
    var floor = 0
    var position = 0
    while true {
      position = marks.firstMark(in: block, from: position)
      guard position < block.count else { return }
      if block[position] | 0x20 == UInt8(ascii: "p"), !Self.has("och", in: block, at: position + 1) {
        position += 1
        continue
      }
      var start = position
      while start > floor, !LineAssembler.endsLine(block[start - 1]) { start -= 1 }
      let end = LineAssembler.firstEnd(in: block, from: position) ?? block.count
      if end - start > LineAssembler.longestLine { hasCutLines = true }
      let line = UnsafeRawBufferPointer(rebasing: block[start..<min(end, start + LineAssembler.longestLine)])
      read(line, isOverwritten: Self.isOverwritten(block, at: end), into: &recorder)
      floor = end
      position = end + 1
    }
  }

  /// Whether the terminal's next text takes the place of the line that ends at `end`.
  private static func isOverwritten(_ block: UnsafeRawBufferPointer, at end: Int) -> Bool {
    guard end < block.count else { return false }
    // A block does not end between `\r` and `\n`.
    if block[end] == UInt8(ascii: "\r") { return end + 1 == block.count || block[end + 1] != UInt8(ascii: "\n") }
    return block[end] == 8
  }

  private mutating func read(
    _ line: UnsafeRawBufferPointer,
    isOverwritten: Bool,
    into recorder: inout MetricRecorder
  ) {
    guard line.contains(0x1B) else {
      return readPlain(line, isOverwritten: isOverwritten, into: &recorder)
    }
    var text = plain
    plain = []
    text.removeAll(keepingCapacity: true)
    appendPlainText(of: line, to: &text)
    text.withUnsafeBytes { readPlain($0, isOverwritten: isOverwritten, into: &recorder) }
    plain = text
  }

  private mutating func readPlain(
    _ line: UnsafeRawBufferPointer,
    isOverwritten: Bool,
    into recorder: inout MetricRecorder
  ) {
    pairs.removeAll(keepingCapacity: true)
    var step: Double?
    let first = line.firstIndex { $0 != UInt8(ascii: " ") } ?? line.count
    if let cell = tableRow(line, from: first) {
      pairs.append(cell)
    } else {
      for position in first..<line.count {
        switch line[position] {
        case UInt8(ascii: ":"), UInt8(ascii: "="):
          if pairs.count < Self.mostPairs, let pair = pair(in: line, at: position) { pairs.append(pair) }
        case UInt8(ascii: "e"), UInt8(ascii: "s"), UInt8(ascii: "g"), UInt8(ascii: "i"), UInt8(ascii: "E"),
          UInt8(ascii: "S"), UInt8(ascii: "G"), UInt8(ascii: "I"):
          guard position == first || !Self.isNameByte(line[position - 1]) else { continue }
          if let (word, number) = Self.stepWord(in: line, at: position) {
            if word == .epoch { epoch = number } else { step = number }
          }
        default: break
        }
      }
    }
    guard !pairs.isEmpty else { return }
    let isProvisional = (isOverwritten || Self.isKerasProgress(line, from: first)) && (step ?? epoch) != nil
    for pair in pairs {
      guard let track = recorder.track(named: UnsafeRawBufferPointer(rebasing: line[pair.name])) else { continue }
      recorder.record(track: track, step: step ?? epoch, value: pair.value, isProvisional: isProvisional)
    }
  }
}

// MARK: - Names and values

extension OutputMetricParser {
  /// The name before and the value after the `:` or `=` at `separator`.
  private func pair(in line: UnsafeRawBufferPointer, at separator: Int) -> Pair? {
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
  private func name(in line: UnsafeRawBufferPointer, before separator: Int) -> Range<Int>? {
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

  private func isWanted(_ line: UnsafeRawBufferPointer, _ name: Range<Int>) -> Bool {
    wanted.contains { line[name].elementsEqual($0) }
  }

  /// A row of exactly a name and a value between upright lines.
  private func tableRow(_ line: UnsafeRawBufferPointer, from first: Int) -> Pair? {
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
  private static func endsValue(_ line: UnsafeRawBufferPointer, at end: Int, separator: UInt8) -> Bool {
    guard end < line.count else { return true }
    let next = end + 1 < line.count ? line[end + 1] : UInt8(ascii: " ")
    switch line[end] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "]"),
      UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "\""), UInt8(ascii: "'"):
      return true
    // `1,234` is one number to its writer; which one, only they know.
    case UInt8(ascii: ","): return DecimalNumber.digit(next) == nil
    // The end of a sentence, but not of `2.1.0`.
    case UInt8(ascii: "."): return isBlank(next)
    // `loss=0.5: 30%|███`, but not `at=12:30`.
    case UInt8(ascii: ":"): return separator == UInt8(ascii: "=") && isBlank(next)
    // `0.91±0.02`.
    case 0xC2: return next == 0xB1
    case 0xE2: return isBoxDrawing(line, at: end)
    default: return false
    }
  }

  /// `tensor(0.5)` and `np.float64(0.5)`: how Python shows numbers inside of a dictionary.
  private static func wrapperLength(in line: UnsafeRawBufferPointer, at start: Int) -> Int {
    guard start < line.count, line[start] == UInt8(ascii: "t") || line[start] == UInt8(ascii: "n") else { return 0 }
    for wrapper in [
      "tensor(", "np.float64(", "np.float32(", "np.float16(", "np.int64(", "np.int32(",
    ] as [StaticString] where has(wrapper, in: line, at: start) {
      return wrapper.utf8CodeUnitCount
    }
    return 0
  }

  private static func trimmed(_ line: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(line[start]) { start += 1 }
    while end > start, isBlank(line[end - 1]) { end -= 1 }
    return start..<end
  }
}

// MARK: - Steps

extension OutputMetricParser {
  private enum StepWord {
    case epoch, step
  }

  /// The word that starts at `start`, if it is one that names a step; it may go on.
  private static func stepWord(_ line: UnsafeRawBufferPointer, _ start: Int) -> (length: Int, word: StepWord)? {
    switch start + 3 < line.count ? line[start] | 0x20 : 0 {
    case UInt8(ascii: "e"): hasIgnoringCase("epoch", in: line, at: start) ? (5, .epoch) : nil
    case UInt8(ascii: "s"): hasIgnoringCase("step", in: line, at: start) ? (4, .step) : nil
    case UInt8(ascii: "g"): hasIgnoringCase("global_step", in: line, at: start) ? (11, .step) : nil
    case UInt8(ascii: "i") where hasIgnoringCase("iteration", in: line, at: start): (9, .step)
    case UInt8(ascii: "i"): hasIgnoringCase("iter", in: line, at: start) ? (4, .step) : nil
    default: nil
    }
  }

  /// `Epoch 3/10`, `epoch: 3`, `Epoch [3/10]`, `'epoch': 0.34`, `step=1200`.
  private static func stepWord(in line: UnsafeRawBufferPointer, at start: Int) -> (StepWord, Double)? {
    guard let (length, word) = stepWord(line, start) else { return nil }
    let end = start + length
    var position = end
    while position < line.count, position - end < 8, isBetweenStepAndNumber(line[position]) { position += 1 }
    guard position > end, position < line.count, DecimalNumber.digit(line[position]) != nil,
      let number = DecimalNumber(line, from: position), number.isWhole || word == .epoch,
      number.end == line.count || !isWordByte(line[number.end])
    else { return nil }
    return (word, number.value)
  }

  private static func isStepName(_ line: UnsafeRawBufferPointer, _ name: Range<Int>) -> Bool {
    stepWord(line, name.lowerBound)?.length == name.count
  }

  /// `3/10 [=====>....] - 2s - loss: 0.5`, and the same with a bar of `━`.
  private static func isKerasProgress(_ line: UnsafeRawBufferPointer, from first: Int) -> Bool {
    guard let done = DecimalNumber(line, from: first), done.isWhole, done.end < line.count,
      line[done.end] == UInt8(ascii: "/"), let all = DecimalNumber(line, from: done.end + 1), all.isWhole,
      all.end + 1 < line.count, line[all.end] == UInt8(ascii: " ")
    else { return false }
    return line[all.end + 1] == UInt8(ascii: "[") || isBoxDrawing(line, at: all.end + 1)
  }

  private static func isBetweenStepAndNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "["),
      UInt8(ascii: "#"), UInt8(ascii: "("), UInt8(ascii: "'"), UInt8(ascii: "\""):
      true
    default: false
    }
  }
}

// MARK: - Kinds of bytes

extension OutputMetricParser {
  /// What every report has at least one of: a separator, an upright line, or `Epoch` with or without a `/` after it.
  private static let marks = ByteSet(":=|/pP\u{2502}".utf8.filter { $0 < 0x80 || $0 == 0xE2 })

  static func has(_ text: StaticString, in line: UnsafeRawBufferPointer, at start: Int) -> Bool {
    guard start + text.utf8CodeUnitCount <= line.count else { return false }
    for offset in 0..<text.utf8CodeUnitCount where line[start + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// `text` is in lower case.
  private static func hasIgnoringCase(_ text: StaticString, in line: UnsafeRawBufferPointer, at start: Int) -> Bool {
    guard start + text.utf8CodeUnitCount <= line.count else { return false }
    for offset in 0..<text.utf8CodeUnitCount {
      let byte = line[start + offset]
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      if (isUpper ? byte | 0x20 : byte) != text.utf8Start[offset] { return false }
    }
    return true
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "@"), UInt8(ascii: "%"),
      UInt8(ascii: "^"):
      true
    default: isWordByte(byte)
    }
  }

  private static func startsName(_ byte: UInt8) -> Bool { isWordByte(byte) && DecimalNumber.digit(byte) == nil }

  private static func endsName(_ byte: UInt8) -> Bool {
    isWordByte(byte) || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "@")
  }

  /// Whether a name may start at `start`.
  private static func isBoundary(_ line: UnsafeRawBufferPointer, before start: Int) -> Bool {
    guard start > 0 else { return true }
    switch line[start - 1] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "("),
      UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "\""), UInt8(ascii: "'"),
      UInt8(ascii: "*"), 0x80..., ..<0x20:
      return true
    default: return false
    }
  }

  /// The width of the `|`, `│` or `┃` at `position`.
  private static func uprightLine(_ line: UnsafeRawBufferPointer, at position: Int) -> Int? {
    guard position < line.count else { return nil }
    if line[position] == UInt8(ascii: "|") { return 1 }
    return has("\u{2502}", in: line, at: position) || has("\u{2503}", in: line, at: position) ? 3 : nil
  }

  /// Whether a character of the lines, bars and blocks from U+2500 to U+259F starts at `position`.
  private static func isBoxDrawing(_ line: UnsafeRawBufferPointer, at position: Int) -> Bool {
    line[position] == 0xE2 && position + 2 < line.count && (0x94...0x96).contains(line[position + 1])
  }
}
