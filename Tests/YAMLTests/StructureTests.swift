import Testing
import YAML

/// The values of a node as Swift would write them, to compare whole documents at a glance.
func summary(_ node: YAMLNode?) -> String {
  guard let node else { return "nothing" }
  return switch node.content {
  case .sequence(let elements): "[" + elements.map(summary).joined(separator: ", ") + "]"
  case .mapping(let entries): "{" + entries.map { "\($0.name): \(summary($0.value))" }.joined(separator: ", ") + "}"
  case .scalar(let scalar):
    switch scalar.value {
    case .null: "null"
    case .bool(let truth): "\(truth)"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .string(let text): text.debugDescription
    }
  }
}

@Suite struct Structure {
  /// A text that must be without problems, in short.
  private func parsed(_ text: String) -> String {
    let document = YAMLDocument(parsing: text)
    #expect(document.problems == [])
    return summary(document.root)
  }

  @Test func `a manifest becomes a tree in its order`() {
    let text = """
      tune: 1
      train: {command: [python3, train.py], environment: {OMP_NUM_THREADS: 1}, timeout: 10m}
      parameters:
        learning_rate: {type: float, min: 1e-5, max: 0.1, scale: log}
        on: {type: categorical, values: [no, yes, "1"]}
      constraints:
        - hidden * batch_size <= 16384
      description: >
        Small CNN
        on digits
      """
    #expect(
      parsed(text)
        == #"{tune: 1, train: {command: ["python3", "train.py"], environment: {OMP_NUM_THREADS: 1}, timeout: "10m"}, "#
        + #"parameters: {learning_rate: {type: "float", min: 1e-05, max: 0.1, scale: "log"}, "#
        + #"on: {type: "categorical", values: ["no", "yes", "1"]}}, "#
        + #"constraints: ["hidden * batch_size <= 16384"], description: "Small CNN on digits"}"#
    )
  }

  @Test func `JSON is YAML`() {
    #expect(
      parsed(#"{"a": [1, 2.5e3, null, true], "b": {"c": "\u00e9\ud83d\ude00"}}"#.replacing(#"\ud83d\ude00"#, with: "😀"))
        == #"{a: [1, 2500.0, null, true], b: {c: "é😀"}}"#
    )
  }

  @Test func `the styles that a manifest mixes are all read`() {
    let text = """
      # yaml-language-server: $schema=manifest.schema.json
      train:
        product: DigitsTrainer                  # an executable product
        # command: [python3, train.py]
        arguments: ["--lr", "{learning_rate}", "--epochs", "{budget}"]
        directory: .
      parameters:
        batch_size:    {type: int, values: [16, 32, 64, 128]}          # ordered
        momentum:      {type: float, when: {optimizer: sgd}}
      search: {start: [{learning_rate: 1e-3, optimizer: adam}]}
      metrics: {pattern: 'acc=(\\d+)'}
      """
    #expect(
      parsed(text)
        == #"{train: {product: "DigitsTrainer", arguments: ["--lr", "{learning_rate}", "--epochs", "{budget}"], "#
        + #"directory: "."}, parameters: {batch_size: {type: "int", values: [16, 32, 64, 128]}, "#
        + #"momentum: {type: "float", when: {optimizer: "sgd"}}}, "#
        + #"search: {start: [{learning_rate: 0.001, optimizer: "adam"}]}, metrics: {pattern: "acc=(\\d+)"}}"#
    )
  }

  @Test(arguments: ["a: 1", "---\na: 1\n...\n", "%YAML 1.2\n---\na: 1\n", "\u{FEFF}a: 1", "# x\n\n{a: 1}", "? a\n: 1"])
  func `a document may be written in several ways`(text: String) {
    #expect(parsed(text) == "{a: 1}")
  }

  @Test func `an alias stands for the nearest anchor above`() {
    #expect(parsed("- &a x\n- *a\n- &a {b: &a 1, c: *a}\n- *a\n") == #"["x", "x", {b: 1, c: 1}, {b: 1, c: 1}]"#)
    #expect(parsed("a: &k key\n*k : 1\n") == #"{a: "key", key: 1}"#)
  }

  @Test func `a merge key adds what is not explicit, at its place`() {
    #expect(parsed("x: &x {a: 1, b: 2}\ny: {c: 3, <<: *x, b: 4}\n") == "{x: {a: 1, b: 2}, y: {c: 3, a: 1, b: 4}}")
    #expect(parsed("<<: {a: 1}\nb: 2\n") == "{a: 1, b: 2}")
    #expect(
      parsed("- &x {a: 1, b: 1}\n- &y {b: 2, c: 2}\n- {<<: [*x, *y], d: 3}\n")
        == "[{a: 1, b: 1}, {b: 2, c: 2}, {a: 1, b: 1, c: 2, d: 3}]"
    )
    #expect(parsed("- &x {a: 1}\n- &y {<<: *x, b: 2}\n- {<<: *y}\n") == "[{a: 1}, {a: 1, b: 2}, {a: 1, b: 2}]")
    #expect(parsed("a: {\"<<\": 1}\n") == "{a: {<<: 1}}")
  }

  @Test func `accessors give content of their kind only`() throws {
    let root = try #require(YAMLDocument(parsing: "a: [1]\nb: ~\nc: x\nd: 1.50\ne: true\nf:\n").root)
    #expect(root.mapping?.map(\.name) == ["a", "b", "c", "d", "e", "f"])
    #expect(root.sequence == nil && root.scalar == nil && root.value == nil)
    #expect(root["a"]?.sequence?.count == 1)
    #expect(root["a"]?["x"] == nil)
    #expect(root["x"] == nil)
    #expect(root["c"]?.scalar == YAMLScalar(text: "x", value: .string("x"), style: .plain))
    #expect(root.kindInWords == "a mapping")
    #expect(
      root.mapping?.map(\.value.kindInWords) == ["a list", "null", "a text", "the number 1.50", "true", "nothing"]
    )
  }

  @Test func `content is compared without place and style`() throws {
    func node(_ text: String) throws -> YAMLNode { try #require(YAMLDocument(parsing: text).root) }
    #expect(try node("{a: [x, .nan]}").hasSameContent(as: node("a:\n - 'x'\n - .NaN\n")))
    #expect(try !node("{a: 1}").hasSameContent(as: node("{a: '1'}")))
    #expect(try !node("{a: 1, b: 2}").hasSameContent(as: node("{b: 2, a: 1}")))
    #expect(try !node("[1]").hasSameContent(as: node("{a: 1}")))
    #expect(try !node("[1]").hasSameContent(as: node("[1, 2]")))
  }
}
