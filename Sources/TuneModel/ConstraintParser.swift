extension Constraint {
  /// Reads a constraint: arithmetic (`+ - * / % **`), comparisons (also chained: `1 < a <= b`), `and or not`
  /// (or `&& || !`), functions (`abs sqrt log log2 log10 exp floor ceil min max`), numbers, `true`, `false`, quoted
  /// texts, and parameters by name. Operators bind as in Python.
  ///
  /// - Parameters:
  ///   - parameters: what may be named, for checking names and types.
  ///   - subject, noun: what the whole is called in messages, and what may be named.
  package static func parse(
    _ text: String,
    parameters: [Parameter],
    subject: String = "a constraint",
    noun: String = "parameter"
  ) throws(ConstraintError) -> Constraint {
    var parser = ConstraintParser(tokens: try constraintTokens(text), parameters: parameters, noun: noun)
    let (expression, type) = try parser.disjunction()
    let rest = parser.token
    guard rest.kind == .end else {
      throw ConstraintError(
        "expected an operator before \(parser.spelling(rest))",
        offset: rest.offset,
        length: rest.length
      )
    }
    guard type == .truth else {
      throw ConstraintError(
        "\(subject) is a condition that is true or false, and this is a \(type.rawValue)",
        advice: "compare it with something, as in: \(text) <= 100",
        offset: 0,
        length: text.count
      )
    }
    return Constraint(text: text, expression: expression)
  }
}

private struct ConstraintParser {
  enum ValueType: String {
    case number, text
    case truth = "condition"
    /// A categorical of mixed types; fits anywhere.
    case any = "value"
  }

  typealias Typed = (expression: Expression, type: ValueType)

  let tokens: [ConstraintToken]
  let parameters: [Parameter]
  let noun: String
  var position = 0
  /// Nested parentheses, signs and `not`s; hostile text must not exhaust the stack.
  var depth = 0

  init(tokens: [ConstraintToken], parameters: [Parameter], noun: String) {
    self.tokens = tokens
    self.noun = noun
    self.parameters = parameters
  }

  var token: ConstraintToken { tokens[position] }

  func spelled(_ token: ConstraintToken) -> String? {
    switch token.kind {
    case .symbol(let word), .name(let word): word
    case .number, .text, .end: nil
    }
  }

  mutating func accept(_ symbols: String...) -> String? {
    guard let symbol = spelled(token), symbols.contains(symbol) else { return nil }
    position += 1
    return symbol
  }

  func spelling(_ token: ConstraintToken) -> String {
    switch token.kind {
    case .number(let value): "'\(value.rounded() == value && abs(value) < 1e15 ? String(Int(value)) : String(value))'"
    case .text(let text): "'\(text)'"
    case .name(let name), .symbol(let name): "'\(name)'"
    case .end: "the end of the constraint"
    }
  }

  mutating func nested(_ body: (inout Self) throws(ConstraintError) -> Typed) throws(ConstraintError) -> Typed {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 100 else {
      throw ConstraintError("the constraint is nested too deeply", offset: token.offset, length: token.length)
    }
    return try body(&self)
  }

  func require(_ operand: Typed, _ type: ValueType, _ start: Int, for use: String) throws(ConstraintError) {
    guard operand.type == type || operand.type == .any else {
      let last = tokens[max(0, position - 1)]
      throw ConstraintError(
        "\(use) needs a \(type.rawValue) here, and this is a \(operand.type.rawValue)",
        offset: start,
        length: max(1, last.offset + last.length - start)
      )
    }
  }

  // MARK: Grammar, from the loosest operator to the tightest

  mutating func disjunction() throws(ConstraintError) -> Typed {
    try junction(["or", "||"], { .or($0, $1) }) { (parser) throws(ConstraintError) in
      try parser.junction(["and", "&&"], { .and($0, $1) }) { (parser) throws(ConstraintError) in try parser.negation() }
    }
  }

  mutating func junction(
    _ words: [String],
    _ make: (Expression, Expression) -> Expression,
    _ operand: (inout Self) throws(ConstraintError) -> Typed
  ) throws(ConstraintError) -> Typed {
    let start = token.offset
    var left = try operand(&self)
    while let word = spelled(token), words.contains(word) {
      try require(left, .truth, start, for: "'\(word)'")
      position += 1
      let rightStart = token.offset
      let right = try operand(&self)
      try require(right, .truth, rightStart, for: "'\(word)'")
      left = (make(left.expression, right.expression), .truth)
    }
    return left
  }

