import Foundation
import Synchronization
import SystemPackage
import Testing
import TuneModel

@testable import TuneExecution

@Suite(.timeLimit(.minutes(10))) struct LocalLauncherTests {
  private let attempts: Attempts
  private var folder: TemporaryDirectory { attempts.folder }

  init() throws { attempts = try Attempts() }

  @Test func reportsHowACommandEndedAndWhatItPrinted() async {
    let report = await attempts.run("echo 'loss: 0.5'; echo warning >&2; echo 'loss: 0.25'; exit 3")
    #expect(report.outcome == .exited(3))
    #expect(
      report.metrics.points == [MetricPoint("loss", step: 1, value: 0.5), MetricPoint("loss", step: 2, value: 0.25)]
    )
    #expect(report.tail == LogTail(output: ["loss: 0.5", "loss: 0.25"], error: ["warning"]))
    #expect(report.notes == [])
    #expect(report.duration > .zero)
    #expect(folder.text("stdout.log") == "loss: 0.5\nloss: 0.25\n")
    #expect(folder.text("stderr.log") == "warning\n")
  }

  @Test func makesNoLogsForNothingAndRemovesOldOnes() async throws {
    try folder.write("of an earlier attempt", to: "stdout.log")
    let report = await attempts.run(attempts.request(arguments: ["true"]))
    #expect(report.outcome == .exited(0))
    #expect(!folder.exists("stdout.log"))
    #expect(!folder.exists("stderr.log"))
  }

  @Test func reportsSignals() async {
    let report = await attempts.run("ulimit -c 0; kill -SEGV $$")
    #expect(report.outcome == .signaled(11, coreDumped: false))
  }

  @Test(.enabled(if: coreDumpsAreWritten()))
  func reportsCoreDumps() async {
    let report = await attempts.run("ulimit -c unlimited; kill -ABRT $$")
    #expect(report.outcome == .signaled(6, coreDumped: true))
  }

  @Test func deliversMetricsWhileTheCommandRuns() async throws {
    // The command goes on only after its first metric was seen.
    var request = attempts.request(
      "echo 'step: 1 loss: 0.5'; while [ ! -e go ]; do sleep 0.01; done; echo 'step: 2 loss: 0.25'"
    )
    request.wanted = ["loss"]
    let folder = folder
    let report = await attempts.launcher.run(request) { event in
      if case .metrics(let points) = event, points.contains(MetricPoint("loss", step: 1, value: 0.5)) {
        try? folder.write("", to: "go")
      }
      return .continue
    }
    #expect(report.outcome == .exited(0))
    #expect(report.metrics.points.map(\.value) == [0.5, 0.25])
  }

  /// Points wait a little for others, and for the end.
  @Test(arguments: ["", "sleep 60 &"]) func `every point is told, once and in order`(leftover: String) async {
    let seen = Events()
    let request = attempts.request("\(leftover) seq 3000 | sed 's/.*/step: & loss: &/'")
    let report = await attempts.launcher.run(request) { event in
      if case .metrics(let points) = event { seen.append(points) }
      return .continue
    }
    #expect(report.outcome == .exited(0))
    #expect(seen.points.map(\.step) == (1...3000).map(Double.init))
  }

  @Test(arguments: [MetricSource.jsonLines(file: "metrics.jsonl"), .csv(file: "metrics.csv")])
  func followsAMetricsFileWhileItGrows(source: MetricSource) async throws {
    let isCSV = source == .csv(file: "metrics.csv")
    let lines = isCSV ? ["step,loss", "1,0.5", "2,0.25"] : ["", #"{"step":1,"loss":0.5}"#, #"{"step":2,"loss":0.25}"#]
    let file = isCSV ? "metrics.csv" : "metrics.jsonl"
    try folder.write(#"{"step":9,"loss":9}"#, to: file)
    var request = attempts.request(
      "test -e \(file) && exit 9; printf '%s\\n%s\\n' \"$1\" \"$2\" > \(file); "
        + "while [ ! -e go ]; do sleep 0.01; done; printf '%s' \"$3\" >> \(file)",
      arguments: lines
    )
    request.metrics = source
    let folder = folder
    let report = await attempts.launcher.run(request) { event in
      if case .metrics = event { try? folder.write("", to: "go") }
      return .continue
    }
    #expect(report.outcome == .exited(0))
    #expect(
      report.metrics.points == [MetricPoint("loss", step: 1, value: 0.5), MetricPoint("loss", step: 2, value: 0.25)]
    )
  }

  @Test func readsAMetricsFileThatIsWrittenAnewWithoutRepeatingItself() async throws {
    var request = attempts.request(
      """
      printf 'step,loss\\n1,0.5\\n2,0.4\\n' > m.csv; while [ ! -e go ]; do sleep 0.01; done
      printf 'step,loss\\n1,0.5\\n' > m.csv; while [ ! -e on ]; do sleep 0.01; done
      printf 'step,loss\\n1,0.5\\n2,0.4\\n3,0.3\\n' > m.csv
      """
    )
    request.metrics = .csv(file: "m.csv")
    let folder = folder
    let seen = Events()
    let report = await attempts.launcher.run(request) { event in
      if case .metrics(let points) = event {
        seen.append(points)
        try? folder.write("", to: "go")
        try? folder.write("", to: "on")
      }
      return .continue
    }
    #expect(report.metrics.points.map(\.step) == [1, 2, 3])
    #expect(seen.points.map(\.step) == [1, 2, 3])
  }

  @Test func readsAJSONFileAtTheEnd() async {
    let report = await attempts.run(#"echo '{"accuracy": 0.9}' > result.json"#) {
      $0.metrics = .json(file: "result.json")
    }
    #expect(report.metrics.points == [MetricPoint("accuracy", step: 1, value: 0.9)])
  }

  @Test func neverRemovesFilesOutsideOfTheTrialDirectory() async throws {
    try folder.makeFolder("trial")
    try folder.write(#"{"a": 1}"#, to: "shared.json")
    let report = await attempts.run("true") { request in
      request.trialDirectory = folder.file("trial")
      request.metrics = .json(file: "../shared.json")
    }
    #expect(report.outcome == .exited(0))
    #expect(folder.exists("shared.json"))
  }

  @Test func tellsWhoRuns() async {
    let events = Events()
    let report = await attempts.launcher.run(attempts.request("echo $$; while [ ! -e go ]; do sleep 0.01; done")) {
      [folder] event in
      if case .started(let process) = event {
        events.append(process)
        #expect(ProcessTable.isRunning(process))
        try? folder.write("", to: "go")
      }
      return .continue
    }
    #expect(events.process != nil)
    #expect(report.process == events.process)
    #expect(report.tail.output == [events.process.map { "\($0.processID)" } ?? ""])
  }

  @Test func runsManyAtATime() async {
    let outcomes = await withTaskGroup(of: (Int, AttemptReport).self) { group in
      for number in 0..<40 {
        group.addTask { (number, await attempts.run("echo value: \(number).5; exit \(number)") { $0.logLimit = 0 }) }
      }
      return await group.reduce(into: [Int: AttemptReport]()) { $0[$1.0] = $1.1 }
    }
    for number in 0..<40 {
      #expect(outcomes[number]?.outcome == .exited(number))
      #expect(outcomes[number]?.metrics.points.map(\.value) == [Double(number) + 0.5])
      #expect(outcomes[number]?.notes == [])
    }
  }
}

/// Collects what observers see.
final class Events: Sendable {
  private let state = Mutex<(points: [MetricPoint], process: ProcessIdentity?)>(([], nil))

  var points: [MetricPoint] { state.withLock(\.points) }
  var process: ProcessIdentity? { state.withLock(\.process) }

  func append(_ points: [MetricPoint]) { state.withLock { $0.points += points } }
  func append(_ process: ProcessIdentity) { state.withLock { $0.process = process } }
}

private func coreDumpsAreWritten() -> Bool {
  #if os(Linux)
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(4), &limit)
    let pattern = FileManager.default.contents(atPath: "/proc/sys/kernel/core_pattern") ?? Data()
    return limit.rlim_max > 1 << 20 && pattern.first != UInt8(ascii: "|") && pattern.first != UInt8(ascii: "/")
  #else
    return false
  #endif
}
