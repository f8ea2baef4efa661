import Testing

@testable import TuneModel

private let space = Space(
  [
    Parameter(
      "momentum",
      .continuous(ContinuousRange(min: 0, max: 0.99)),
      when: Condition(parent: "optimizer", values: [.string("sgd")])
    ),
    Parameter("optimizer", .categorical([.string("sgd"), .string("adam"), .string("none")]), default: .string("adam")),
    Parameter("nesterov", .bool, when: Condition(parent: "momentum_kind", values: [.int(1), .int(2)])),
    Parameter(
      "momentum_kind",
      .stepped(SteppedRange(min: 0, max: 2, step: 1, isInteger: true)),
      when: Condition(parent: "optimizer", values: [.string("sgd")])
    ),
    Parameter("epochs", .fixed(.int(10))),
  ],
  constraints: [Constraint(text: "momentum < 0.5", expression: .compare(.less, .parameter("momentum"), .number(0.5)))]
)

@Suite struct SpaceTests {
  @Test func `children exist only under their parent's values`() {
    let adam = space.decode([0.3, 0.5, 0.9, 0.9])
    #expect(adam == ["optimizer": .string("adam"), "epochs": .int(10)])
    let sgd = space.decode([0.3, 0.1, 0.9, 0.9])
    #expect(sgd["nesterov"] == .bool(true))
    #expect(sgd["momentum_kind"] == .int(2))
    #expect(space.decode([0.3, 0.1, 0.9, 0.1])["nesterov"] == nil)
    #expect(space.activity([0.3, 0.1, 0.9, 0.1]) == [true, true, false, true])
    #expect(space.activity([0.3, 0.9, 0.9, 0.9]) == [false, true, false, false])
  }

  @Test func `decode and encode are inverse`() {
    for i in 0..<1000 {
      let point = (0..<4).map { Double((i * [7, 13, 29, 31][$0]) % 97) / 96 }
      let assignment = space.decode(point)
      #expect(space.decode(space.encode(assignment)) == assignment)
      #expect(space.decode(space.canonical(point)) == assignment)
      let canonical = space.canonical(point)
      #expect(zip(space.encode(assignment), canonical).allSatisfy { abs($0 - $1) < 1e-9 })
    }
  }

  @Test func `defaults complete each other and their conditions`() {
    #expect(space.defaults == ["optimizer": .string("adam"), "epochs": .int(10)])
    #expect(space.completed(["optimizer": .string("sgd")])["momentum"] == .float(0.495))
  }

  @Test func `an assignment belongs to the space with exactly its active parameters`() {
    #expect(space.contains(["optimizer": .string("adam"), "epochs": .int(10)]))
    #expect(!space.contains(["optimizer": .string("adam"), "epochs": .int(10), "momentum": .float(0)]))
    #expect(!space.contains(["optimizer": .string("rmsprop"), "epochs": .int(10)]))
    #expect(!space.contains(space.decode([0.9, 0.1, 0.9, 0.9])))
    #expect(space.contains(space.decode([0.2, 0.1, 0.9, 0.9])))
  }

  @Test func `cardinality counts conditional branches`() {
    #expect(space.cardinality() == nil)
    let finite = Space([
      Parameter("a", .categorical([.string("x"), .string("y")])),
      Parameter("b", .bool, when: Condition(parent: "a", values: [.string("x")])),
      Parameter("c", .ordered([.int(1), .int(2), .int(3)])),
    ])
    #expect(finite.cardinality() == 9)
    #expect(finite.cardinality(limit: 8) == nil)
  }

  @Test func `the nearest word is suggested, and none when none is near`() {
    #expect(nearest(to: "learning_rte", among: ["batch_size", "learning_rate"]) == "learning_rate")
    #expect(nearest(to: "serach", among: ["search", "parallel"]) == "search")
    #expect(nearest(to: "xyz", among: ["search", "parallel"]) == nil)
    #expect(nearest(to: "", among: ["a"]) == nil)
  }

  @Test func `a diagnostic shows the line and a caret`() {
    let diagnostic = Diagnostic(
      .error,
      "'adamm' is not an option",
      advice: ["did you mean 'adam'?"],
      file: "e.yaml",
      location: SourceLocation(line: 14, column: 5, length: 5)
    )
    #expect(
      diagnostic.rendered(sourceLine: "  - adamm: 3") == """
        e.yaml:14:5: error: 'adamm' is not an option
        14 |   - adamm: 3
           |     ^^^^^
           = did you mean 'adam'?

        """
    )
  }

  @Test(arguments: [
    ("大型模型: adamm", 7, 5, "          ^^^^^"), ("a: 模型模型", 4, 2, "   ^^^^"), ("\t🚀 x", 4, 1, "\t   ^"),
    ("e\u{301}: x", 4, 1, "   ^"),
  ])
  func `a caret stands under what it means, however wide that is`(line: String, column: Int, length: Int, caret: String)
  {
    let location = SourceLocation(line: 3, column: column, length: length)
    let text = Diagnostic(.error, "odd", file: "e.yaml", location: location).rendered(sourceLine: line)
    #expect(text == "e.yaml:3:\(column): error: odd\n3 | \(line)\n  | \(caret)\n")
  }

  @Test func `of a long line only the part around the caret is shown`() {
    let line = String(repeating: "a", count: 500) + "WRONG" + String(repeating: "b", count: 500)
    let location = SourceLocation(line: 1, column: 501, length: 5)
    let text = Diagnostic(.error, "odd", file: "e.yaml", location: location).rendered(sourceLine: line)
    let lines = text.split(separator: "\n")
    #expect(lines[1].count < 200)
    let marked = zip(lines[1], lines[2]).filter { $1 == "^" }.map(\.0)
    #expect(String(marked) == "WRONG")
  }
}
