import Foundation
import Testing

@Suite struct PruningTests {
  /// Learns for nine steps; how well is decided by x from the first on.
  private static let manifest = """
    tune: 1
    train: {command: [sh, train.sh, "{x}", "{budget}"]}
    parameters: {x: {type: float, min: 0, max: 1}}
    objective: {metric: loss, direction: minimize}
    search: {strategy: random, seed: 2}
    budget: {trials: 12}
    prune: {strategy: asha, budget: {min: 1, max: 9}, reduction: 3}

    """
  private static let train = """
    awk -v x="$1" -v n="$2" 'BEGIN { for (i = 1; i <= n; i++) print "step: " i " loss: " x + 1/i }'

    """

  @Test func `trials that fall behind are stopped, and their records say why`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.train)
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    let records = try (1...12).map { try place.record("a", $0) }
    let pruned = records.filter { $0["state"] as? String == "pruned" }
    #expect((4...10).contains(pruned.count))
    for record in pruned {
      let pruning = try #require(record["pruning"] as? [String: Any])
      #expect(pruning["rule"] as? String == "asha")
      let step = try #require(pruning["step"] as? Double)
      #expect([1, 3].contains(step))
      let x = try #require((record["parameters"] as? [String: Any])?["x"] as? Double)
      let loss = try #require((record["metrics"] as? [String: Any])?["loss"] as? Double)
      // As reached at that step, whatever came after.
      #expect(abs(loss - x - 1 / step) < 1e-4)
    }
    // The best of all is not among them.
    let best = records.min {
      ($0["parameters"] as? [String: Any])?["x"] as? Double ?? 1
        < ($1["parameters"] as? [String: Any])?["x"] as? Double ?? 1
    }
    #expect(best?["state"] as? String == "completed")
    #expect(try place.read("a/trials.csv").contains(",pruned,") || place.read("a/trials.csv").contains("pruned"))

    // Again, in another place: the same, whenever the values arrive.
    let other = try Workplace()
    try other.write("a.yaml", Self.manifest)
    try other.write("train.sh", Self.train)
    _ = try await other.tune("run", "a.yaml", "--trials", "5")
    _ = try await other.tune("run", "a.yaml")
    #expect(try withoutTimes(other.read("a/trials.csv")) == withoutTimes(place.read("a/trials.csv")))
  }

  /// Goes on from its checkpoint, which holds the steps done; notes each step that it takes.
  private static let resumable = """
    done=0
    if [ -f "$TUNE_CHECKPOINT/done" ]; then done=$(cat "$TUNE_CHECKPOINT/done"); fi
    mkdir -p "$TUNE_CHECKPOINT"
    for i in $(seq $((done + 1)) $2); do echo $i; done >> "$TUNE_TRIAL_DIR/steps"
    awk -v x="$1" -v n="$2" -v d="$done" 'BEGIN { for (i = d + 1; i <= n; i++) print "step: " i " loss: " x + 1/i }'
    echo $2 > "$TUNE_CHECKPOINT/done"

    """

  @Test func `paused trials go on from their checkpoints when they have earned it`() async throws {
    let manifest = Self.manifest.replacingOccurrences(of: "reduction: 3}", with: "reduction: 3, mode: promote}")
    let place = try Workplace()
    try place.write("a.yaml", manifest)
    try place.write("train.sh", Self.resumable)
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    let records = try (1...12).map { try place.record("a", $0) }
    // One in three of those that reached a rung goes on: 12, 4, 1.
    #expect(records.filter { $0["state"] as? String == "completed" }.count == 1)
    var reached: [Int: Int] = [:]
    for (number, record) in zip(1..., records) {
      let attempts = try #require(record["attempts"] as? [[String: Any]])
      let budgets = attempts.compactMap { $0["budget"] as? Int }
      #expect(budgets == Array([1, 3, 9].prefix(attempts.count)))
      reached[budgets.last ?? 0, default: 0] += 1
      // No step was taken twice.
      let steps = try place.read(String(format: "a/trials/%04d/steps", number)).split(separator: "\n")
      #expect(steps == (1...(budgets.last ?? 1)).map { "\($0)" })
      let x = try #require((record["parameters"] as? [String: Any])?["x"] as? Double)
      let loss = try #require((record["metrics"] as? [String: Any])?["loss"] as? Double)
      #expect(abs(loss - x - 1 / Double(budgets.last ?? 1)) < 1e-4)
      if record["state"] as? String != "completed" {
        #expect(record["state"] as? String == "pruned")
        #expect((record["pruning"] as? [String: Any])?["rule"] as? String == "asha")
      }
    }
    #expect(reached == [1: 8, 3: 3, 9: 1])

    // Killed in the middle of it, it goes on as if it had not been.
    let other = try Workplace()
    try other.write("a.yaml", manifest)
    let deadly = "if [ \"$2\" = 3 ] && [ ! -e died ]; then touch died; kill -9 $PPID; sleep 20; fi\n"
    try other.write("train.sh", deadly + Self.resumable)
    _ = try await other.tune("run", "a.yaml")
    #expect(other.exists("died"))
    #expect(try await other.tune("run", "a.yaml").code == 0)
    #expect(
      try withoutTimes(other.read("a/trials.csv"))
        == withoutTimes(place.read("a/trials.csv"))
    )
  }

  @Test func `a command that is given notice saves its state`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      Self.manifest.replacingOccurrences(of: "reduction: 3}", with: "reduction: 3, notice: 20s}")
    )
    // Trains until it is told to stop: a command that was killed would leave no state.
    try place.write(
      "train.sh",
      """
      awk -v x="$1" 'BEGIN { print "step: 1 loss: " x + 1; fflush() }'
      i=0
      while [ ! -e "$TUNE_TRIAL_DIR/stop" ] && [ $i -lt 40 ]; do sleep 0.05; i=$((i+1)); done
      if [ -e "$TUNE_TRIAL_DIR/stop" ]; then echo saved > "$TUNE_TRIAL_DIR/state"; fi

      """
    )
    _ = try await place.tune("run", "a.yaml", "--parallel", "6")
    let pruned = try (1...12).filter { try place.record("a", $0)["state"] as? String == "pruned" }
    #expect(!pruned.isEmpty)
    for number in pruned {
      let folder = String(format: "a/trials/%04d", number)
      #expect(place.exists("\(folder)/state"), "trial \(number)")
    }
  }

  @Test func `folds are run each in its folder, and the best trials again with fresh seeds`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      """
      tune: 1
      train: {command: [sh, train.sh, "{x}", "{fold}", "{seed}"]}
      parameters: {x: {type: float, min: 0, max: 1}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random, seed: 2}
      budget: {trials: 6}
      repeat: {folds: 3}
      confirm: {top: 2, seeds: 4}
      parallel: 2

      """
    )
    try place.write(
      "train.sh",
      "test \"$2\" = \"$TUNE_FOLD\" && echo $3 > \"$TUNE_TRIAL_DIR/seed\" && awk -v x=\"$1\" -v f=\"$2\" 'BEGIN { print \"loss: \" x + f }'\n"
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    var confirmed = 0
    for number in 1...6 {
      let record = try place.record("a", number)
      let x = try #require((record["parameters"] as? [String: Any])?["x"] as? Double)
      let loss = try #require((record["metrics"] as? [String: Any])?["loss"] as? Double)
      #expect(abs(loss - x - 2) < 1e-4)
      let attempts = try #require(record["attempts"] as? [[String: Any]])
      #expect(Set(attempts.compactMap { $0["fold"] as? Int }) == [1, 2, 3])
      for fold in 1...3 { #expect(place.exists(String(format: "a/trials/%04d/fold-\(fold)/seed", number))) }
      let again = attempts.filter { $0["confirmation"] != nil }
      if !again.isEmpty {
        confirmed += 1
        #expect(again.count == 4)
      }
    }
    #expect(confirmed == 2)
    #expect(try await place.tune("run", "a.yaml").output.contains("nothing left to do"))
  }
}
