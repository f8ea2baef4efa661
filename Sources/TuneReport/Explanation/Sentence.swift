/// A sentence of ours, in which what comes from outside is told from our own words: so it can be shown anywhere, and
/// nothing in a name or a message changes the page or the screen.
package struct Sentence: Hashable, Sendable, ExpressibleByStringInterpolation {
  fileprivate enum Piece: Hashable, Sendable {
    case words(String)
    /// A name or a value.
    case name(String)
    /// Somebody else's words.
    case quote(String)
  }

  fileprivate var pieces: [Piece] = []

  package init(stringLiteral value: String) {
    pieces = [.words(value)]
  }

  package init(stringInterpolation: StringInterpolation) {
    pieces = stringInterpolation.pieces
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    package init(literalCapacity: Int, interpolationCount: Int) {
      pieces.reserveCapacity(2 * interpolationCount + 1)
    }

    package mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { pieces.append(.words(literal)) }
    }

    /// Words of our own.
    package mutating func appendInterpolation(_ words: String) { appendLiteral(words) }

    package mutating func appendInterpolation(_ number: Int) { appendLiteral(String(number)) }

    package mutating func appendInterpolation(_ sentence: Sentence) { pieces += sentence.pieces }

    package mutating func appendInterpolation(name: String) { pieces.append(.name(name)) }

    package mutating func appendInterpolation(quote: String) { pieces.append(.quote(quote)) }
  }

  /// For a terminal.
  package var plain: String {
    pieces.map { piece in
      switch piece {
      case .words(let text): text
      case .name(let text): Wording.value(text)
      case .quote(let text): Wording.line(text, limit: 300)
      }
    }.joined()
  }

  /// For a line or a cell of Markdown.
  package var markdown: String {
    pieces.map { piece in
      switch piece {
      case .words(let text): text
      case .name(let text): MarkdownText.code(text)
      case .quote(let text): MarkdownText.prose(text)
      }
    }.joined()
  }

  static func + (a: Sentence, b: Sentence) -> Sentence { "\(a)\(b)" }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ items: [Sentence]) -> Sentence {
    guard let last = items.last else { return "" }
    guard items.count > 1 else { return last }
    return items.dropLast().dropFirst().reduce(items[0]) { "\($0), \($1)" } + " and \(last)"
  }
}
