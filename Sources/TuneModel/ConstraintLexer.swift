/// A token of a constraint with its place, in characters from the start of the text.
struct ConstraintToken: Hashable {
  enum Kind: Hashable {
    case number(Double)
    case text(String)
    case name(String)
    case symbol(String)
    case end
  }

  var kind: Kind
  var offset: Int
  var length: Int
}

/// A mistake in a constraint's text.
package struct ConstraintError: Error, Hashable, Sendable {
  package var message: String
  package var advice: String?
  /// Characters from the start of the text.
  package var offset: Int
  package var length: Int

  package init(_ message: String, advice: String? = nil, offset: Int, length: Int = 1) {
    self.message = message
    self.advice = advice
    self.offset = offset
    self.length = length
  }
}

func constraintTokens(_ text: String) throws(ConstraintError) -> [ConstraintToken] {
  let characters = Array(text)
  var tokens: [ConstraintToken] = []
  var index = 0
  func isNamePart(_ c: Character) -> Bool { c.isLetter || c.isNumber || c == "_" || c == "." }
  while index < characters.count {
    let start = index
    let character = characters[index]
    if character.isWhitespace {
      index += 1
      continue
    }
    let next: Character? = index + 1 < characters.count ? characters[index + 1] : nil
    if character.isASCII && character.isNumber || (character == "." && next?.isNumber == true) {
      index = endOfNumber(characters, from: index)
      let spelled = String(characters[start..<index])
      guard let value = Double(spelled.filter { $0 != "_" }) else {
        throw ConstraintError("'\(spelled)' is not a number", offset: start, length: index - start)
      }
      tokens.append(.init(kind: .number(value), offset: start, length: index - start))
    } else if character.isLetter || character == "_" {
      while index < characters.count, isNamePart(characters[index]) { index += 1 }
      tokens.append(.init(kind: .name(String(characters[start..<index])), offset: start, length: index - start))
    } else if character == "\"" || character == "'" || character == "`" {
      index += 1
      while index < characters.count, characters[index] != character { index += 1 }
      guard index < characters.count else {
        throw ConstraintError("this text has no closing \(character)", offset: start, length: characters.count - start)
      }
      let content = String(characters[start + 1..<index])
      index += 1
      // Backquotes name a parameter whose name is not a plain word.
      let kind: ConstraintToken.Kind = character == "`" ? .name(content) : .text(content)
      tokens.append(.init(kind: kind, offset: start, length: index - start))
    } else {
      let two = String(characters[start..<min(start + 2, characters.count)])
      let symbol = ["<=", ">=", "==", "!=", "**", "&&", "||"].contains(two) ? two : String(character)
      guard symbol.count == 2 || "+-*/%<>()!,=&|".contains(character) else {
        throw ConstraintError(
          "'\(character)' has no meaning in a constraint",
          advice: "a constraint compares parameters, as in: hidden * batch_size <= 16384",
          offset: start
        )
      }
      if ["=", "&", "|"].contains(symbol) {
        throw ConstraintError("write '\(symbol)\(symbol)', not '\(symbol)'", offset: start)
      }
      index += symbol.count
      tokens.append(.init(kind: .symbol(symbol), offset: start, length: symbol.count))
    }
  }
  tokens.append(.init(kind: .end, offset: characters.count, length: 1))
  return tokens
}

private func endOfNumber(_ characters: [Character], from start: Int) -> Int {
  var index = start
  func skipDigits() {
    while index < characters.count, characters[index].isNumber || characters[index] == "_" { index += 1 }
  }
  skipDigits()
  if index < characters.count, characters[index] == "." {
    index += 1
    skipDigits()
  }
  if index < characters.count, characters[index] == "e" || characters[index] == "E" {
    var after = index + 1
    if after < characters.count, characters[after] == "+" || characters[after] == "-" { after += 1 }
    if after < characters.count, characters[after].isNumber {
      index = after
      skipDigits()
    }
  }
  return index
}
