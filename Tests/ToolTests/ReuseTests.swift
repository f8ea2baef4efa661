import Foundation
import Testing

/// What one run has from another: trials run again, results that need no second run, starting points.
@Suite struct ReuseTests {
  private static let manifest = """
    tune: 1
    train: {command: [sh, train.sh, "{x}"]}
    parameters: {x: {type: float, min: 0, max: 1}}
    objective: {metric: loss, direction: minimize}
    search: {strategy: random, seed: 2}
    budget: {trials: 5}

    """
  private static let train = """
    echo run >> runs
    awk -v x="$1" -v s="$TUNE_SEED" 'BEGIN { print "loss: " (x - 0.3)^2 + s / 1e12 }'

    """

  private func git(_ place: Workplace, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    process.arguments = ["git", "-C", place.folder.path] + identity + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }

  private func repository() throws -> Workplace {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.train)
    try git(place, "init")
    try git(place, "add", "a.yaml", "train.sh")
    try git(place, "commit", "-m", "one")
    return place
  }

  private func runs(_ place: Workplace) -> Int {
    ((try? place.read("runs")) ?? "").split(separator: "\n").count
  }

  @Test func `a trial is run again with the code of its commit`() async throws {
    let place = try repository()
    _ = try await place.tune("run", "a.yaml")
    let same = try await place.tune("reproduce", "a.yaml", "3")
    #expect(same.code == 0, "\(same)")
    #expect(same.output.contains("same"))
    // The code changes and the old commit still gives the old value; the new code does not.
    try place.write("train.sh", "echo loss: 7\n")
    try git(place, "commit", "-am", "two")
    #expect(try await place.tune("reproduce", "a.yaml", "3").code == 0)
    let differs = try await place.tune("reproduce", "a.yaml", "3", "--present")
    #expect(differs.code == 1)
    #expect(differs.output.contains("differs"))
    #expect(!place.exists("a/.cache/worktree-3"))
    #expect(try await place.tune("reproduce", "a.yaml", "99").code == 64)
  }

  @Test func `identical work of an unchanged commit is not done twice`() async throws {
    let place = try repository()
    _ = try await place.tune("run", "a.yaml")
    #expect(runs(place) == 5)
    let before = try withoutTimes(place.read("a/trials.csv"))
    let again = try await place.tune("run", "a.yaml", "--fresh")
    #expect(again.code == 0, "\(again)")
    #expect(runs(place) == 5)
    #expect(try withoutTimes(place.read("a/trials.csv")) == before)
    let attempt = try #require((place.record("a", 2)["attempts"] as? [[String: Any]])?.first)
    #expect(attempt["reused"] as? String == "a.old, trial 2")
    // Changed files: nobody knows what they do.
    try place.write("train.sh", Self.train + "# changed\n")
    _ = try await place.tune("run", "a.yaml", "--fresh")
    #expect(runs(place) == 10)
    // And when the manifest does not want it.
    try git(place, "commit", "-am", "two")
    _ = try await place.tune("run", "a.yaml", "--fresh")
    #expect(runs(place) == 15)
    try place.write("a.yaml", Self.manifest + "cache: false\n")
    try git(place, "commit", "-am", "three")
    _ = try await place.tune("run", "a.yaml", "--fresh")
    _ = try await place.tune("run", "a.yaml", "--fresh")
    #expect(runs(place) == 25)
  }

  @Test func `what was good elsewhere is tried first`() async throws {
    let place = try Workplace()
    try place.write("train.sh", Self.train)
    try place.write("old.yaml", Self.manifest.replacingOccurrences(of: "trials: 5", with: "trials: 30"))
    _ = try await place.tune("run", "old.yaml")
    try place.write(
      "new.yaml",
      """
      warm_start: [old.yaml]
      \(Self.manifest.replacingOccurrences(of: "seed: 2", with: "seed: 9").replacingOccurrences(of: "trials: 5", with: "trials: 12"))
      """
    )
    let result = try await place.tune("run", "new.yaml")
    #expect(result.code == 0, "\(result)")
    let proposals = try (1...12).map { try #require(try place.record("new", $0)["proposal"] as? [String: Any]) }
    let transferred = proposals.filter { $0["phase"] as? String == "transfer" }
    #expect(transferred.count == 3)
    #expect((transferred.first?["why"] as? String)?.contains("of old.yaml") == true)
    let first = try #require((try place.record("new", 1)["parameters"] as? [String: Any])?["x"] as? Double)
    #expect(abs(first - 0.3) < 0.1)

    try place.write("wrong.yaml", "warm_start: [nowhere.yaml]\n" + Self.manifest)
    let wrong = try await place.tune("run", "wrong.yaml")
    #expect(wrong.code == 1)
    #expect(wrong.errors.contains("nowhere.yaml"))
  }

  @Test func `the experiment ends when what it costs is spent`() async throws {
    let place = try Workplace()
    try place.write("train.sh", Self.train + "echo dollars: 2\n")
    try place.write(
      "a.yaml",
      Self.manifest.replacingOccurrences(of: "trials: 5", with: "trials: 50, cost: {metric: dollars, limit: 9}")
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    #expect(runs(place) == 5)
    #expect(try place.read("a/report.md").contains("dollars 10.0 of the budget are spent"))
  }

  @Test func `the experiment ends when its model sees nothing left to gain`() async throws {
    let place = try Workplace()
    try place.write("train.sh", Self.train.replacingOccurrences(of: "+ s / 1e12", with: ""))
    try place.write(
      "a.yaml",
      Self.manifest.replacingOccurrences(of: "trials: 5", with: "trials: 60, improvement: 0.01")
        .replacingOccurrences(of: "strategy: random", with: "strategy: gp")
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    #expect((6..<40).contains(runs(place)))
    #expect(try place.read("a/report.md").contains("no trial is expected to be better"))
  }
}

@Suite struct PolicyTests {
  @Test func `a policy is learned from experiments and used in another one`() async throws {
    let place = try Workplace()
    let manifest = """
      tune: 1
      train: {command: [sh, -c, "echo loss: $TUNE_PARAM_X"]}
      parameters: {x: {type: float, min: 0, max: 1}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random, seed: 2}
      budget: {trials: 16}

      """
    try place.write("a.yaml", manifest)
    _ = try await place.tune("run", "a.yaml")
    let learned = try await place.tune("policy", "a.yaml", "--output", "policy.json")
    #expect(learned.code == 0, "\(learned)")
    #expect(learned.output.contains("16 trials"))
    let search = "search: {strategy: reinforcement, policy: policy.json}"
    try place.write("b.yaml", manifest.replacingOccurrences(of: "search: {strategy: random, seed: 2}", with: search))
    let used = try await place.tune("run", "b.yaml")
    #expect(used.code == 0, "\(used)")
    try place.write("policy.json", "{\"reinforcement_policy\": 1}")
    let damaged = try await place.tune("run", "b.yaml", "--fresh")
    #expect(damaged.code != 0)
    #expect(damaged.errors.contains("damaged"), "\(damaged)")
    #expect(try await place.tune("policy", "a.yaml", "-o", "c.json", "--from", "nowhere.json").code != 0)
  }
}
