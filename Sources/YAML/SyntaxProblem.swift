/// A syntax error of libyaml in plain words.
///
/// libyaml says what its grammar missed and where it noticed. People want to know what they wrote, so each of its
/// messages is read together with the lines around. Messages that are not known here keep libyaml's words.
struct SyntaxProblem {
  private let failure: SyntaxFailure
  private let source: SourceText
  private let place: SourcePosition
  /// Where the construct starts that libyaml was reading.
  private let opening: SourcePosition
  private let lastQuoted: SourceRange?

  /// - Parameter lastQuoted: The last quoted text before the failure.
  init(_ failure: SyntaxFailure, in source: SourceText, lastQuoted: SourceRange?) {
    self.failure = failure
    self.source = source
    self.lastQuoted = lastQuoted
    place = source.position(ofScalar: failure.index)
    opening = failure.contextIndex.map { source.position(ofScalar: $0) } ?? place
  }

  var problem: YAMLProblem {
    switch failure.problem {
    case "mapping values are not allowed in this context": unexpectedColon
    case "could not find expected ':'": missingColon(in: opening)
    case "did not find expected key": unexpectedInMapping
    case "did not find expected '-' indicator": unexpectedInList
    case "did not find expected ',' or ']'", "did not find expected ',' or '}'": unexpectedInFlow
    case "did not find expected node content": missingValue
    case "did not find expected <document start>": afterTheEnd
    case "found unexpected end of stream" where failure.context == "while scanning a quoted scalar": unclosedQuote
    case "found unknown escape character", "did not find expected hexdecimal number",
      "found invalid Unicode character escape code":
      wrongEscape
    case "found character that cannot start any token": unexpectedCharacter
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      tab
    case "block sequence entries are not allowed in this context":
      YAMLProblem(
        "a list cannot start here; put each '-' on a line of its own, or write [one, two]",
        at: character(at: place)
      )
    case "mapping keys are not allowed in this context": needsQuotes("?", at: place)
    case "did not find expected alphabetic or numeric character": needsQuotes(text(at: opening).prefix(1), at: opening)
    case "found undefined tag handle": needsQuotes("!", at: opening)
    case "did not find expected comment or line break" where failure.context == "while scanning a block scalar":
      YAMLProblem("the text of a '|' or '>' block starts on the next line", at: restOfLine(from: place))
    default: inOtherWords
    }
  }

  // MARK: Colons

  private var unexpectedColon: YAMLProblem {
    let line = source.line(place.line)
    let before = String(line.unicodeScalars.prefix(place.column - 1))
    if before.contains(": ") {
      return YAMLProblem(
        "a second ':' in one value; put the value in quotes if the ':' belongs to it",
        at: character(at: place)
      )
    }
    guard let previous = lineWithText(before: place.line) else { return inOtherWords }
    if !previous.text.contains(": "), !previous.text.hasSuffix(":"), !previous.text.hasPrefix("- ") {
      return missingColon(in: previous.start)
    }
    let start = SourcePosition(line: place.line, column: indentation(of: line) + 1)
    return YAMLProblem(
      "this line is indented more than the one above, which has a value already; indent both alike",
      at: SourceRange(start, place),
      notes: [.init("the line above", at: restOfLine(from: previous.start))]
    )
  }

  /// For a line that has no key where one is due.
  private func missingColon(in start: SourcePosition) -> YAMLProblem {
    let range = restOfLine(from: start)
    let text = trimmed(self.text(at: start))
    if text.hasPrefix("-"), !text.hasPrefix("--") {
      return YAMLProblem("a space is missing after the '-'", at: character(at: start))
    }
    if let (key, value) = splitAtColon(text), !key.isEmpty, !value.isEmpty {
      return YAMLProblem("a space is missing after the ':'; write \(quote("\(key): \(value)"))", at: range)
    }
    if let equals = text.firstIndex(of: "="), equals != text.startIndex {
      let key = trimmed(String(text[..<equals]))
      let value = trimmed(String(text[text.index(after: equals)...]))
      return YAMLProblem("write \(quote("\(key): \(value)")) with a ':' instead of '='", at: range)
    }
    return YAMLProblem("a ':' is missing after this key", at: range)
  }

  // MARK: Blocks

  private var unexpectedInMapping: YAMLProblem {
    if let problem = textAfterClosing { return problem }
    switch text(at: place).first {
    case "}", "]": return closesNothing
    case ":": return YAMLProblem("a key is missing before the ':'", at: character(at: place))
    case "-": return YAMLProblem("a list item cannot stand between the keys of a mapping", at: character(at: place))
    default: return wrongIndentation
    }
  }

