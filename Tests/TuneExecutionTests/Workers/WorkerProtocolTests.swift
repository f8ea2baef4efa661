import Foundation
import JSON
import SystemPackage
import Testing
import TuneModel

@testable import TuneExecution

@Suite struct WorkerProtocolTests {
  private func request(_ trial: Int = 3, metrics: [String] = ["loss"]) -> WorkerRequest {
    WorkerRequest(
      trial: trial,
      attempt: 1,
      parameters: ["learning_rate": 0.25, "name": "a\nb"],
      seed: 7,
      directory: "/tmp/trials/0003",
      metrics: metrics
    )
  }

  /// Feeds a trial with lines until it ends: how it ended, and the points.
  private func answer(
    _ text: String,
    metrics: [String] = ["loss"],
    chunk: Int = .max
  ) -> (ending: WorkerTrial.Ending?, points: [String]) {
    var trial = WorkerTrial(request(metrics: metrics))
    var lines = WorkerLines()
    var ending: WorkerTrial.Ending?
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty, ending == nil {
      for line in rest.prefix(chunk).withUnsafeBytes({ lines.append($0) }) where ending == nil {
        ending = trial.take(line)
      }
      rest = rest.dropFirst(chunk)
    }
    return (ending, trial.series.points.map { "\($0.metric)@\($0.step)=\($0.value)" })
  }

  // MARK: Requests

