import Foundation
import Subprocess
import Testing

/// Being told to stop, politely or not, in the middle of trials that do not want to.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StopTests {
  /// Ignores SIGTERM, has a grandchild that does so too in a session of its own, and lets trial 3 act on the tool.
  static let stubborn = """
    trap '' TERM INT HUP
    setsid sh -c 'trap "" TERM INT HUP; sleep 300' &
    sh -c 'trap "" TERM; sleep 300' &
    if [ "$TUNE_TRIAL" = 3 ] && [ ! -e acted ]; then date +%s.%N > acted; kill -$SIGNAL $PPID; fi
    if [ "$TUNE_TRIAL" -ge 3 ] && [ ! -e calm ]; then sleep 300; fi
    awk -v x="$1" 'BEGIN { print "loss: " x*x }'

    """
  static let manifest = """
    tune: 1
    train: {command: [sh, train.sh, "{x}"], grace: 1s}
    parameters: {x: {type: float, min: -1, max: 1}}
    objective: {metric: loss, direction: minimize}
    search: {strategy: sobol}
    budget: {trials: 6}
    parallel: 2

    """

  @Test(arguments: ["INT", "TERM"]) func `asked to stop, it leaves records, a report and no process`(_ signal: String)
    async throws
  {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.stubborn)
    let stopped = try await place.tune("run", "a.yaml", environment: ["SIGNAL": signal])
    #expect(stopped.code == 130, "\(stopped)")
    let told = try #require(Double(place.read("acted").trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(Date().timeIntervalSince1970 - told < 10)
    #expect(place.processes().isEmpty)
    #expect(try place.record("a", 3)["state"] as? String == "interrupted")
    #expect(place.exists("a/report.md"))
    try place.write("calm", "")
    try await resume(place)
  }

  /// The first experiment ends by itself, the second is stopped; the third must not begin.
  @Test(arguments: ["INT", "TERM", "HUP"]) func `asked to stop in a later experiment, it runs no other`(
    _ signal: String
  )
    async throws
  {
    let place = try Workplace()
    for name in ["a", "b", "c"] {
      let manifest = Self.manifest.replacing("train.sh", with: name == "b" ? "train.sh" : "calm.sh")
      try place.write("experiments/\(name).yaml", manifest.replacing("command: [sh, ", with: "command: [sh, ../"))
    }
    try place.write("train.sh", Self.stubborn)
    try place.write("calm.sh", "awk -v x=\"$1\" 'BEGIN { print \"loss: \" x*x }'\n")
    let stopped = try await place.tune("run", environment: ["SIGNAL": signal])
    #expect(stopped.code == 130, "\(stopped)")
    #expect(try place.record("experiments/a", 6)["state"] as? String == "completed")
    #expect(try place.record("experiments/b", 3)["state"] as? String == "interrupted")
    #expect(!place.exists("experiments/c"))
    #expect(place.processes().isEmpty)
  }

  @Test(arguments: ["INT", "TERM"]) func `asked to stop while it prepares, it runs no other`(_ signal: String)
    async throws
  {
    let place = try Workplace()
    for name in ["a", "b"] {
      let prepare = "prepare: {command: [sh, -c, 'kill -\(signal) $PPID; sleep 300']}\n"
      try place.write("experiments/\(name).yaml", Self.manifest + prepare)
    }
    let stopped = try await place.tune("run")
    #expect(stopped.code == 130, "\(stopped)")
    #expect(!(stopped.output + stopped.errors).contains("failed"), "\(stopped)")
    #expect(!place.exists("experiments/b"))
    #expect(place.processes().isEmpty)
  }

  @Test func `asked to stop, a reproduction leaves no process and no worktree`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", "[ -z \"$SLOW\" ] || { kill -INT $PPID; sleep 300; }; echo loss: $1\n")
    for arguments in [["init", "-q"], ["add", "."], ["commit", "-q", "-m", "all"]] {
      let identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
      #expect(try await place.run("git", identity + arguments).code == 0)
    }
    _ = try await place.tune("run", "a.yaml")
    let stopped = try await place.tune("reproduce", "a", "2", environment: ["SLOW": "1"])
    #expect(stopped.code == 130, "\(stopped)")
    #expect(place.processes().isEmpty)
    #expect(!place.exists("a/.cache/worktree-2"))
  }

  @Test func `killed, the next start ends what was left and completes the same trials`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.stubborn)
    let killed = try await place.tune("run", "a.yaml", environment: ["SIGNAL": "KILL"])
    #expect(killed.status == .signaled(9))
    #expect(!place.processes().isEmpty)
    try place.write("calm", "")
    try await resume(place)
  }

  private func resume(_ place: Workplace) async throws {
    let resumed = try await place.tune("run", "a.yaml", environment: ["SIGNAL": "0"])
    #expect(resumed.code == 0, "\(resumed)")
    #expect(place.processes().isEmpty)
    let plain = try Workplace()
    try plain.write("a.yaml", Self.manifest)
    try plain.write("train.sh", "awk -v x=\"$1\" 'BEGIN { print \"loss: \" x*x }'\n")
    _ = try await plain.tune("run", "a.yaml")
    func parameters(_ place: Workplace) throws -> [String] {
      try (1...6).map { "\(try #require(place.record("a", $0)["parameters"] as? [String: Any]))" }
    }
    #expect(try parameters(place) == parameters(plain))
    #expect(try (1...6).allSatisfy { try place.record("a", $0)["state"] as? String == "completed" })
  }
}