  private var unexpectedInList: YAMLProblem {
    if let problem = textAfterClosing { return problem }
    if let character = text(at: place).first, "}]".contains(character) { return closesNothing }
    return YAMLProblem(
      "a list item, starting with '-', was expected here, or another indentation",
      at: restOfLine(from: place),
      notes: [.init("the list starts here", at: character(at: opening))]
    )
  }

  /// For something that follows the closing quote or bracket of a value on its line.
  private var textAfterClosing: YAMLProblem? {
    let before = trimmed(String(source.line(place.line).unicodeScalars.prefix(place.column - 1)))
    guard let last = before.last else { return nil }
    let rest = restOfLine(from: place)
    switch last {
    case "\"", "'":
      if let lastQuoted, lastQuoted.start.line < place.line {
        return YAMLProblem(
          "this quote is closed only in line \(place.line); is the closing quote missing here?",
          at: character(at: lastQuoted.start),
          notes: [.init("what follows cannot be understood", at: rest)]
        )
      }
      let escaped = last == "'" ? "''" : "\\\""
      return YAMLProblem(
        "nothing can follow the closing quote; a quote inside of the text is written \(escaped)",
        at: rest
      )
    case "]", "}":
      return YAMLProblem("nothing can follow the closing '\(last)'; put the whole text in quotes", at: rest)
    default: return nil
    }
  }

  private var closesNothing: YAMLProblem {
    YAMLProblem("this '\(text(at: place).prefix(1))' closes nothing", at: character(at: place))
  }

  private var wrongIndentation: YAMLProblem {
    let own = place.column - 1
    // Indentations of the lines above that this line could join: the next deeper one, and those it is inside of.
    var fitting: [Int] = []
    var number = place.line
    while number > 1, fitting.last != 0 {
      guard let line = lineWithText(before: number) else { break }
      let other = line.start.column - 1
      if fitting.isEmpty ? other != own : other < min(fitting.last ?? own, own) { fitting.append(other) }
      number = line.start.line
    }
    let choices = fitting.map(String.init)
    let advice =
      switch choices.count {
      case 0: ""
      case 1: "; indent it by \(choices[0]) spaces"
      default: "; indent it by \(choices.dropLast().joined(separator: ", ")) or \(choices[choices.count - 1]) spaces"
      }
    return YAMLProblem(
      "this line is indented by \(own == 1 ? "1 space" : "\(own) spaces"), which fits no line above\(advice)",
      at: restOfLine(from: place)
    )
  }

  private var afterTheEnd: YAMLProblem {
    if let problem = textAfterClosing { return problem }
    if let character = text(at: place).first, "}]".contains(character) { return closesNothing }
    if let first = lineWithText(after: 0), first.start.column > place.column, first.start.line < place.line {
      return YAMLProblem(
        "this line starts further left than the first one; indent both alike",
        at: restOfLine(from: place),
        notes: [.init("the first line", at: restOfLine(from: first.start))]
      )
    }
    return YAMLProblem("the value above is complete; this cannot follow it", at: restOfLine(from: place))
  }

  // MARK: Brackets

  private var unexpectedInFlow: YAMLProblem {
    let open = text(at: opening).prefix(1)
    let close = open == "[" ? "]" : "}"
    let next = text(at: place).first
    if let next, "}]".contains(next) { return wrongClosing(next, close) }
    if isAfterUnclosedBracket { return YAMLProblem("this '\(open)' is never closed", at: character(at: opening)) }
    let hint = next == ":" ? "; text with a ':' needs quotes" : ""
    return YAMLProblem(
      "a ',' or the closing '\(close)' is missing before this\(hint)",
      at: character(at: place),
      notes: [.init("the '\(open)' is here", at: character(at: opening))]
    )
  }

  /// Whether the text has ended between brackets, or a line below starts with a key that is indented no more than the
  /// line of the bracket and so should not be between them.
  private var isAfterUnclosedBracket: Bool {
    if trimmed(text(at: place)).isEmpty, lineWithText(after: place.line) == nil { return true }
    let line = source.line(place.line)
    let openingLine = source.line(opening.line)
    let startsLine = indentation(of: openingLine) == opening.column - 1
    return place.line > opening.line && !startsLine && indentation(of: line) <= indentation(of: openingLine)
      && !String(line.unicodeScalars.prefix(place.column - 1)).contains(":")
  }

  private func wrongClosing(_ character: Character, _ close: String) -> YAMLProblem {
    YAMLProblem(
      "this '\(character)' should be '\(close)'",
      at: self.character(at: place),
      notes: [.init("the '\(text(at: opening).prefix(1))' is here", at: self.character(at: opening))]
    )
  }

