import Foundation
import Testing

@Suite struct PopulationTests {
  private static let manifest = """
    tune: 1
    train: {command: [sh, train.sh, "{rate}", "{budget}"]}
    parameters: {rate: {type: float, min: 1e-3, max: 1, scale: log}}
    objective: {metric: loss, direction: minimize}
    search: {strategy: population, members: 4, interval: 5, steps: 20, seed: 3}
    parallel: 4

    """
  /// Gradient steps under noise, from its checkpoint on.
  private static let train = """
    mkdir -p "$TUNE_CHECKPOINT"
    state=$(cat "$TUNE_CHECKPOINT/state" 2>/dev/null || echo "100 0")
    awk -v r="$1" -v n="$2" -v s="$state" 'BEGIN {
      split(s, a, " "); x = a[1]
      for (i = a[2] + 1; i <= n; i++) { x = x * (1 - r) * (1 - r) + 4 * r * r; print "step: " i " loss: " x }
      print x, n > ENVIRON["TUNE_CHECKPOINT"] "/state"
    }'

    """

  @Test func `members go on from copies of checkpoints, and the report shows the schedule`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.train)
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    #expect(result.output.contains("nothing is left to try"))
    for number in 5...16 {
      let record = try place.record("a", number)
      #expect(record["state"] as? String == "completed")
      let proposal = try #require(record["proposal"] as? [String: Any])
      let parent = try #require(proposal["continues"] as? Int)
      let budget = try #require(proposal["budget"] as? Int)
      // It trained only the steps that were missing.
      let series = try #require(
        ((record["attempts"] as? [[String: Any]])?.first?["series"] as? [String: Any])?["loss"] as? [String: Any]
      )
      #expect(series["steps"] as? [Int] == Array(budget - 4...budget))
      // The parent's checkpoint is as the parent left it.
      let state = try place.read(String(format: "a/trials/%04d/checkpoint/state", parent))
      #expect(state.hasSuffix(" \(budget - 5)\n"))
    }
    let schedule = try place.read("a/schedule.csv").split(separator: "\n")
    #expect(schedule.count == 5)
    #expect(schedule.first == "from,to,trial,param.rate,metric.loss")
    #expect(try place.read("a/report.md").contains("## The schedule behind the best trial"))
    #expect(place.exists("a/plots/lineage.svg"))
    #expect(try await place.tune("run", "a.yaml").output.contains("nothing left to do"))
  }

  @Test func `a command that saves no checkpoint is told so`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", "echo loss: 1\n")
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 1 || result.code == 0)
    #expect(try place.read("a/report.md").contains("left no checkpoint to go on from"))
  }
}