  mutating func negation() throws(ConstraintError) -> Typed {
    guard let word = accept("not", "!") else { return try comparison() }
    let start = token.offset
    let operand = try nested { (parser) throws(ConstraintError) in try parser.negation() }
    try require(operand, .truth, start, for: "'\(word)'")
    return (.not(operand.expression), .truth)
  }

  mutating func comparison() throws(ConstraintError) -> Typed {
    let start = token.offset
    var left = try sum()
    var chain: Expression?
    while let symbol = accept("<", "<=", ">", ">=", "==", "!="), let operation = Expression.Comparison(rawValue: symbol)
    {
      let right = try sum()
      try checkComparable(left, right, symbol, start)
      let link = Expression.compare(operation, left.expression, right.expression)
      chain = chain.map { .and($0, link) } ?? link
      left = right
    }
    return chain.map { ($0, .truth) } ?? left
  }

  func checkComparable(_ left: Typed, _ right: Typed, _ symbol: String, _ start: Int) throws(ConstraintError) {
    let last = tokens[position - 1]
    let length = max(1, last.offset + last.length - start)
    if left.type != right.type, left.type != .any, right.type != .any {
      throw ConstraintError(
        "'\(symbol)' compares a \(left.type.rawValue) with a \(right.type.rawValue)",
        advice: [left, right].lazy.compactMap { side in
          guard case .parameter(let name) = side.expression, side.type != .text, isText(name) else { return nil }
          return Self.quoted(name)
        }.first,
        offset: start,
        length: length
      )
    }
    if left.type != .number, left.type != .any, symbol != "==", symbol != "!=" {
      throw ConstraintError(
        "'\(symbol)' compares numbers; use == or != for a \(left.type.rawValue)",
        offset: start,
        length: length
      )
    }
    // A text that is not one of the parameter's values can never be equal: surely a mistake.
    for (parameter, text) in [(left.expression, right.expression), (right.expression, left.expression)] {
      guard case .parameter(let name) = parameter, case .text(let value) = text,
        case .categorical(let values)? = parameters.first(where: { $0.name == name })?.domain,
        !values.contains(.string(value))
      else { continue }
      let suggestion = nearest(to: value, among: values.map(\.description))
      throw ConstraintError(
        "'\(value)' is not a value of '\(name)'",
        advice: suggestion.map { "did you mean '\($0)'?" }
          ?? "its values are: \(values.map(\.description).joined(separator: ", "))",
        offset: start,
        length: length
      )
    }
  }

  mutating func sum() throws(ConstraintError) -> Typed {
    try arithmetic(["+", "-"]) { (parser) throws(ConstraintError) in
      try parser.arithmetic(["*", "/", "%"]) { (parser) throws(ConstraintError) in try parser.sign() }
    }
  }

  mutating func arithmetic(
    _ symbols: [String],
    _ operand: (inout Self) throws(ConstraintError) -> Typed
  ) throws(ConstraintError) -> Typed {
    let start = token.offset
    var left = try operand(&self)
    while case .symbol(let symbol) = token.kind, symbols.contains(symbol),
      let operation = Expression.Arithmetic(rawValue: symbol)
    {
      try require(left, .number, start, for: "'\(symbol)'")
      position += 1
      let rightStart = token.offset
      let right = try operand(&self)
      try require(right, .number, rightStart, for: "'\(symbol)'")
      left = (.arithmetic(operation, left.expression, right.expression), .number)
    }
    return left
  }

  mutating func sign() throws(ConstraintError) -> Typed {
    guard let symbol = accept("-", "+") else { return try power() }
    let start = token.offset
    let operand = try nested { (parser) throws(ConstraintError) in try parser.sign() }
    try require(operand, .number, start, for: "'\(symbol)'")
    return (symbol == "-" ? .negate(operand.expression) : operand.expression, .number)
  }

