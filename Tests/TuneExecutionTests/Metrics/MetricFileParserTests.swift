import Testing
import TuneModel

@testable import TuneExecution

@Suite struct MetricFileParserTests {
  private func collector(_ source: MetricSource, _ text: String, chunk: Int = .max) -> MetricCollector {
    var collector = MetricCollector(source, wanted: [])
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      rest.prefix(chunk).withUnsafeBytes { collector.consume($0) }
      rest = rest.dropFirst(chunk)
    }
    collector.finish()
    return collector
  }

  private func points(_ source: MetricSource, _ text: String, chunk: Int = .max) -> [String] {
    collector(source, text, chunk: chunk).series.points.map { "\($0.metric)@\($0.step)=\($0.value)" }
  }

  @Test(arguments: [1, 5, 1_000])
  func readsLinesOfJSON(chunk: Int) {
    let text = """
      {"step": 10, "epoch": 1, "loss": 0.5, "val": {"acc": 0.25, "deep": {"x": 1}}, "name": "a", "ok": true}

      {"loss": NaN, "acc": "Infinity"}
      {"epoch": 3, "loss": 1}
      """
    #expect(
      points(.jsonLines(file: "m"), text, chunk: chunk) == [
        "loss@10.0=0.5", "val.acc@10.0=0.25", "val.deep.x@10.0=1.0", "loss@11.0=nan", "acc@1.0=inf", "loss@3.0=1.0",
      ]
    )
  }

  /// As Python writes it; a step that compares with nothing must not get further than here.
  @Test func aStepThatIsNoNumberIsNone() {
    let text = "{\"step\": NaN, \"loss\": 0.5}\n{\"step\": Infinity, \"loss\": 0.25}\n"
    #expect(points(.jsonLines(file: "m"), text, chunk: 1_000) == ["loss@1.0=0.5", "loss@2.0=0.25"])
  }

  @Test func saysWhichLinesAreNoJSON() {
    let collector = collector(.jsonLines(file: "metrics.jsonl"), "{\"a\": 1}\n{\"a\": 2\n[1]\n{\"a\": 3}\n")
    #expect(collector.series.points.map(\.value) == [1, 3])
    #expect(collector.notes == ["metrics.jsonl: line 2 is not JSON: this object has no closing '}'; 1 more such line"])
  }

  @Test(arguments: [1, 3, 1_000])
  func readsAJSONFile(chunk: Int) {
    #expect(
      points(.json(file: "m"), "{\n \"loss\": 0.5,\n \"test\": {\"acc\": 1}\n}\n", chunk: chunk) == [
        "loss@1.0=0.5", "test.acc@1.0=1.0",
      ]
    )
    #expect(collector(.json(file: "m.json"), "[1]", chunk: chunk).notes == ["m.json: it is not a JSON object"])
    #expect(
      collector(.json(file: "m.json"), "{", chunk: chunk).notes.first?.hasPrefix("m.json: line 1, column 1: ") == true
    )
    #expect(collector(.json(file: "m.json"), "", chunk: chunk).notes == [])
  }

  @Test(arguments: [1, 4, 1_000])
  func readsColumnsOfCSV(chunk: Int) {
    let text =
      "\u{FEFF}epoch,step,\"train \"\"loss\"\"\", acc ,note,\r\n0,10,0.5,91%,\"a,b\nc\",\r\n0,20,,NaN,x,7\n1,30,1e-3,0.25\n"
    #expect(
      points(.csv(file: "m"), text, chunk: chunk) == [
        "train \"loss\"@10.0=0.5", "acc@20.0=nan", "train \"loss\"@30.0=0.001", "acc@30.0=0.25",
      ]
    )
    #expect(points(.csv(file: "m"), "epoch;loss\n1;0,5\n2;0.25\n", chunk: chunk) == ["loss@2.0=0.25"])
    #expect(points(.csv(file: "m"), "loss\tacc\n1\t2\n", chunk: chunk) == ["loss@1.0=1.0", "acc@1.0=2.0"])
    #expect(points(.csv(file: "m"), "", chunk: chunk) == [])
  }

  @Test func givesUpOnAQuoteThatNeverEnds() {
    let text = "a,b\n1,\"" + String(repeating: "x\n", count: 100_000) + "\n"
    #expect(points(.csv(file: "m"), text) == [])
  }

  @Test func collectsFromAFile() throws {
    let folder = try TemporaryDirectory()
    try folder.write("loss: 0.5\nloss: 0.25\n", to: "old.log")
    let collector = try MetricCollector.collected(from: folder.file("old.log"), source: .output, wanted: ["loss"])
    #expect(collector.series.points.map(\.value) == [0.5, 0.25])
    #expect(throws: (any Error).self) {
      try MetricCollector.collected(from: folder.file("missing.log"), source: .output, wanted: [])
    }
  }
}
