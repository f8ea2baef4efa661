/// What a YAML text contains and what is wrong with it.
package struct YAMLDocument: Sendable {
  /// The text, for excerpts in messages.
  package let source: SourceText

  /// The document's value. `nil` when the text is empty or its syntax is broken; then `problems` says why. When only
  /// single parts are wrong, those parts are left out or are null.
  package let root: YAMLNode?

  /// Everything that is wrong, in the order of the text.
  package let problems: [YAMLProblem]

  /// Reads a file's bytes.
  ///
  /// Values are understood by the core schema of YAML 1.2. Merge keys (`<<`) work as in YAML 1.1. Stricter than YAML
  /// where it protects people from themselves: keys are scalars, one file holds one document, tags beyond the core
  /// schema are unknown, and an unquoted text must not go on in a line that looks like a list item.
  ///
  /// - Complexity: O(*n* log *n*) in the size of the text; time and memory are bounded by `limits`.
  package init(parsing bytes: some Collection<UInt8>, limits: YAMLLimits = YAMLLimits()) {
    guard bytes.count <= limits.bytes else {
      source = SourceText("")
      root = nil
      problems = [
        YAMLProblem("the file has \(bytes.count) bytes; at most \(limits.bytes) are read", at: source.beginning)
      ]
      return
    }
    switch decodedText(Array(bytes), limits: limits) {
    case .unreadable(let source, let problems):
      self.source = source
      root = nil
      self.problems = problems
    case .readable(let source):
      self.source = source
      var composer = Composer(source: source, limits: limits)
      root = composer.compose()
      problems = composer.problems.inOrder
    }
  }

  /// Reads a text; see ``init(parsing:limits:)``.
  package init(parsing text: String, limits: YAMLLimits = YAMLLimits()) {
    self.init(parsing: text.utf8, limits: limits)
  }
}

extension SourceText {
  /// The empty range before the first character.
  var beginning: SourceRange {
    SourceRange(SourcePosition(line: 1, column: 1), SourcePosition(line: 1, column: 1))
  }
}

/// The problems found so far, up to a limit.
struct ProblemList {
  private var problems: [YAMLProblem] = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func add(_ problem: YAMLProblem) {
    if problems.count < limit { problems.append(problem) }
  }

  mutating func add(_ message: String, at range: SourceRange, notes: [YAMLProblem.Note] = []) {
    add(YAMLProblem(message, at: range, notes: notes))
  }

  /// The problems in the order of the text.
  var inOrder: [YAMLProblem] {
    // Swift's sort is stable in fact but not by contract, hence the second criterion.
    problems.enumerated()
      .sorted { ($0.element.range.start, $0.offset) < ($1.element.range.start, $1.offset) }
      .map(\.element)
  }
}
