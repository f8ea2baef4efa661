import Testing
import TuneModel

@testable import TuneManifest

@Suite struct ReadingTests {
  private let text = """
    tune: 1
    train: {product: Digits, timeout: soon}
    parameters:
      learning.rate: {type: float, min: 0, max: 1}
    constraints:
      - learning.rate < 0.5
    objective: {metric: accuracy, direction: maximize}
    """

  @Test func `positions are known by path`() {
    let positions = reader.read(text: text, file: "x.yaml").positions
    #expect(positions.value("train", "product") == TuneModel.SourceLocation(line: 2, column: 18, length: 6))
    #expect(positions.key("parameters", "learning.rate") == TuneModel.SourceLocation(line: 4, column: 3, length: 13))
    #expect(positions.value("parameters", "learning.rate", "max")?.column == 45)
    #expect(positions.value("constraints", "0") == TuneModel.SourceLocation(line: 6, column: 5, length: 19))
    #expect(positions.key("search") == nil)
  }

  @Test func `later diagnostics are shown with the others`() {
    let reading = reader.read(text: text, file: "x.yaml")
    let later = Diagnostic(
      .error,
      "there is no product 'Digits'",
      file: "x.yaml",
      location: reading.positions.value("train", "product")
    )
    let elsewhere = Diagnostic(.warning, "odd", file: "y.yaml", location: SourceLocation(line: 1, column: 1))
    #expect(
      reading.rendered(with: [later, elsewhere], conclusion: "") == """
        x.yaml:2:35: error: 'timeout' takes a duration such as 90s, 10m or 2h30m, not 'soon'
        2 | train: {product: Digits, timeout: soon}
          |                                   ^^^^
           = as in: timeout: 10m
        x.yaml:2:18: error: there is no product 'Digits'
        2 | train: {product: Digits, timeout: soon}
          |                  ^^^^^^
        y.yaml:1:1: warning: odd
        2 errors, 1 warning.

        """
    )
  }

  @Test func `a manifest with very many mistakes costs little and says how many it hides`() {
    let keys = (0..<20_000).map { "key\($0): 1" }.joined(separator: "\n")
    let reading = reader.read(text: "tune: 1\n" + keys, file: "x.yaml")
    #expect(reading.diagnostics.count == 101)
    #expect(reading.diagnostics.last?.message == "there are more mistakes than these 100")
    #expect(reading.rendered().utf8.count < 100_000)
  }

  @Test func `a very long line is shown around the mistake only`() {
    let keys = (0..<20_000).map { "key\($0): 1" }.joined(separator: ", ")
    let reading = reader.read(text: "{tune: 1, \(keys)}", file: "x.yaml")
    #expect(reading.rendered().utf8.count < 100_000)
  }

  @Test func `bytes that are no text are a diagnostic`() {
    let reading = reader.read(bytes: [0x74, 0x3A, 0x20, 0xFF, 0xFE], file: "x.yaml")
    #expect(reading.experiment == nil)
    #expect(reading.hasErrors)
  }
}