  mutating func power() throws(ConstraintError) -> Typed {
    let start = token.offset
    let base = try primary()
    guard accept("**") != nil else { return base }
    try require(base, .number, start, for: "'**'")
    let exponentStart = token.offset
    let exponent = try nested { (parser) throws(ConstraintError) in try parser.sign() }
    try require(exponent, .number, exponentStart, for: "'**'")
    return (.arithmetic(.power, base.expression, exponent.expression), .number)
  }

  mutating func primary() throws(ConstraintError) -> Typed {
    let here = token
    position += here.kind == .end ? 0 : 1
    switch here.kind {
    case .number(let value): return (.number(value), .number)
    case .text(let value): return (.text(value), .text)
    case .symbol("("):
      let inner = try nested { (parser) throws(ConstraintError) in try parser.disjunction() }
      guard accept(")") != nil else {
        throw ConstraintError("this parenthesis is not closed", offset: here.offset, length: 1)
      }
      return inner
    case .name("true"), .name("True"): return (.truth(true), .truth)
    case .name("false"), .name("False"): return (.truth(false), .truth)
    case .name(let name):
      if case .symbol("(") = token.kind { return try call(name, here) }
      return try parameter(name, here)
    case .symbol, .end:
      throw ConstraintError(
        "expected a number or a \(noun), found \(spelling(here))",
        offset: here.offset,
        length: here.length
      )
    }
  }

  mutating func call(_ name: String, _ here: ConstraintToken) throws(ConstraintError) -> Typed {
    guard let function = Expression.Function(rawValue: name) else {
      let all = Expression.Function.allCases.map(\.rawValue)
      throw ConstraintError(
        "there is no function '\(name)'",
        advice: nearest(to: name, among: all).map { "did you mean '\($0)'?" }
          ?? "functions: \(all.joined(separator: ", "))",
        offset: here.offset,
        length: here.length
      )
    }
    position += 1
    var arguments: [Expression] = []
    repeat {
      let start = token.offset
      let argument = try nested { (parser) throws(ConstraintError) in try parser.disjunction() }
      try require(argument, .number, start, for: "'\(name)'")
      arguments.append(argument.expression)
    } while accept(",") != nil
    guard accept(")") != nil else {
      throw ConstraintError("expected ')' before \(spelling(token))", offset: token.offset, length: token.length)
    }
    if let arity = function.arity, arguments.count != arity {
      throw ConstraintError(
        "'\(name)' takes \(arity) argument, not \(arguments.count)",
        offset: here.offset,
        length: here.length
      )
    }
    return (.call(function, arguments), .number)
  }

  func parameter(_ name: String, _ here: ConstraintToken) throws(ConstraintError) -> Typed {
    guard let parameter = parameters.first(where: { $0.name == name }) else {
      throw ConstraintError(
        "there is no \(noun) '\(name)'",
        advice: isText(name)
          ? Self.quoted(name)
          : nearest(to: name, among: parameters.map(\.name)).map { "did you mean '\($0)'?" }
            ?? nearest(to: name, among: texts).map { "did you mean \"\($0)\"? Texts are written in quotes" }
            ?? "\(noun)s: \(parameters.map(\.name).joined(separator: ", ")); write a text in quotes",
        offset: here.offset,
        length: here.length
      )
    }
    return (.parameter(name), type(of: parameter.domain))
  }

  /// The texts that parameters have as values.
  var texts: [String] {
    parameters.flatMap { parameter -> [String] in
      guard case .categorical(let values) = parameter.domain else { return [] }
      return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
  }

  /// Whether a bare word is a value of a parameter, and surely meant as such.
  func isText(_ word: String) -> Bool { texts.contains(word) }

  static func quoted(_ word: String) -> String { "a text is written in quotes: \"\(word)\"" }

  func type(of domain: Domain) -> ValueType {
    func type(of value: ParameterValue) -> ValueType {
      switch value {
      case .int, .float: .number
      case .bool: .truth
      case .string: .text
      }
    }
    switch domain {
    case .continuous, .stepped, .ordered: return .number
    case .bool: return .truth
    case .fixed(let value): return type(of: value)
    case .categorical(let values):
      let types = Set(values.map(type(of:)))
      return types.count == 1 ? types.first ?? .any : .any
    }
  }
}