  @Test func `a request is one line`() {
    #expect(
      String(decoding: request().line, as: UTF8.self)
        == #"{"trial":3,"attempt":1,"parameters":{"learning_rate":0.25,"name":"a\nb"},"seed":7,"#
        + #""directory":"/tmp/trials/0003","metrics":["loss"]}"# + "\n"
    )
    var full = request()
    full.seed = .max
    full.fold = 2
    full.budget = 9
    full.checkpoint = "/tmp/c"
    let text = String(decoding: full.line, as: UTF8.self)
    #expect(text.contains(#""seed":"18446744073709551615""#))
    #expect(text.hasSuffix(#""fold":2,"budget":9,"checkpoint":"/tmp/c"}"# + "\n"))
  }

  // MARK: Answers

  @Test(arguments: [1, 7, 1_000])
  func `steps, then a result`(chunk: Int) {
    let text = """
      {"step": 1, "loss": 0.5, "acc": 1}
      {"trial": 3, "step": 2, "metrics": {"loss": 0.25}}\r
      {"epoch": 9, "loss": NaN}
      {"result": {"loss": 0.125}}
      {"step": 99, "loss": 99}

      """
    let (ending, points) = answer(text, chunk: chunk)
    #expect(ending == .completed)
    #expect(points == ["loss@1.0=0.5", "acc@1.0=1.0", "loss@2.0=0.25", "loss@9.0=nan", "loss@9.0=0.125"])
  }

  @Test func `a result may be a bare number, and may leave out what was reported`() {
    #expect(answer("{\"result\": 0.5}\n").points == ["loss@1.0=0.5"])
    #expect(answer("{\"loss\": 1}\n{\"result\": {}}\n").ending == .completed)
    #expect(answer("{\"result\": \"Infinity\"}\n").points == ["loss@1.0=inf"])
  }

  @Test func `a result without the metric fails, and says what there is`() {
    #expect(answer("{\"result\": {}}\n").ending == .failed("the worker's result has no `loss`, nor any other metric"))
    #expect(
      answer("{\"result\": {\"los\": 1}}\n").ending
        == .failed("the worker's result has no `loss`; it has `los`; did you mean `los`?")
    )
  }

  @Test func `a trial that failed has its worker's reason`() {
    #expect(answer("{\"failed\": \"out of memory\"}\n").ending == .failed("out of memory"))
    #expect(answer("{\"failed\": \"\"}\n").ending == .failed("the worker gave no reason"))
    #expect(answer("{\"failed\": {\"code\": 3}}\n").ending == .failed(#"{"code":3}"#))
  }

  @Test func `messages of libraries are for the log`() {
    var trial = WorkerTrial(request())
    #expect(trial.take(.whole(Array("Loading data… {almost done}".utf8))) == nil && trial.lastLineIsMessage)
    #expect(trial.take(.whole([])) == nil && trial.lastLineIsMessage)
    #expect(trial.take(.whole(Array("{\"loss\": 1}".utf8))) == nil && !trial.lastLineIsMessage)
    #expect(trial.takeNewPoints() == [MetricPoint("loss", step: 1, value: 1)])
    #expect(trial.takeNewPoints().isEmpty)
  }

  @Test(arguments: [
    ("{\"loss\": 1", "the worker's answer is not JSON: this object has no closing '}', in `{\"loss\": 1`"),
    ("{\"trial\": 2, \"loss\": 1}", "the worker's answer is for trial 2, and trial 3 is running"),
    ("{\"loss\": \"low\"}", "the worker's answer has neither metrics nor `result` nor `failed`: `{\"loss\": \"low\"}`"),
    ("{}", "the worker's answer has neither metrics nor `result` nor `failed`: `{}`"),
    (
      "{\"result\": [1]}",
      "the worker's answer has a result that is neither a number nor an object of numbers: `{\"result\": [1]}`"
    ),
  ])
  func `an answer that cannot be understood fails the trial`(line: String, why: String) {
    #expect(answer(line + "\n").ending == .misunderstood(why))
  }

  @Test func `a bare number needs a metric that is looked for`() {
    guard case .misunderstood(let why) = answer("{\"result\": 1}\n", metrics: []).ending else {
      Issue.record("a number of no metric was taken")
      return
    }
    #expect(why.contains("it is not known of which metric"))
  }

  @Test func `long lines cost no memory and fail the trial`() {
    var lines = WorkerLines()
    let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 18)
    for _ in 0..<16 { #expect(chunk.withUnsafeBytes { lines.append($0) }.isEmpty) }
    let found = Array("\nnext\n".utf8).withUnsafeBytes { lines.append($0) }
    #expect(found == [.tooLong, .whole(Array("next".utf8))])
    var trial = WorkerTrial(request())
    #expect(trial.take(.tooLong) == .misunderstood("the worker's answer is longer than 1 MB"))
  }

  @Test func `what a worker printed last may have no end of line`() {
    var lines = WorkerLines()
    #expect(Array("a\r\nb".utf8).withUnsafeBytes { lines.append($0) } == [.whole([UInt8(ascii: "a")])])
    #expect(lines.finish() == .whole([UInt8(ascii: "b")]))
    #expect(lines.finish() == nil)
  }

  @Test func `thousands of answers are read in a second`() {
    let text = (1...5_000).map { "{\"step\": \($0), \"metrics\": {\"loss\": 0.5}}\n" }.joined()
    let clock = ContinuousClock()
    var ending: WorkerTrial.Ending?
    let time = clock.measure { ending = answer(text + "{\"result\": 1}\n", chunk: 1 << 16).ending }
    #expect(ending == .completed)
    #expect(time < .seconds(5))
  }

  // MARK: The example

  private static let example = URL(filePath: #filePath).appending(path: "../../../../templates/worker/worker.py")
    .standardized.path()
  private static let hasPython = ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"]
    .contains { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: hasPython)) func `the example in Python keeps to the protocol`() async throws {
    let attempts = try Attempts()
    var first = request(1)
    first.parameters = ["learning_rate": 0.25]
    first.directory = attempts.folder.path.string
    first.budget = 3
    var second = first
    second.trial = 2
    second.parameters = [:]
    var third = first
    third.trial = 3
    let requests = [first, second, third]
    try attempts.folder.write(requests.map { String(decoding: $0.line, as: UTF8.self) }.joined(), to: "requests")
    var run = attempts.request("python3 \"$1\" < requests > answers", arguments: [Self.example])
    run.environment["PATH"] = "/usr/bin:/usr/local/bin:/opt/homebrew/bin:/bin"
    #expect(await attempts.run(run).outcome == .exited(0))

    var lines = WorkerLines()
    var rest = try Array(Data(contentsOf: URL(filePath: attempts.folder.path.appending("answers").string)))
      .withUnsafeBytes { lines.append($0) }[...]
    var endings: [WorkerTrial.Ending?] = []
    var points: [[Double]] = []
    for request in requests {
      var trial = WorkerTrial(request)
      var ending: WorkerTrial.Ending?
      while ending == nil, let line = rest.popFirst() { ending = trial.take(line) }
      endings.append(ending)
      points.append(trial.series.points.map(\.value))
    }
    #expect(endings == [.completed, .failed("KeyError: 'learning_rate'"), .completed])
    // x halves at each of the three steps.
    #expect(points == [[0.25, 0.0625, 0.015625], [], [0.25, 0.0625, 0.015625]])
    #expect(rest.isEmpty)
  }
}
