#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

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
  let wanted: [[UInt8]]
  /// Those of the wanted that are more than one word.
  let phrases: [[UInt8]]
  /// The line without escape sequences.
  private var plain: [UInt8] = []
  private var pairs: [Pair] = []

  /// More on one line is no report for anybody.
  private static let mostPairs = 256
  static let longestName = 128

  /// A name and its value, the name by where it stands in the line.
  struct Pair {
    var name: Range<Int>
    var value: Double
  }

  init(wanted: [String]) {
    self.wanted = wanted.map { Array($0.utf8) }
    phrases = self.wanted.filter { $0.contains(UInt8(ascii: " ")) }
  }

  /// Reads a block of whole lines.
  ///
  /// Few lines of most logs report anything. What cannot be in a report is passed over at the speed of one look per
  /// byte, and a line is read as a whole only when something in it can.
  mutating func scan(_ block: UnsafeRawBufferPointer, into recorder: inout MetricRecorder) {
    let hasEscapes = Self.contains(block, 0x1B)
    let hasRewrites = Self.contains(block, 13) || Self.contains(block, 8)
    var floor = 0
    var position = 0
    while true {
      position = Self.marks.firstMark(in: block, from: position)
      guard position < block.count else { return }
      guard hasEscapes || mayReport(block, at: position, floor: floor) else {
        position += 1
        continue
      }
      var start = position
      while start > floor, !LineAssembler.endsLine(block[start - 1]) { start -= 1 }
      let end = LineAssembler.firstEnd(in: block, from: position, isNewline: !hasRewrites) ?? block.count
      if end - start > LineAssembler.longestLine { hasCutLines = true }
      let line = UnsafeRawBufferPointer(rebasing: block[start..<min(end, start + LineAssembler.longestLine)])
      let isOverwritten = hasRewrites && Self.isOverwritten(block, at: end)
      if hasEscapes, line.contains(0x1B) {
        readWithoutEscapes(line, isOverwritten: isOverwritten, into: &recorder)
      } else {
        read(line, isOverwritten: isOverwritten, into: &recorder)
      }
      floor = end
      position = end + 1
    }
  }

  /// Whether the byte at `position`, one of `marks`, may be of a report. Text with escape sequences is not understood.
  private func mayReport(_ block: UnsafeRawBufferPointer, at position: Int, floor: Int) -> Bool {
    switch block[position] {
    case UInt8(ascii: ":"), UInt8(ascii: "="):
      return pair(in: block, at: position) != nil
    case UInt8(ascii: "p"), UInt8(ascii: "P"):
      return position > floor && Self.hasIgnoringCase("epoch", in: block, at: position - 1)
    default:
      // Tables start with an upright line.
      guard Self.uprightLine(block, at: position) != nil else { return false }
      var start = position
      while start > floor, Self.isBlank(block[start - 1]) { start -= 1 }
      return start == floor || LineAssembler.endsLine(block[start - 1])
    }
  }

  private static func contains(_ block: UnsafeRawBufferPointer, _ byte: Int32) -> Bool {
    block.baseAddress.map { memchr($0, byte, block.count) != nil } ?? false
  }

  /// Whether the terminal's next text takes the place of the line that ends at `end`.
  private static func isOverwritten(_ block: UnsafeRawBufferPointer, at end: Int) -> Bool {
    guard end < block.count else { return false }
    // A block does not end between `\r` and `\n`.
    if block[end] == UInt8(ascii: "\r") { return end + 1 == block.count || block[end + 1] != UInt8(ascii: "\n") }
    return block[end] == 8
  }

  private mutating func readWithoutEscapes(
    _ line: UnsafeRawBufferPointer,
    isOverwritten: Bool,
    into recorder: inout MetricRecorder
  ) {
    var text = plain
    plain = []
    text.removeAll(keepingCapacity: true)
    appendPlainText(of: line, to: &text)
    text.withUnsafeBytes { read($0, isOverwritten: isOverwritten, into: &recorder) }
    plain = text
  }

  private mutating func read(
    _ line: UnsafeRawBufferPointer,
    isOverwritten: Bool,
    into recorder: inout MetricRecorder
  ) {
    pairs.removeAll(keepingCapacity: true)
    var step: Double?
    var first = 0
    while first < line.count, line[first] == UInt8(ascii: " ") { first += 1 }
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
    let isProvisional = (step ?? epoch) != nil && (isOverwritten || Self.isKerasProgress(line, from: first))
    for pair in pairs {
      guard let track = recorder.track(named: UnsafeRawBufferPointer(rebasing: line[pair.name])) else { continue }
      recorder.record(track: track, step: step ?? epoch, value: pair.value, isProvisional: isProvisional)
    }
  }
}
