import Testing
import TuneModel

@testable import TuneExecution

@Suite struct PatternMetricParserTests {
  private func points(_ pattern: String, _ text: String) -> [String] {
    var collector = MetricCollector(.pattern(pattern), wanted: [])
    Array(text.utf8).withUnsafeBytes { collector.consume($0) }
    collector.finish()
    return collector.series.points.map { "\($0.metric)@\($0.step)=\($0.value)" }
  }

  @Test func takesNamedGroupsForMetrics() {
    #expect(
      points(#"acc (?<accuracy>[\d.]+)%? loss (?<loss>\S+)"#, "x acc 91.5% loss 0.5\nnothing\nacc 92 loss nan\n")
        == ["accuracy@1.0=91.5", "loss@1.0=0.5", "accuracy@2.0=92.0", "loss@2.0=nan"]
    )
  }

  @Test func takesNameAndValueAndStep() {
    #expect(
      points(#"(?P<name>\w+) is (?<value>[-\d.]+) at (?<step>\d+)"#, "loss is -1.5 at 7 and acc is 2 at 8")
        == ["loss@7.0=-1.5", "acc@8.0=2.0"]
    )
  }

  @Test func passesOverGroupsThatDidNotMatchOrAreNoNumbers() {
    #expect(points(#"a=(?<a>\S+)( b=(?<b>\S+))?"#, "a=1\na=x b=2\n") == ["a@1.0=1.0", "b@1.0=2.0"])
  }

  @Test func searchesLinesWithoutColours() {
    #expect(points(#"^acc (?<acc>\S+)$"#, "\u{1B}[32macc 1\u{1B}[0m\r\nacc 2") == ["acc@1.0=1.0", "acc@2.0=2.0"])
  }

  @Test func searchesOnlyTheStartOfALongLine() {
    let line = String(repeating: " ", count: PatternMetricParser.searchedLength) + "acc 1\nacc 2\n"
    #expect(points(#"acc (?<acc>\S+)"#, line) == ["acc@1.0=2.0"])
  }
}
