import Testing
import TuneModel

@testable import TuneManifest

@Suite struct PlaceholderTests {
  private let values = PlaceholderValues(
    [
      "lr": .float(1e-5), "layers": .int(3), "flag": .bool(true), "text": .string("a \"b\" $c\n{lr}"), "a.b-c": .int(1),
    ],
    builtins: [.trial: "42", .trialDirectory: "/tmp/trials/0042"]
  )

  private func expand(_ text: String) throws -> String? {
    try PlaceholderTemplate.parse(text).expanded { values[$0] }
  }

  @Test(arguments: [
    ("{lr}", "1e-05"),
    ("--lr={lr},{layers}", "--lr=1e-05,3"),
    ("{flag}", "true"),
    ("{a.b-c}", "1"),
    ("{trial}:{trial_dir}/x", "42:/tmp/trials/0042/x"),
    ("{{lr}} {{{lr}}}", "{lr} {1e-05}"),
    ("", ""),
    ("no braces", "no braces"),
    ("{{}}", "{}"),
  ])
  func `placeholders are replaced by values`(_ text: String, _ expected: String) throws {
    #expect(try expand(text) == expected)
  }

  @Test func `values are never expanded again`() throws {
    #expect(try expand("<{text}>") == "<a \"b\" $c\n{lr}>")
  }

  @Test(arguments: [
    ("{", 0, 1), ("a {lr", 2, 1), ("}", 0, 1), ("a } b", 2, 1), ("{}", 0, 2), ("{ lr }", 0, 6), ("x{\"a\": 1}", 1, 8),
    ("{{}", 2, 1), ("é👩‍👩‍👧}", 2, 1),
  ])
  func `a stray brace is a mistake with a place`(_ text: String, _ offset: Int, _ length: Int) {
    let error = #expect(throws: PlaceholderError.self) { try PlaceholderTemplate.parse(text) }
    #expect(error?.offset == offset)
    #expect(error?.length == length)
  }

  @Test(arguments: [
    (["--momentum", "{momentum}", "end"], ["end"]),
    (["--momentum={momentum}", "end"], ["end"]),
    (["file", "{momentum}", "end"], ["file", "end"]),
    (["--a", "--momentum", "{momentum}"], ["--a"]),
    (["--{lr}", "{momentum}"], ["--1e-05"]),
    (["--x", "pre{momentum}"], ["--x"]),
    (["--x", "{momentum}", "{momentum}"], []),
    (["-x", "{lr}", "{momentum}"], ["-x", "1e-05"]),
    (["{momentum}"], []),
  ])
  func `an argument of a missing parameter vanishes with its flag`(_ texts: [String], _ expected: [String]) throws {
    #expect(try values.arguments(texts) == expected)
  }

  @Test func `a variable of a missing parameter is not set`() throws {
    let entries = [("A", "{lr}"), ("B", "{momentum}"), ("C", "x{trial}")]
    let environment = try values.environment(entries.map { .init(name: $0.0, value: $0.1) })
    #expect(environment == [.init(name: "A", value: "1e-05"), .init(name: "C", value: "x42")])
  }

  @Test func `environment variables are named after parameters`() {
    #expect(ParameterName.environmentVariable("learning_rate") == "TUNE_PARAM_LEARNING_RATE")
    #expect(ParameterName.environmentVariable("model.lr-2") == "TUNE_PARAM_MODEL_LR_2")
  }
}
