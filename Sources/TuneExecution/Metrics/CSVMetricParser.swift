import TuneModel

/// Finds metrics in a CSV file while it grows: its header names them, each row is a step.
///
/// Fields are separated by commas, semicolons or tabs, whichever the header has most of; they may be quoted as RFC 4180
/// describes. Empty cells and cells that are no numbers are passed over. A column `step` or `epoch` says which step a
/// row is.
struct CSVMetricParser {
  private var separator = UInt8(ascii: ",")
  private var header: [Column]?
  /// A record that goes on after a line break within quotes.
  private var open: [UInt8] = []

  private enum Column {
    case metric(String)
    case step(StepColumn)
    case ignored
  }

  /// Reads one line with or without its end.
  mutating func read(_ line: UnsafeRawBufferPointer, into recorder: inout MetricRecorder) {
    let endsQuote = line.reduce(false) { $1 == UInt8(ascii: "\"") ? !$0 : $0 }
    switch (open.isEmpty, endsQuote) {
    case (true, false):
      record(line, into: &recorder)
    case (false, true):
      let whole = open + line
      open = []
      whole.withUnsafeBytes { record($0, into: &recorder) }
    case (true, true), (false, false):
      open.append(contentsOf: line)
      // A quote that never ends would swallow the file; such a record is given up.
      if open.count > LineAssembler.longestLine { open = [] }
    }
  }

  private mutating func record(_ bytes: UnsafeRawBufferPointer, into recorder: inout MetricRecorder) {
    var bytes = bytes
    while let last = bytes.last, LineAssembler.endsLine(last) { bytes = .init(rebasing: bytes.dropLast()) }
    guard bytes.contains(where: { $0 != UInt8(ascii: " ") }) else { return }
    guard let header else {
      readHeader(bytes)
      return
    }
    let fields = fields(of: bytes)
    var step: (column: StepColumn, value: Double)?
    for (column, field) in zip(header, fields) {
      if case .step(let kind) = column, let value = Self.number(field), kind < step?.column ?? .epoch || step == nil {
        step = (kind, value)
      }
    }
    for (column, field) in zip(header, fields) {
      guard case .metric(let name) = column else { continue }
      if let value = Self.number(field) { recorder.record(name, step: step?.value, value: value) }
    }
  }

  private mutating func readHeader(_ bytes: UnsafeRawBufferPointer) {
    var bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = .init(rebasing: bytes.dropFirst(3)) }
    let counts = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")].map { candidate in
      (candidate, bytes.lazy.filter { $0 == candidate }.count)
    }
    // Of equals the first, a comma.
    for (candidate, count) in counts where count > (counts.first { $0.0 == separator }?.1 ?? 0) {
      separator = candidate
    }
    var seen: Set<String> = []
    header = fields(of: bytes).map { field in
      let name = String(decoding: Self.trimmed(field[...]), as: UTF8.self)
      if let step = StepColumn(name: name) { return .step(step) }
      guard !name.isEmpty, seen.insert(name).inserted else { return .ignored }
      return .metric(name)
    }
  }

  private func fields(of record: UnsafeRawBufferPointer) -> [[UInt8]] {
    let quote = UInt8(ascii: "\"")
    var fields: [[UInt8]] = []
    var field: [UInt8] = []
    var isQuoted = false
    var position = 0
    while position < record.count {
      let byte = record[position]
      if isQuoted {
        if byte != quote {
          field.append(byte)
        } else if position + 1 < record.count, record[position + 1] == quote {
          field.append(quote)
          position += 1
        } else {
          isQuoted = false
        }
      } else if byte == quote {
        isQuoted = true
      } else if byte == separator {
        fields.append(field)
        field = []
      } else {
        field.append(byte)
      }
      position += 1
    }
    fields.append(field)
    return fields
  }

  private static func number(_ field: [UInt8]) -> Double? {
    let trimmed = trimmed(field[...])
    return trimmed.withUnsafeBytes { bytes in
      guard let number = DecimalNumber(bytes, from: 0), number.end == bytes.count else { return nil }
      return number.value
    }
  }

  private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    var field = field.drop(while: isBlank)
    while let last = field.last, isBlank(last) { field = field.dropLast() }
    return field
  }
}
