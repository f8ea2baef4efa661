import Foundation
import Testing

/// Trials that somebody else evaluates: `ask` and `tell` on an experiment's folder.
@Suite struct AskTests {
  private static let two = RunTests.manifest.replacingOccurrences(
    of: "objective: {metric: loss, direction: minimize}",
    with: "objectives: [{metric: loss, direction: minimize}, {metric: size, direction: maximize}]"
  )

  /// The trials of `ask --json`.
  private func trials(_ output: String) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
    return try #require(object?["trials"] as? [[String: Any]])
  }

  @Test(arguments: ["", "warm_start: [old.yaml]\n"])
  func `asked one by one, the trials are those of a run`(_ more: String) async throws {
    let place = try Workplace()
    try place.write("train.sh", RunTests.train)
    try place.write("old.yaml", RunTests.manifest.replacingOccurrences(of: "seed: 5", with: "seed: 6"))
    if !more.isEmpty { #expect(try await place.tune("run", "old.yaml").code == 0) }
    try place.write("run.yaml", more + RunTests.manifest)
    try place.write("ask.yaml", more + RunTests.manifest)
    let plan = try await place.tune("check", "--plan", "--proposals", "3", "run.yaml").output
    #expect(plan.contains("of old.yaml") == !more.isEmpty)
    #expect(try await place.tune("run", "run.yaml").code == 0)
    for number in 1...8 {
      let asked = try await place.tune("ask", "ask", "--json")
      #expect(asked.code == 0)
      let trial = try #require(try trials(asked.output).first)
      #expect(trial["id"] as? Int == number)
      let directory = try #require(trial["directory"] as? String)
      #expect(FileManager.default.fileExists(atPath: directory + "/parameters.json"))
      let run = try place.record("run", number)
      #expect(trial["parameters"] as? NSDictionary == run["parameters"] as? NSDictionary)
      let loss = try #require((run["metrics"] as? [String: Any])?["loss"] as? Double)
      #expect(try await place.tune("tell", "ask", "\(number)", "--value", "\(loss)").code == 0)
    }
    func essence(_ experiment: String) throws -> [NSDictionary] {
      try (1...8).map { number in
        var record = try place.record(experiment, number)
        for key in ["attempts", "provenance"] { record[key] = nil }
        return record as NSDictionary
      }
    }
    #expect(try essence("ask") == essence("run"))
    #expect(try place.read("ask/best/parameters.json") == place.read("run/best/parameters.json"))

    let over = try await place.tune("ask", "ask")
    #expect(over.code == 1)
    #expect(over.output.isEmpty)
    #expect(over.errors.contains("no more trials: all 8 trials done"))
  }

  @Test func `a run leaves asked trials alone, and loses none`() async throws {
    let place = try Workplace()
    try place.write("train.sh", RunTests.train)
    try place.write("a.yaml", RunTests.manifest)
    let asked = try await place.tune("ask", "a", "-n", "2")
    #expect(asked.output.contains("#1  x 0.9") && asked.output.contains("a/trials/0002/parameters.json"))
    #expect(try await place.tune("status", "a").output.contains("trials 1 and 2 asked for; 'swift-tune tell'"))
    let run = try await place.tune("run", "a")
    #expect(run.code == 0)
    #expect(run.output.contains("2 trials were asked for and wait for their results; they are not run"))
    #expect(run.output.contains("asked for and not told yet: trials 1 and 2"))
    #expect(try place.record("a", 1)["state"] as? String == "asked")
    #expect((try place.record("a", 1)["attempts"] as? [Any])?.isEmpty == true)
    #expect(try place.record("a", 8)["state"] as? String == "completed")
    #expect(try place.read("a/report.md").contains("Trials 1 and 2 were asked for and wait for their results."))

    let told = try await place.tune("tell", "a", "2", "--value", "-100")
    #expect(told.output == "trial 2 completed: loss -100 (best so far) [7/8]\n")
    #expect(try await place.tune("tell", "a", "1", "--failed", "no machine was free").code == 0)
    #expect(try place.record("a", 1)["failure"] as? String == "no machine was free")
    let report = try place.read("a/report.md")
    #expect(report.hasPrefix("# a: loss -100\n"))
    #expect(!report.contains("asked for"))
    #expect(try await place.tune("run", "a").output.contains("nothing left to do"))
  }

  @Test func `what cannot be taken changes nothing`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.two)
    #expect(try await place.tune("tell", "a", "1", "loss=1", "size=2").errors.contains("'swift-tune ask' makes trials"))
    _ = try await place.tune("ask", "a", "-n", "3")
    let before = try place.read("a/trials/0001/trial.json")
    for (arguments, words) in [
      (["9", "loss=1", "size=1"], "there is no trial 9\n   = trials that wait for their results: 1, 2, 3"),
      (["1", "--value", "3"], "--value does not say which\n   = write loss=… size=…"),
      (["1", "loss=1"], "no value of the objective 'size'\n   = told was: loss"),
      (["1", "loss=nan", "size=1"], "the value of 'loss' is not a finite number\n   = --failed"),
      (["1", "loss=1", "loss=2", "size=1"], "two values of 'loss' were told"),
      (["1", "loss"], "The value 'loss' is invalid"),
      (["1"], "say what came of the trial"),
      (["1", "loss=1", "--failed", "x"], "leave out either"),
    ] {
      let result = try await place.run(Workplace.tool.path, ["tell", "a"] + arguments)
      #expect(result.code == 64)
      #expect(result.errors.contains(words), "\(result.errors)")
    }
    #expect(try place.read("a/trials/0001/trial.json") == before)

    #expect(try await place.tune("tell", "a", "1", "loss=2", "size=1", "epochs=7").code == 0)
    let again = try await place.tune("tell", "a", "1", "loss=1", "size=1")
    #expect(again.code == 64)
    #expect(again.errors.contains("trial 1 has a result already (completed: loss 2.0, size 1.0, epochs 7.0)"))
  }

  @Test func `several ask at the same moment, and each gets trials of its own`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", RunTests.manifest)
    let numbers = try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 1...4 {
        group.addTask {
          try await self.trials(place.tune("ask", "a", "-n", "2", "--json").output).compactMap { $0["id"] as? Int }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(numbers.sorted() == Array(1...8))
  }

  @Test func `a front is told, shown and printed`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.two)
    _ = try await place.tune("ask", "a", "-n", "4")
    for (number, loss, size) in [(1, 3, 1), (2, 1, 1), (3, 2, 5), (4, 9, 0)] {
      #expect(try await place.tune("tell", "a", "\(number)", "loss=\(loss)", "size=\(size)").code == 0)
    }
    #expect(try place.read("a/report.md").hasPrefix("# a: 2 trials on the Pareto front\n"))
    #expect(place.exists("a/plots/pareto.svg") && place.exists("a/plots/hypervolume.svg"))
    let front =
      try JSONSerialization.jsonObject(with: Data(try place.read("a/best/front.json").utf8)) as? [[String: Any]]
    #expect(front?.compactMap { $0["trial"] as? Int } == [2, 3])
    #expect(try await place.tune("status", "a").output.contains("2 on the front: loss down to 1, size up to 5"))
    let best = try await place.tune("best", "a").output.split(separator: "\n")
    #expect(best.count == 4 && best[0] == "# trial 2: loss 1, size 1" && best[2] == "# trial 3: loss 2, size 5")
    #expect(try await place.tune("best", "a", "--trial", "3").output == best[3] + "\n")
    let json = try await place.tune("best", "a", "--as", "json").output
    #expect((try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [Any])?.count == 2)
  }

  /// The manifest and the loop of the documentation, word by word.
  @Test func `the article's example works`() async throws {
    let place = try Workplace()
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
    let article = try String(
      contentsOf: root.appending(path: "Sources/Tune/Documentation.docc/AskAndTell.md"),
      encoding: .utf8
    )
    func block(_ language: String) throws -> String {
      let start = try #require(article.range(of: "```\(language)\n")).upperBound
      return String(
        article[start..<(try #require(article.range(of: "\n```\n", range: start..<article.endIndex))).lowerBound]
      )
    }
    try place.write("experiments/parts.yaml", try block("yaml") + "\n")
    try place.write(
      "measure",
      "#!/bin/sh\n[ \"$2\" -lt 8 ] && awk -v w=\"$1\" -v p=\"$2\" 'BEGIN { print (w-2)^2 + p/10 }'\n"
    )
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: place.folder.appendingPathComponent("measure").path
    )
    try place.write("loop.sh", try block("sh") + "\n")
    let path = Workplace.tool.deletingLastPathComponent().path + ":/usr/local/bin:/usr/bin:/bin"
    let loop = try await place.run("/bin/sh", ["-eu", "loop.sh"], environment: ["PATH": path])
    #expect(loop.code == 0, "\(loop)")
    #expect(loop.errors.contains("no more trials: all 12 trials done"))
    for number in 1...12 {
      let record = try place.record("experiments/parts", number)
      let parameters = try #require(record["parameters"] as? [String: Any])
      let passes = parameters["passes"] as? Int ?? 0
      #expect(record["state"] as? String == (passes < 8 ? "completed" : "failed"))
      let width = try #require(parameters["width"] as? Double)
      if passes < 8, let error = (record["metrics"] as? [String: Any])?["error"] as? Double {
        #expect(abs(error - (width - 2) * (width - 2) - Double(passes) / 10) < 1e-4)
      }
    }
  }
}
