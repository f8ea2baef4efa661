import Foundation
import Testing

/// Train commands that do what train commands do.
@Suite(.timeLimit(.minutes(10))) struct HostileCommandTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// Run by `sh`.
    var script: String
    var train = ""
    var state = "failed"
    /// Part of the record's `failure`.
    var failure = ""
    var testDescription: String { name }
  }

  static let size = ProcessInfo.processInfo.environment["SWIFT_TUNE_LONG"] == nil ? 30 : 1000

  static let cases = [
    Case(
      name: "prints a lot",
      script: "yes 'loss is not here' | head -c \(size)000000; echo; echo loss: 1",
      state: "completed"
    ),
    Case(
      name: "prints nothing and sleeps",
      script: "sleep 300",
      train: ", idle_timeout: 300ms",
      state: "timed_out",
      failure: "printed nothing for 0.3s"
    ),
    Case(
      name: "takes too long",
      script: "while :; do echo hm; sleep 0.05; done",
      train: ", timeout: 400ms",
      state: "timed_out",
      failure: "ran longer"
    ),
    Case(
      name: "closes its output and lives on",
      script: "echo loss: 1; exec >&- 2>&-; sleep 0.2",
      state: "completed"
    ),
    Case(name: "exits 0 without a metric", script: "echo accuracy 0.5; echo los: 2", failure: "did you mean `los`?"),
    Case(name: "prints nan", script: "echo loss: nan", failure: "loss is not a number"),
    Case(name: "prints inf", script: "echo loss: inf", failure: "loss is infinite"),
    Case(name: "prints 1e400", script: "echo loss: 1e400", failure: "loss is infinite"),
    Case(name: "prints invalid UTF-8", script: "printf 'caf\\351 \\377\\376\\nloss: 1\\n'", state: "completed"),
    Case(
      name: "prints a line of 10 MB",
      script: "head -c 10000000 /dev/zero | tr '\\0' x; echo; echo loss: 1",
      state: "completed"
    ),
    Case(name: "removes its own folder", script: "rm -r \"$TUNE_TRIAL_DIR\"; echo loss: 1", state: "completed"),
    Case(
      name: "forks 50 children",
      script: "for i in $(seq 50); do sleep 300 & done; echo loss: 1",
      state: "completed"
    ),
    Case(name: "dumps core", script: "echo loss: 1; kill -ABRT $$", failure: "ended by SIGABRT"),
    Case(name: "is killed", script: "kill -KILL $$", failure: "ended by SIGKILL (out of memory?)"),
    Case(
      name: "fails with words",
      script: "echo 'CUDA out of memory' >&2; exit 7",
      failure: "exit status 7: CUDA out of memory"
    ),
    Case(name: "reads its input", script: "cat; echo loss: 1", state: "completed"),
    Case(name: "leaves a daemon", script: "setsid sleep 300 >/dev/null 2>&1 & echo loss: 1", state: "completed"),
    Case(
      name: "writes to the terminal's escape codes",
      script: "printf '\\033[31mloss: 1\\033[0m\\r\\n'",
      state: "completed"
    ),
  ]

  @Test(arguments: cases) func `gives a clear record, and the experiment goes on`(_ hostile: Case) async throws {
    let place = try Workplace()
    try place.write("train.sh", hostile.script + "\n")
    try place.write(
      "a.yaml",
      """
      tune: 1
      train: {command: [sh, train.sh], grace: 1s\(hostile.train)}
      parameters: {x: {type: float, min: 0, max: 1}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random}
      budget: {trials: 2}

      """
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == (hostile.state == "completed" ? 0 : 1), "\(result)")
    for trial in 1...2 {
      let record = try place.record("a", trial)
      #expect(record["state"] as? String == hostile.state, "\(record)")
      let failure = record["failure"] as? String ?? ""
      #expect(hostile.failure.isEmpty || failure.contains(hostile.failure), "\(failure)")
      #expect(record["order"] as? Int == trial)
    }
    #expect(place.processes().isEmpty)
    #expect(try !place.read("a/report.md").isEmpty)
  }

  /// Each daemon is, at the end of its trial, about to start a session, another process, or another program.
  @Test func `no daemon outlives its trial, whatever it is about to do`() async throws {
    let place = try Workplace()
    try place.write(
      "train.sh",
      "(setsid sh -c '(setsid nice env A=1 sleep 300 &)' >/dev/null 2>&1 &); echo loss: 1\n"
    )
    try place.write(
      "a.yaml",
      """
      tune: 1
      train: {command: [sh, train.sh], grace: 1s}
      parameters: {x: {type: float, min: 0, max: 1}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random}
      budget: {trials: 100}
      parallel: 4

      """
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    #expect(place.processes().isEmpty)
  }

  @Test func `a program that does not exist is told once, and costs no trial`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      """
      tune: 1
      train: {command: [no-such-program]}
      parameters: {x: {type: float, min: 0, max: 1}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random}
      budget: {trials: 20}

      """
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 1)
    #expect((result.output + result.errors).contains("no-such-program"))
    #expect(try place.record("a", 1)["state"] as? String == "interrupted")
    #expect(!place.exists("a/trials/0002"))
  }

  @Test func `a command that always fails ends the run early, with its own last words`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      """
      tune: 1
      train: {command: [sh, train.sh]}
      parameters: {x: {type: float, min: 0, max: 1}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random}
      budget: {trials: 60}

      """
    )
    try place.write("train.sh", "echo 'Traceback: in load' >&2; echo 'No module named torch' >&2; exit 1\n")
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 1)
    #expect(!place.exists("a/trials/0006"))
    #expect(
      result.output.hasSuffix(
        """
        No trial of a completed; a/report.md says more.
          trial 5: exit status 1: No module named torch
          the end of its log:
            | Traceback: in load
            | No module named torch
          swift-tune show a 5   all of it; mended, run again: it goes on from here
        5 trials, \(result.output.components(separatedBy: "\n5 trials, ").last ?? "")
        """
      ),
      "\(result.output)"
    )
    #expect(result.output.contains("Stopped: 5 trials in a row failed"))
    #expect(try place.read("a/report.md").contains("No module named torch"))
  }

  @Test func `values reach the command unchanged by argument, environment and JSON`() async throws {
    let place = try Workplace()
    let values = [
      "plain", "it's \"quoted\"", "a  b", "$HOME `id` $(id)", "two\nlines", "é ü 漢字 🎉", "-x", "a=b;c&d|e>f*?", "\\n\\",
      "{{x}}", "%s %d",
    ]
    let list = String(decoding: try JSONSerialization.data(withJSONObject: values), as: UTF8.self)
    try place.write(
      "a.yaml",
      """
      tune: 1
      train: {command: [sh, train.sh, "{text}"], environment: {COPY: "<{text}>"}}
      parameters: {text: {type: categorical, values: \(list)}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: grid}
      budget: {trials: \(values.count)}

      """
    )
    try place.write(
      "train.sh",
      """
      printf %s "$1" > "$TUNE_TRIAL_DIR/argument"
      printf %s "$COPY" > "$TUNE_TRIAL_DIR/copy"
      printf %s "$TUNE_PARAM_TEXT" > "$TUNE_TRIAL_DIR/variable"
      echo loss: 1

      """
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    var seen: Set<String> = []
    for trial in 1...values.count {
      let name = "a/trials/\(String(format: "%04d", trial))"
      let argument = try place.read("\(name)/argument")
      seen.insert(argument)
      #expect(try place.read("\(name)/copy") == "<\(argument)>")
      #expect(try place.read("\(name)/variable") == argument)
      let data = Data(try place.read("\(name)/parameters.json").utf8)
      let parameters = try #require(JSONSerialization.jsonObject(with: data) as? [String: String])
      #expect(parameters == ["text": argument])
    }
    #expect(seen == Set(values))
  }
}
