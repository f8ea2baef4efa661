import Foundation
import SystemPackage
import Testing
import TuneModel

@testable import TuneExecution

/// What a train command may do to us. Each gives a clear report, and nothing of it stays.
@Suite(.timeLimit(.minutes(10))) struct HostileCommandTests {
  private let attempts: Attempts
  private var folder: TemporaryDirectory { attempts.folder }

  init() throws { attempts = try Attempts() }

  /// `TUNE_TEST_OUTPUT=1000000000 swift test` prints a gigabyte.
  private static let outputSize =
    ProcessInfo.processInfo.environment["TUNE_TEST_OUTPUT"].flatMap { Int($0) } ?? 3_000_000

  @Test func printsVeryMuch() async {
    let size = Self.outputSize
    let report = await attempts.run(
      "echo first; yes 'a line of output: nothing to see' | head -c \(size); echo; echo loss: 0.5; echo last >&2"
    ) { request in
      request.logLimit = 1 << 20
      request.timeout = .seconds(100)
    }
    #expect(report.outcome == .exited(0))
    #expect(report.metrics.points == [MetricPoint("loss", step: 1, value: 0.5)])
    let omitted = size + "first\n\nloss: 0.5\n".utf8.count - (1 << 20)
    #expect(report.notes == ["stdout.log: \(omitted) bytes in the middle were left out"])
    let log = folder.text("stdout.log")
    #expect(log.utf8.count < (1 << 20) + 100)
    #expect(log.hasPrefix("first\na line of output: nothing to see\n"))
    #expect(log.hasSuffix("\nloss: 0.5\n"))
    #expect(log.contains("\n[swift-tune left out \(omitted) bytes here]\n"))
    #expect(report.tail.output.last == "loss: 0.5")
  }

  @Test func printsNothingAndSleeps() async {
    let request = change(attempts.request("sleep 300")) { $0.idleTimeout = .milliseconds(100) }
    let report = await attempts.run(request)
    #expect(report.outcome == .idle)
    #expect(survivors(of: request) == [])
  }

  @Test func runsForTooLongWhileItPrints() async {
    let request = change(attempts.request("while :; do echo loss: 1; sleep 0.01; done")) { request in
      request.timeout = .milliseconds(200)
      request.idleTimeout = .seconds(20)
    }
    let report = await attempts.run(request)
    #expect(report.outcome == .timedOut)
    #expect(report.metrics.reduced(Objective(metric: "loss", direction: .minimize)) == 1)
    #expect(survivors(of: request) == [])
  }

  @Test func closesItsOutputAndLivesOn() async {
    let report = await attempts.run("echo loss: 2; exec >&- 2>&-; sleep 0.1; exit 4")
    #expect(report.outcome == .exited(4))
    #expect(report.duration >= .milliseconds(100))
    #expect(report.metrics.points.map(\.value) == [2])
  }

  @Test func endsWithoutAMetric() async {
    let report = await attempts.run("echo nothing to report; echo acuracy: 0.9")
    #expect(report.outcome == .exited(0))
    let missing = MissingMetric(
      metric: "accuracy",
      source: .output,
      found: report.metrics.names,
      tail: report.tail
    )
    #expect(missing.summary.hasSuffix("did you mean `acuracy`?"))
  }

  @Test func printsValuesThatAreNoNumbers() async {
    let report = await attempts.run("printf 'a: nan\\nb: inf\\nc: -1e400\\nd: 1\\n'")
    #expect(report.metrics.points.map { "\($0.metric)=\($0.value)" } == ["a=nan", "b=inf", "c=-inf", "d=1.0"])
    #expect(report.notes == ["a", "b", "c"].map { "`\($0)` was not a finite number at some step" })
  }

  @Test func printsBytesThatAreNoText() async {
    let report = await attempts.run("printf '\\377\\376\\200 a: 1\\nname\\377: 2\\n\\0\\0b: 3\\n'")
    #expect(report.metrics.points.map(\.value) == [1, 2, 3])
    #expect(report.metrics.names == ["a", "name\u{FFFD}", "b"])
    #expect(folder.bytes("stdout.log").starts(with: [0xFF, 0xFE, 0x80]))
  }

  @Test func printsALineOfTenMegabytes() async {
    let report = await attempts.run(
      "printf 'start: 1 '; head -c 10000000 /dev/zero | tr '\\0' x; echo ' end: 2'; echo after: 3"
    )
    #expect(report.metrics.names == ["start", "after"])
    #expect(report.notes == ["standard output: lines were read only up to their first 64 KB"])
    #expect(folder.bytes("stdout.log").count == 10_000_026)
  }

  @Test func removesItsOwnTrialDirectory() async throws {
    try folder.makeFolder("trial")
    for script in ["rm -rf trial; echo loss: 1", "echo loss: 1; rm -rf trial"] {
      try folder.makeFolder("trial")
      let report = await attempts.run(script) { request in
        request.trialDirectory = folder.file("trial")
        request.outputLog = folder.file("trial/stdout.log")
        request.errorLog = folder.file("trial/stderr.log")
      }
      #expect(report.outcome == .exited(0))
      #expect(report.metrics.points.map(\.value) == [1])
      #expect(report.notes == ["the trial directory was removed while the command ran; its logs are lost"])
    }
  }

  @Test func leavesFiftyChildren() async {
    let request = attempts.request("for i in $(seq 50); do sleep 300 & done; echo loss: 1")
    let report = await attempts.run(request)
    #expect(report.outcome == .exited(0))
    #expect(report.notes.first?.hasPrefix("50 processes outlived the command and had to be ended") == true)
    #expect(survivors(of: request) == [])
  }

  @Test(arguments: ["", "setsid "])
  func leavesChildrenThatIgnoreSignals(session: String) async {
    var request = attempts.request(
      "\(session)sh -c 'trap \"\" TERM INT HUP; echo ready; while :; do sleep 1; done' & read x < /dev/null; while ! grep -q ready stdout.log; do sleep 0.01; done"
    )
    request.grace = .milliseconds(200)
    let report = await attempts.run(request)
    #expect(report.outcome == .exited(0))
    #expect(report.notes.count == 1)
    #expect(report.notes.first?.contains("outlived the command and had to be ended") == true)
    #expect(report.notes.first?.contains("by force") == true)
    #expect(survivors(of: request) == [])
  }

  @Test func leavesADaemonThatHoldsItsOutputOpen() async {
    let request = attempts.request("(setsid sleep 300 &) ; echo loss: 1")
    let report = await attempts.run(request)
    #expect(report.outcome == .exited(0))
    #expect(report.metrics.points.map(\.value) == [1])
    #expect(report.duration < .seconds(5))
    #expect(survivors(of: request) == [])
  }

  @Test func leavesADaemonThatHoldsNothingOpen() async {
    let request = attempts.request("setsid sleep 300 > /dev/null 2>&1 < /dev/null & exit 0")
    let report = await attempts.run(request)
    #expect(report.notes.first?.hasPrefix("1 process outlived the command and had to be ended") == true)
    #expect(survivors(of: request) == [])
  }

  @Test func ignoresTheEndThatIsAskedOfIt() async {
    var request = attempts.request(
      """
      trap '' TERM INT HUP
      (trap '' TERM; setsid sh -c 'trap "" TERM; while :; do sleep 0.1; done') &
      sh -c 'trap "" TERM; while :; do sleep 0.1; done' &
      echo ready: 1
      while :; do sleep 0.1; done
      """
    )
    request.grace = .milliseconds(200)
    // Stopped as soon as it says that it is ready to ignore us.
    let report = await attempts.launcher.run(request) { event in
      if case .metrics = event { .stop } else { .continue }
    }
    #expect(report.outcome == .stopped)
    #expect(survivors(of: request) == [])
  }

  @Test func isNotStartedAfterACancellation() async {
    let request = attempts.request("touch started")
    let launcher = attempts.launcher
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await launcher.run(request) { _ in .continue }
    }
    #expect(await task.value.outcome == .stopped)
    #expect(!folder.exists("started"))
  }

  @Test func stopsItselfAndIsEndedAllTheSame() async {
    let request = change(attempts.request("kill -STOP $$")) { $0.timeout = .milliseconds(100) }
    let report = await attempts.run(request)
    #expect(report.outcome == .timedOut)
    #expect(survivors(of: request) == [])
  }

  @Test func fillsTheDiskOfItsLog() async throws {
    #if os(Linux)
      // The log's name leads to a device that is always full, from when the command has made it so.
      let report = await attempts.run("ln -s /dev/full stdout.log; echo loss: 1; echo fine >&2")
      #expect(report.outcome == .exited(0))
      #expect(report.metrics.points.map(\.value) == [1])
      #expect(report.notes == ["stdout.log is not complete: No space left on device"])
      #expect(folder.text("stderr.log") == "fine\n")
    #endif
  }

  private func change(_ request: AttemptRequest, _ change: (inout AttemptRequest) -> Void) -> AttemptRequest {
    var request = request
    change(&request)
    return request
  }
}
