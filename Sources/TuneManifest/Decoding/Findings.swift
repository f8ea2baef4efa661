import TuneModel
import YAML

/// The mistakes found in one manifest so far.
struct Findings {
  /// As many as a person can look at; a hostile file must not fill the memory.
  static let limit = 100

  let source: SourceText
  let file: String
  private var found: [(start: SourcePosition, diagnostic: Diagnostic)] = []
  private var seen: Set<Diagnostic> = []
  private var isIncomplete = false
  /// Where nodes start that are wrong, so that nothing is built on them.
  private(set) var invalid: Set<SourcePosition> = []
  /// Errors that were reported, shown or not.
  private(set) var errorCount = 0

  var hasErrors: Bool { errorCount > 0 }

  init(source: SourceText, file: String) {
    self.source = source
    self.file = file
  }

  mutating func error(_ message: String, at range: SourceRange?, advice: String?...) {
    add(.error, message, range, advice.compactMap { $0 })
  }

  mutating func warning(_ message: String, at range: SourceRange?, advice: String?...) {
    add(.warning, message, range, advice.compactMap { $0 })
  }

  /// An error about a node, on which nothing can be built.
  mutating func reject(_ node: YAMLNode, _ message: String, advice: String?...) {
    invalid.insert(node.range.start)
    add(.error, message, node.range, advice.compactMap { $0 })
  }

  /// Leaves a node out of what is built without saying more about it.
  mutating func disregard(_ node: YAMLNode) { invalid.insert(node.range.start) }

  /// Takes over a mistake of the YAML itself.
  mutating func add(_ problem: YAMLProblem) {
    invalid.insert(problem.range.start)
    let advice = problem.notes.map { note in
      guard let range = note.range, !note.message.contains("line") else { return note.message }
      return "\(note.message) (line \(range.start.line))"
    }
    add(.error, problem.message, problem.range, advice)
  }

  private mutating func add(
    _ severity: Diagnostic.Severity,
    _ message: String,
    _ range: SourceRange?,
    _ advice: [String]
  ) {
    if severity == .error { errorCount += 1 }
    guard found.count < Findings.limit else {
      isIncomplete = true
      return
    }
    let location = range.map(source.location)
    let diagnostic = Diagnostic(severity, message, advice: advice, file: file, location: location)
    // What an alias repeats is said once.
    guard seen.insert(diagnostic).inserted else { return }
    found.append((range?.start ?? SourcePosition(line: 1, column: 0), diagnostic))
  }

  /// The findings in the order of the text.
  var diagnostics: [Diagnostic] {
    // By offset, too: Swift's sort is stable in fact but not by contract.
    let sorted = found.enumerated()
      .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
      .map(\.element.diagnostic)
    guard isIncomplete else { return sorted }
    return sorted + [Diagnostic(.note, "there are more mistakes than these \(Findings.limit)", file: file)]
  }

  /// Whether so many mistakes are known that looking for suggestions is not worth the time.
  var isCrowded: Bool { found.count >= Findings.limit }
}

extension SourceText {
  /// The part of `range` that is on its first line, in characters rather than Unicode scalars.
  func location(of range: SourceRange) -> SourceLocation {
    let line = line(range.start.line)
    let scalars = line.unicodeScalars
    let length = range.end.line > range.start.line ? Int.max : max(1, range.end.column - range.start.column)
    if scalars.count == line.utf8.count {
      // All ASCII: every scalar is a character.
      let rest = scalars.count - (range.start.column - 1)
      return SourceLocation(line: range.start.line, column: range.start.column, length: min(length, max(1, rest)))
    }
    func index(_ offset: Int, from start: String.Index) -> String.Index {
      scalars.index(start, offsetBy: offset, limitedBy: scalars.endIndex) ?? scalars.endIndex
    }
    let start = index(range.start.column - 1, from: scalars.startIndex)
    let end = index(length, from: start)
    return SourceLocation(
      line: range.start.line,
      column: line[..<start].count + 1,
      length: line[start..<end].count
    )
  }
}
