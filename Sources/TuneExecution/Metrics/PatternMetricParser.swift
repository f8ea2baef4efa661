import TuneModel

/// Finds metrics in lines with a regular expression.
///
/// It backtracks, so a careless pattern can take long on a long line: only the start of a line is searched.
struct PatternMetricParser {
  /// How much of a line is searched, in bytes.
  static let searchedLength = 4_096

  private let regex: Regex<AnyRegexOutput>
  private let groups: [String]

  init(_ pattern: MetricPattern) {
    regex = pattern.regex
    groups = pattern.groups
  }

  /// Takes up every match in a line.
  ///
  /// - Complexity: as the pattern has it; about 20 MB/s for one that starts with a literal.
  func read(_ line: String, into recorder: inout MetricRecorder) {
    for match in line.matches(of: regex) {
      func text(_ group: String) -> Substring? { match[group]?.substring }
      func number(_ group: String) -> Double? { text(group).flatMap(Self.number) }

      let step =
        groups.lazy
        .compactMap { group in StepColumn(name: group).flatMap { column in number(group).map { (column, $0) } } }
        .min { $0.0 < $1.0 }?.1
      if groups.contains("name") {
        if let name = text("name"), let value = number("value") {
          recorder.record(String(name), step: step, value: value)
        }
        continue
      }
      for group in groups where StepColumn(name: group) == nil {
        if let value = number(group) { recorder.record(group, step: step, value: value) }
      }
    }
  }

  private static func number(_ text: Substring) -> Double? {
    var text = text
    while text.last == "%" || text.last?.isWhitespace == true { text.removeLast() }
    return text.withUTF8 { bytes in
      let bytes = UnsafeRawBufferPointer(bytes)
      let start = bytes.firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } ?? 0
      guard let number = DecimalNumber(bytes, from: start), number.end == bytes.count else { return nil }
      return number.value
    }
  }
}
