import Foundation
import Synchronization
import SystemPackage
import Testing
import TuneModel

@testable import TuneExecution

@Suite(.timeLimit(.minutes(1))) struct LocalLauncherTests {
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

  @Test func passesArgumentsAndEnvironmentOnUnchanged() async {
    let hostile = [
      "", " ", "a b", "it's", "\"quoted\"", "$HOME `id` $(id)", "line\nbreak\ttab", "größe 🚀 \u{7}", "-n", "--", "*",
      "\\", "a=b",
      "{x}", ";rm -rf /", "'\"'\"'",
    ]
    var request = attempts.request(
      #"printf '%s\0' "$@" > arguments; env -0 > environment; printf '%s\0' "$0" > name"#,
      arguments: hostile
    )
    for (index, value) in hostile.enumerated() { request.environment["HOSTILE_\(index)"] = value }
    let report = await attempts.run(request)
    #expect(report.outcome == .exited(0))
    #expect(folder.text("arguments") == hostile.map { $0 + "\0" }.joined())
    let environment = Set(folder.text("environment").split(separator: "\0", omittingEmptySubsequences: false))
    for (index, value) in hostile.enumerated() { #expect(environment.contains("HOSTILE_\(index)=\(value)")) }
    #expect(environment.contains("TUNE_ATTEMPT=\(request.marker.value)"))
  }

  @Test func startsInASessionOfItsOwnWithoutInputAndWithDefaultSignals() async throws {
    let report = await attempts.run(
      "cat; cat /proc/$$/stat > stat; grep -E 'Sig(Blk|Ign)' /proc/self/status; ls -l /proc/$$/fd > fd"
    )
    #expect(report.outcome == .exited(0))
    #if os(Linux)
      let fields = folder.text("stat").split(separator: " ")
      #expect(fields[0] == fields[4] && fields[0] == fields[5])
      // But for the two that the C library keeps to itself.
      #expect(report.tail.output.map { Int($0.suffix(8), radix: 16).map { $0 & 0x7FFF_FFFF } } == [0, 0])
      #expect(folder.text("fd").contains("0 -> /dev/null"))
      #expect(!folder.text("fd").contains(" 3 -> "))
    #endif
  }

  @Test func looksForProgramsLikeAShell() async throws {
    try folder.makeFolder("bin")
    try folder.write("#!/bin/sh\necho found\n", to: "bin/my-trainer", permissions: 0o755)
    var request = attempts.request(arguments: ["my-trainer"])
    request.environment["PATH"] = "/nowhere:bin:/bin"
    #expect(await attempts.run(request).tail.output == ["found"])
    #expect(await attempts.run(attempts.request(arguments: ["bin/my-trainer"])).tail.output == ["found"])
    #expect(
      await attempts.run(attempts.request(arguments: [folder.file("bin/my-trainer").string])).tail.output == ["found"]
    )
  }

  @Test func saysWhyACommandCannotBeStarted() async throws {
    try folder.write("print(1)", to: "train.py")
    try folder.write("no header\u{0}", to: "data", permissions: 0o755)
    try folder.write("#!/no/such/interpreter\n", to: "script", permissions: 0o755)
    try folder.write("#!/bin/sh\n", to: "here", permissions: 0o755)
    func words(_ arguments: [String], _ change: (inout AttemptRequest) -> Void = { _ in }) async -> String {
      var request = attempts.request(arguments: arguments)
      change(&request)
      guard case .notStarted(let words) = await attempts.run(request).outcome else { return "started" }
      return words
    }
    #expect(await words([]) == "the train command is empty")
    #expect(await words(["nosuchprogramanywhere"]) == "there is no program `nosuchprogramanywhere` in PATH")
    #expect(await words(["mkdri"]).hasPrefix("there is no program `mkdri` in PATH; did you mean `"))
    #expect(await words(["./missing"]) == "there is no program `./missing` in the working directory")
    #expect(await words(["/no/such/place/program"]) == "there is no program `program`")
    #expect(await words(["./"]) == "`./` is a directory, not a program")
    #expect(
      await words(["here"])
        == "there is no program `here` in PATH; for the one in the working directory write `./here`"
    )
    #expect(
      await words(["./train.py"])
        == "`./train.py` is not executable; write `[python3, ./train.py]`, or make it so with `chmod +x`"
    )
    #expect(await words(["./data"]).hasPrefix("`./data` is neither a program for this machine nor a script"))
    #expect(await words(["./script"]).hasPrefix("`./script` could not be started: what its first line"))
    #expect(await words(["true", "a\0b"]).hasPrefix("an argument holds a zero byte"))
    #expect(await words(["true"]) { $0.environment["X"] = "\0" }.hasPrefix("the environment variable `X` holds"))
    #expect(
      await words(["true"]) { $0.environment["A=B"] = "" } == "an environment variable cannot have the name \"A=B\""
    )
    #expect(
      await words(["true"]) { $0.directory = "/no/such/directory" }
        == "the working directory does not exist (`train.directory`)"
    )
    #expect(
      await words(["true"]) { $0.directory = folder.file("data") }
        == "the working directory is not a directory (`train.directory`)"
    )
    let long = String(repeating: "x", count: 200_000)
    #expect(await words(["true", long]).hasSuffix("its arguments and environment are too long for the system"))
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