  private var missingValue: YAMLProblem {
    switch text(at: place).first {
    case "," where failure.context == "while parsing a flow node":
      YAMLProblem("a value is missing before the ','", at: character(at: place))
    case "}", "]": closesNothing
    case "-" where failure.context == "while parsing a flow node":
      YAMLProblem(
        "a list item cannot stand between brackets; is a closing bracket missing above?",
        at: character(at: place)
      )
    case let character?: needsQuotes(String(character), at: place)
    case nil: YAMLProblem("a value is missing here", at: character(at: place))
    }
  }

  // MARK: Characters

  private var unclosedQuote: YAMLProblem {
    YAMLProblem("this quote is never closed", at: character(at: opening))
  }

  private var wrongEscape: YAMLProblem {
    // libyaml points behind the backslash when digits are wrong.
    let line = Array(source.line(place.line).unicodeScalars)
    let start = min(place.column - 1, line.count)
    let backslash = line[..<min(start + 1, line.count)].lastIndex(of: "\\") ?? start
    let escape = String(String.UnicodeScalarView(line[min(backslash, line.count)...].prefix(2)))
    if escape.unicodeScalars.count < 2, place.line == source.lineCount { return unclosedQuote }
    return YAMLProblem(
      "'\(escape)' is not a complete escape; write '\\\(escape)' for a backslash, or put the text in single quotes",
      at: SourceRange(
        SourcePosition(line: place.line, column: backslash + 1),
        SourcePosition(line: place.line, column: backslash + 3)
      )
    )
  }

  private var unexpectedCharacter: YAMLProblem {
    let character = text(at: place).prefix(1)
    return character == "\t" ? tab : needsQuotes(character, at: place)
  }

  private var tab: YAMLProblem {
    let line = source.line(place.line).unicodeScalars
    let indentation = line.prefix { $0 == " " || $0 == "\t" }
    let before = indentation.prefix { $0 == " " }.count
    return YAMLProblem(
      "there is a tab in the indentation; use spaces only",
      at: SourceRange(
        SourcePosition(line: place.line, column: before + 1),
        SourcePosition(line: place.line, column: max(before + 1, indentation.count) + 1)
      )
    )
  }

  private func needsQuotes(_ character: some StringProtocol, at start: SourcePosition) -> YAMLProblem {
    YAMLProblem("text that starts with '\(character)' needs quotes", at: word(at: start))
  }

  private var inOtherWords: YAMLProblem {
    let words = [failure.problem, failure.context].compactMap { $0 }.joined(separator: " ")
    return YAMLProblem("this is not YAML: \(words)", at: character(at: place))
  }

  // MARK: Parts of the text

  /// What stands from `position` to the end of its line.
  private func text(at position: SourcePosition) -> String {
    String(String.UnicodeScalarView(source.line(position.line).unicodeScalars.dropFirst(position.column - 1)))
  }

  private func character(at position: SourcePosition) -> SourceRange {
    SourceRange(position, SourcePosition(line: position.line, column: position.column + 1))
  }

  private func word(at position: SourcePosition) -> SourceRange {
    let length = text(at: position).prefix { $0 != " " && $0 != "\t" }.unicodeScalars.count
    return SourceRange(position, SourcePosition(line: position.line, column: position.column + max(1, length)))
  }

  /// The range from `position` to the end of its line without trailing space.
  private func restOfLine(from position: SourcePosition) -> SourceRange {
    let text = text(at: position)
    let leading = text.prefix { $0 == " " || $0 == "\t" }.count
    let length = leading + trimmed(text).unicodeScalars.count
    return SourceRange(position, SourcePosition(line: position.line, column: position.column + max(1, length)))
  }

  private func indentation(of line: String) -> Int { line.prefix { $0 == " " }.count }

  private func lineWithText(before number: Int) -> (start: SourcePosition, text: String)? {
    firstWithText(stride(from: number - 1, to: 0, by: -1))
  }

  private func lineWithText(after number: Int) -> (start: SourcePosition, text: String)? {
    firstWithText(stride(from: number + 1, through: source.lineCount, by: 1))
  }

  private func firstWithText(_ numbers: some Sequence<Int>) -> (start: SourcePosition, text: String)? {
    for number in numbers {
      let line = source.line(number)
      let text = trimmed(line)
      if text.isEmpty || text.hasPrefix("#") { continue }
      return (SourcePosition(line: number, column: indentation(of: line) + 1), text)
    }
    return nil
  }
}

private func trimmed(_ text: String) -> String {
  let isSpace = { (character: Character) in character == " " || character == "\t" }
  let withoutFront = text.drop(while: isSpace)
  guard let last = withoutFront.lastIndex(where: { !isSpace($0) }) else { return "" }
  return String(withoutFront[...last])
}
