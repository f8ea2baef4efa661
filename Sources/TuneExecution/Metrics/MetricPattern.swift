/// A regular expression over lines that finds metrics: either named groups, each a metric (`(?<accuracy>[\d.]+)`), or
/// the groups `name` and `value`. A group `step` or `epoch` says which step they belong to.
///
/// The dialect is Swift's `Regex`, which is that of most languages. It backtracks, so a careless pattern can take long
/// on a long line: only the start of a line is searched.
package struct MetricPattern {
  /// How much of a line is searched, in bytes.
  package static let searchedLength = 4_096

  private let regex: Regex<AnyRegexOutput>
  private let groups: [String]

  /// - Throws: what is wrong with the pattern, in one sentence without the pattern itself.
  package init(_ pattern: String) throws(PatternProblem) {
    do {
      regex = try Regex(pattern)
    } catch {
      throw PatternProblem(message: "this is not a regular expression: \(error)")
    }
    let regex = regex
    groups = Self.groupNames(in: pattern).filter { regex.contains(captureNamed: $0) }
    let metrics = groups.filter { StepColumn(name: $0) == nil }
    if metrics.isEmpty {
      throw PatternProblem(
        message: "the pattern has no named group; write `(?<accuracy>…)` around the value of the metric `accuracy`"
      )
    }
    if groups.contains("name") != groups.contains("value") {
      let (has, lacks) = groups.contains("name") ? ("name", "value") : ("value", "name")
      throw PatternProblem(message: "the pattern has a group `\(has)` but none called `\(lacks)`; the two go together")
    }
  }

  /// What is wrong with a pattern; nil when nothing is.
  package static func validate(_ pattern: String) -> String? {
    do {
      _ = try MetricPattern(pattern)
      return nil
    } catch {
      return error.message
    }
  }

  package struct PatternProblem: Error, Hashable, Sendable {
    package var message: String
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

  /// What stands between `(?<` or `(?P<` and `>`. That may be no group, when it is escaped or in a character class; the
  /// compiled expression knows.
  private static func groupNames(in pattern: String) -> [String] {
    var names: [String] = []
    var rest = pattern[...]
    while let open = rest.firstRange(of: "(?") {
      rest = rest[open.upperBound...]
      if rest.first == "P" { rest.removeFirst() }
      guard rest.first == "<", let close = rest.firstIndex(of: ">") else { continue }
      let name = rest[rest.index(after: rest.startIndex)..<close]
      // `(?<=` and `(?<!` look behind.
      if let first = name.first, first.isLetter || first == "_", !names.contains(String(name)) {
        names.append(String(name))
      }
    }
    return names
  }
}
