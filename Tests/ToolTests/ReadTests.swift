import Foundation
import Testing

/// The commands that read what runs have left.
@Suite struct ReadTests {
  /// Eight trials of which two failed, in experiments/digits.
  private static func place() async throws -> Workplace {
    let place = try Workplace()
    try place.write("experiments/digits.yaml", RunTests.manifest)
    try place.write(
      "experiments/train.sh",
      """
      if [ "$TUNE_TRIAL" -gt 6 ]; then echo 'cannot open data.csv' >&2; exit 3; fi
      \(RunTests.train)
      """
    )
    #expect(try await place.tune("run").code == 0)
    return place
  }

  private func objects(_ lines: String) throws -> [[String: Any]] {
    try lines.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func `trials are listed, filtered and sorted`() async throws {
    let place = try await Self.place()
    let table = try await place.tune("list").output.split(separator: "\n")
    #expect(table.count == 9)
    #expect(table[0].contains("trial  state"))
    #expect(table[7].contains("exit status 3: cannot open data.csv"))

    let sorted = try objects(try await place.tune("list", "digits", "--sort", "loss", "--json").output)
    let losses = sorted.compactMap { ($0["metrics"] as? [String: Double])?["loss"] }
    #expect(losses == losses.sorted() && losses.count == 6)
    #expect(sorted.suffix(2).allSatisfy { $0["state"] as? String == "failed" })
    let reversed = try objects(
      try await place.tune("list", "--sort", "loss", "--reverse", "--limit", "2", "--json").output
    )
    #expect(reversed.compactMap { ($0["metrics"] as? [String: Double])?["loss"] } == losses.reversed().prefix(2) + [])

    let half = losses[2]
    let filtered = try objects(
      try await place.tune("list", "--filter", "loss <= \(half) and completed and trial > 0", "--json").output
    )
    #expect(filtered.count == 3)
    #expect(
      try await place.tune("list", "--filter", #"state == "failed""#, "--json").output.split(separator: "\n").count == 2
    )
    let csv = try await place.tune("list", "--csv").output
    #expect(csv == (try place.read("experiments/digits/trials.csv")))
  }

  @Test func `mistakes in a filter are shown where they are`() async throws {
    let place = try await Self.place()
    let name = try await place.tune("list", "--filter", "completed and los < 1")
    #expect(name.code == 64)
    #expect(
      name.errors.contains("1 | completed and los < 1\n  |               ^^^\n   = did you mean 'loss'?"),
      "\(name.errors)"
    )
    let state = try await place.tune("list", "--filter", #"state == "faild""#)
    #expect(state.errors.contains("did you mean 'failed'?"), "\(state.errors)")
    let key = try await place.tune("list", "--sort", "los")
    #expect(key.code == 64)
    #expect(key.errors.contains("did you mean 'loss'?"))
  }

  @Test func `a trial is shown with its story, its log and its files`() async throws {
    let place = try await Self.place()
    for words in [["digits", "1"], ["experiments/digits.yaml", "1"], ["experiments/digits", "#1"], ["1"]] {
      let shown = try await place.run(Workplace.tool.path, ["show"] + words)
      #expect(shown.code == 0, "\(shown)")
      #expect(shown.output.hasPrefix("digits #1 completed   loss "))
      for part in [
        "Parameters\n  x  0.9", "the objective, minimized", "Why it was tried\n  No strategy chose its parameters",
        "stdout.log, the last 3 lines\n  step: 1 loss: ", "Files in experiments/digits/trials/0001", "trial.json",
      ] {
        #expect(shown.output.contains(part), "\(shown.output)")
      }
    }
    let record = try await place.tune("show", "last", "--json").output
    #expect(record == (try place.read("experiments/digits/trials/0008/trial.json")))
    let failed = try await place.tune("explain", "8")
    #expect(failed.output.contains("exit status 3: cannot open data.csv."))
    #expect(failed.output.contains("So did trial 7, for the same reason"), "\(failed.output)")
    let json = try await place.tune("explain", "best", "--json").output
    let story = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect((story["chapters"] as? [[String: String]])?.first?["title"] == "Why it was tried")
  }

  @Test func `a mistyped trial gets those that there are`() async throws {
    let place = try await Self.place()
    for (words, advice) in [
      (["digits", "99"], "its trials are 1 to 8"), (["digits", "bset"], "did you mean 'best'?"),
      (["bset"], "did you mean 'best'?"), (["digits"], "its trials are 1 to 8"),
      (["digts", "1"], "did you mean 'digits'?"), (["x", "1"], "experiments here: digits"),
    ] {
      let result = try await place.run(Workplace.tool.path, ["show"] + words)
      #expect(result.code == 64)
      #expect(result.errors.contains(advice), "\(words): \(result.errors)")
    }
    try place.write("experiments/letters.yaml", RunTests.manifest)
    let which = try await place.tune("list")
    #expect(which.code == 64)
    #expect(which.errors.contains("digits, letters"))
    let none = try await place.tune("show", "letters", "1")
    #expect(none.code == 1)
    #expect(none.errors.contains("'letters' has no trials yet"))
  }

  @Test func `an experiment is found by the name of its results, too`() async throws {
    let place = try Workplace()
    try place.write("experiments/one.yaml", "name: other\n" + RunTests.manifest)
    try place.write("experiments/two.yaml", RunTests.manifest)
    for name in ["other", "experiments/other/", "one"] {
      #expect(try await place.tune("list", name).output == "'other' has no trials yet.\n")
    }
  }

  @Test func `the end of a log is printed as it is`() async throws {
    let place = try await Self.place()
    let log = try place.read("experiments/digits/trials/0002/stdout.log")
    #expect(try await place.tune("tail", "2").output == log)
    let last = try #require(log.split(separator: "\n").last)
    #expect(try await place.tune("tail", "2", "-n", "1").output == last + "\n")
    #expect(try await place.tune("tail", "8").output == "cannot open data.csv\n")
    // Logs are not committed: the record keeps the end of those of failed trials.
    try FileManager.default.removeItem(
      at: place.folder.appendingPathComponent("experiments/digits/trials/0008/stderr.log")
    )
    #expect(try await place.tune("tail", "8").output == "cannot open data.csv\n")
  }

  /// The train command itself starts the follower, and waits for what it prints.
  @Test(.timeLimit(.minutes(2))) func `a log is followed until the trial ends`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", RunTests.manifest.replacingOccurrences(of: "trials: 8", with: "trials: 1"))
    try place.write(
      "train.sh",
      """
      echo first
      "$TOOL" tail a last -f > followed.txt 2> /dev/null < /dev/null &
      until grep -q first followed.txt 2>/dev/null; do sleep 0.02; done
      echo second
      until grep -q second followed.txt 2>/dev/null; do sleep 0.02; done
      echo loss: 1
      # The follower has this process's group, which is ended with it.
      touch done.txt
      """
    )
    try place.write(
      "follow.sh",
      """
      "$TOOL" run a.yaml > run.txt 2>&1 &
      until [ -e a/trials/0001/trial.json ]; do sleep 0.02; done
      "$TOOL" tail a 1 -f > outside.txt 2> end.txt
      echo $? > code.txt
      wait
      """
    )
    let result = try await place.run("/bin/sh", ["follow.sh"], environment: ["TOOL": Workplace.tool.path])
    #expect(result.code == 0)
    #expect(try place.read("followed.txt").hasPrefix("first\nsecond\n"))
    #expect(try place.read("outside.txt") == "first\nsecond\nloss: 1\n")
    #expect(try place.read("code.txt") == "0\n")
    #expect(try place.read("end.txt").contains("trial 1 completed"))
  }

