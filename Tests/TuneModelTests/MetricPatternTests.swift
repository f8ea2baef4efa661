import Testing
import TuneModel

@Suite struct MetricPatternTests {
  @Test(arguments: [
    ("(?<a>x)(?<b>y)", ["a", "b"]), ("(?P<a>x)", ["a"]), ("\\(?<a>x|(?<b>y)", ["b"]), ("[(?<a>](?<b>y)", ["b"]),
    ("(?<step>1) (?<epoch>2) (?<loss>3)", ["loss"]), ("(?:x(?<a_1>y))", ["a_1"]),
  ])
  func `named groups are metrics, but for steps`(_ pattern: String, _ metrics: [String]) throws {
    #expect(try MetricPattern(pattern).metrics == metrics)
  }

  @Test(arguments: ["(?<a>x)", "(?P<a>x)", "(?<name>\\w+)=(?<value>\\S+)", "(?<step>\\d+): (?<loss>[-+.e\\d]+)"])
  func `patterns with metrics are good`(_ pattern: String) {
    #expect(throws: Never.self) { try MetricPattern(pattern) }
  }

  @Test(arguments: [
    ("(?<name>x)", MetricPattern.Mistake.halfAPair(has: "name", lacks: "value")),
    ("(?<value>x)(?<loss>y)", .halfAPair(has: "value", lacks: "name")),
    ("x", .noMetric), ("(?<step>x)", .noMetric), ("\\(?<a>x\\)", .noMetric),
  ])
  func `patterns without metrics are mistakes`(_ pattern: String, _ mistake: MetricPattern.Mistake) {
    #expect(throws: mistake) { try MetricPattern(pattern) }
  }

  @Test(arguments: ["(", "[", "(?<a>", "a{2,1}", "(?<1>x)", "*", "\\"])
  func `broken patterns are mistakes`(_ pattern: String) {
    let mistake = #expect(throws: MetricPattern.Mistake.self) { try MetricPattern(pattern) }
    guard case .invalid(let reason) = mistake else {
      Issue.record("\(pattern) is \(mistake as Any)")
      return
    }
    #expect(!reason.isEmpty && !reason.contains("\n"))
  }
}
