import Testing

@testable import TuneModel

private let parameters = [
  Parameter("a", .continuous(ContinuousRange(min: 0, max: 10))),
  Parameter("b", .stepped(SteppedRange(min: 1, max: 9, step: 2, isInteger: true))),
  Parameter("kind", .categorical([.string("sgd"), .string("adam")])),
  Parameter("flag", .bool),
]

@Suite struct ConstraintTests {
  @Test(arguments: [
    ("a * b <= 10", true), ("a + b * 2 == 8", true), ("(a + b) * 2 == 10", true), ("-a ** 2 == -4", true),
    ("2 ** 3 ** 2 == 512", true), ("1 < a < b", true), ("b < a < 1", false), ("a % 3 == 2", true),
    ("-1 % 3 == 2", true),
    ("kind == \"sgd\"", true), ("kind != 'adam' and flag", true), ("not flag or a > 100", false),
    ("!flag || b >= 3", true),
    ("max(a, b, 7) == 7 && min(a, 1) == 1", true), ("sqrt(b * 3) == b", true), ("log(exp(1)) == 1", true),
    ("a / 0 < 1", false), ("1e-3 < .5 and 1_000 == 1e3", true), ("flag == true", true),
  ])
  func evaluates(_ text: String, _ expected: Bool) throws {
    let assignment: Assignment = ["a": .float(2), "b": .int(3), "kind": .string("sgd"), "flag": .bool(true)]
    #expect(try Constraint.parse(text, parameters: parameters).holds(for: assignment) == expected)
  }

  @Test func `a constraint over an inactive parameter holds`() throws {
    let assignment: Assignment = ["a": .float(2)]
    for text in ["b > 100", "not b > 100", "a + b < 0", "b > 100 or a > 100", "kind == 'adam'"] {
      #expect(try Constraint.parse(text, parameters: parameters).holds(for: assignment), "\(text)")
    }
    #expect(try !Constraint.parse("b > 100 and a > 100", parameters: parameters).holds(for: assignment))
  }

  @Test(arguments: [
    ("a", 0, 1, "a constraint is a condition that is true or false, and this is a number"),
    ("a <", 3, 1, "expected a number or a parameter, found the end of the constraint"),
    ("a < c", 4, 1, "there is no parameter 'c'"),
    ("a < kind", 0, 8, "'<' compares a number with a text"),
    ("kind < 'sgd'", 0, 12, "'<' compares numbers; use == or != for a text"),
    ("kind == 'adamm'", 0, 15, "'adamm' is not a value of 'kind'"),
    ("(a < 1", 0, 1, "this parenthesis is not closed"),
    ("a = 1", 2, 1, "write '==', not '='"),
    ("a < 1 $", 6, 1, "'$' has no meaning in a constraint"),
    ("foo(a) < 1", 0, 3, "there is no function 'foo'"),
    ("sqrt(a, b) < 1", 0, 4, "'sqrt' takes 1 argument, not 2"),
    ("a < 1 b", 6, 1, "expected an operator before 'b'"),
    ("a and flag", 0, 1, "'and' needs a condition here, and this is a number"),
    ("kind == 'x", 8, 2, "this text has no closing '"),
  ])
  func `mistakes are located`(_ text: String, _ offset: Int, _ length: Int, _ message: String) {
    let error = #expect(throws: ConstraintError.self) { try Constraint.parse(text, parameters: parameters) }
    #expect(error?.message == message)
    #expect(error?.offset == offset)
    #expect(error?.length == length)
  }

  @Test(arguments: [
    // A word that is a value is a text without its quotes.
    ("kind == adam", "a text is written in quotes: \"adam\""),
    ("a < zzzzzz", "parameters: a, b, kind, flag; write a text in quotes"),
    ("kind == adma", "did you mean \"adam\"? Texts are written in quotes"),
    ("flagg", "did you mean 'flag'?"),
  ])
  func `mistakes come with advice`(_ text: String, _ advice: String) {
    let error = #expect(throws: ConstraintError.self) { try Constraint.parse(text, parameters: parameters) }
    #expect(error?.advice == advice)
  }

  @Test func `a word that is a condition and a value of another parameter is advised to be quoted`() {
    let own = parameters + [Parameter("sgd", .bool)]
    let error = #expect(throws: ConstraintError.self) { try Constraint.parse("kind == sgd", parameters: own) }
    #expect(error?.message == "'==' compares a text with a condition")
    #expect(error?.advice == "a text is written in quotes: \"sgd\"")
  }

  @Test func `deep nesting is an error and not a crash`() {
    for text in [String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000) + "1 < 2"] {
      #expect(throws: ConstraintError.self) { try Constraint.parse(text, parameters: parameters) }
    }
  }
}
