import Foundation
import SystemPackage
import Testing
import TuneModel

@testable import TuneExecution

/// Both ways of starting processes owe the same.
@Suite(.timeLimit(.minutes(10))) struct SpawnTests {
  private static let ways: [Spawn.Way] = [.direct, .subprocess]

  @Test(arguments: ways)
  func passesArgumentsAndEnvironmentOnUnchanged(way: Spawn.Way) async throws {
    let attempts = try Attempts(way: way)
    let folder = attempts.folder
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

  @Test(arguments: ways)
  func startsInASessionOfItsOwnWithoutInputAndWithDefaultSignals(way: Spawn.Way) async throws {
    let attempts = try Attempts(way: way)
    let folder = attempts.folder
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

  @Test(arguments: ways)
  func looksForProgramsLikeAShell(way: Spawn.Way) async throws {
    let attempts = try Attempts(way: way)
    let folder = attempts.folder
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

  @Test(arguments: ways)
  func looksAgainForAProgramThatIsGoneOrSearchedElsewhere(way: Spawn.Way) async throws {
    let attempts = try Attempts(way: way)
    let folder = attempts.folder
    for name in ["first", "second"] {
      try folder.makeFolder(name)
      try folder.write("#!/bin/sh\necho \(name)\n", to: "\(name)/my-trainer", permissions: 0o755)
    }
    func output(_ path: String) async -> [String] {
      var request = attempts.request(arguments: ["my-trainer"])
      request.environment["PATH"] = path
      return await attempts.run(request).tail.output
    }
    #expect(await output("first:second:/bin") == ["first"])
    #expect(await output("second:first:/bin") == ["second"])
    #expect(await output("first:second:/bin") == ["first"])
    removeFile(at: folder.file("first/my-trainer"))
    #expect(await output("first:second:/bin") == ["second"])
  }

  @Test(arguments: ways)
  func saysWhyACommandCannotBeStarted(way: Spawn.Way) async throws {
    let attempts = try Attempts(way: way)
    let folder = attempts.folder
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

  @Test(arguments: ways)
  func tellsExitsFromSignals(way: Spawn.Way) async throws {
    let attempts = try Attempts(way: way)
    #expect(await attempts.run("exit 7").outcome == .exited(7))
    #expect(await attempts.run("ulimit -c 0; kill -SEGV $$").outcome == .signaled(11, coreDumped: false))
  }

  @Test(arguments: ways)
  func isStoppedPolitelyByACancellation(way: Spawn.Way) async throws {
    let attempts = try Attempts(way: way)
    let request = attempts.request("trap 'echo bye; exit 0' TERM; echo ready: 1; while :; do sleep 0.05; done")
    let launcher = attempts.launcher
    let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      await launcher.run(request) { event in
        if case .metrics = event { isReady.finish() }
        return .continue
      }
    }
    for await _ in ready {}
    task.cancel()
    let report = await task.value
    #expect(report.outcome == .stopped)
    // It was given the time to say so.
    #expect(report.tail.output == ["ready: 1", "bye"])
    #expect(survivors(of: request) == [])
  }

  @Test(arguments: ways)
  func leavesNoDescriptorsOpen(way: Spawn.Way) async throws {
    #if os(Linux)
      let attempts = try Attempts(way: way)
      var leaked = Set(namesInDirectory("/proc/self/fd"))
      let before = leaked
      for _ in 1...20 { _ = await attempts.run("exit 0") }
      for _ in 1...20 { _ = await attempts.run(attempts.request(arguments: ["./missing"])) }
      leaked = Set(namesInDirectory("/proc/self/fd")).subtracting(before)
      // Other tests have theirs open at the moment; what leaked stays, and would run into the time limit.
      while leaked.count >= 20 {
        try await Task.sleep(for: .milliseconds(20))
        leaked.formIntersection(namesInDirectory("/proc/self/fd"))
      }
    #endif
  }
}