  @Test func `the report is opened with the program that is named`() async throws {
    let place = try await Self.place()
    try place.write("opener", "#!/bin/sh\necho \"opened $1\"\n")
    let opener = place.folder.appendingPathComponent("opener")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: opener.path)
    let opened = try await place.tune("open", environment: ["SWIFT_TUNE_OPENER": opener.path])
    #expect(opened.code == 0)
    let report = place.folder.appendingPathComponent("experiments/digits/report.md").path
    #expect(opened.output == "experiments/digits/report.md\nopened \(report)\n")
    let missing = try await place.tune("open", environment: ["SWIFT_TUNE_OPENER": "no-such-program"])
    #expect(missing.code == 1)
    #expect(missing.errors.contains("cannot start 'no-such-program'"))
    let nobody = try await place.tune("open", environment: ["DISPLAY": "", "SWIFT_TUNE_OPENER": ""])
    #expect(nobody.code == 0)
    #expect(nobody.output == "experiments/digits/report.md\n")
  }

  @Test func `completions know experiments and trials`() async throws {
    let place = try await Self.place()
    for shell in ["bash", "zsh", "fish"] {
      let script = try await place.tune("--generate-completion-script", shell)
      #expect(script.code == 0)
      #expect(script.output.contains("---completion show"))
    }
    func completed(_ words: String..., at index: Int) async throws -> [Substring] {
      let arguments = ["---completion", "show", "--", "positional@\(index)", "\(words.count - 1)", "0"] + words
      return try await place.run(Workplace.tool.path, arguments).output.split(separator: "\n")
    }
    #expect(try await completed("swift-tune", "show", "", at: 0).contains("digits"))
    let trials = (1...8).map { "\($0)" } + ["best", "last"]
    #expect(try await completed("swift-tune", "show", "digits", "", at: 1).map(String.init) == trials)
  }

  @Test func `the manual page has every command`() async throws {
    let place = try Workplace()
    let page = try await place.tune("manual").output
    #expect(page.hasPrefix(#".TH "SWIFT\-TUNE" "1""#))
    for command in ["init", "run", "status", "list", "show", "explain", "tail", "best", "report", "open"] {
      #expect(page.contains(#".SS "swift\-tune \#(command)"#), "\(command)")
    }
    #expect(page.contains(#".SS "swift\-tune show [<experiment>] <trial> [\-\-lines <n>] [\-\-json]""#))
  }

  @Test func `output that could not be written is an error, and a reader that went away is none`() async throws {
    let place = try Workplace()
    try place.write("experiments/train.sh", RunTests.train)
    try place.write("experiments/a.yaml", RunTests.manifest)
    _ = try await place.tune("run", "a")
    let tool = Workplace.tool.path
    let full = try await place.run("/bin/sh", ["-c", "'\(tool)' list a --csv > /dev/full"])
    #expect(full.code == 1)
    #expect(full.errors.contains("cannot write to standard output"))
    let gone = try await place.run("/bin/bash", ["-c", "'\(tool)' list a --csv | true; echo ${PIPESTATUS[0]}"])
    #expect(gone.output == "0\n")
  }

  @Test func `best prints the options that lead to the parameters`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      """
      tune: 1
      train:
        command: [sh, -e, train.sh, --rate, "{x}", --config, '{{"a": 1}}', --verbose]
      parameters: {x: {type: int, min: 1, max: 2}}
      objective: {metric: loss, direction: minimize}

      """
    )
    try place.write("train.sh", "echo loss: 1\n")
    _ = try await place.tune("run", "a.yaml")
    let best = try #require(try place.record("a", 1)["parameters"] as? [String: Any])
    let rate = try #require(best["x"] as? Int)
    #expect(try await place.tune("best", "a").output == "--rate \(rate) --config '{\"a\": 1}' --verbose\n")
  }
}
