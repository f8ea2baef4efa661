import Foundation
import Testing

@Suite struct RunTests {
  /// Prints a loss that depends on the parameters alone.
  static let manifest = """
    tune: 1
    train: {command: [sh, train.sh, "{x}", "{n}"]}
    parameters:
      x: {type: float, min: -1, max: 1, default: 0.9}
      n: {type: int, min: 0, max: 20}
    objective: {metric: loss, direction: minimize}
    search: {strategy: random, seed: 5}
    budget: {trials: 8}

    """
  static let train = """
    awk -v x="$1" -v n="$2" 'BEGIN { for (i = 1; i <= 3; i++) print "step: " i " loss: " x*x + (n-4)*(n-4) + 1/i }'

    """

  @Test func `from a manifest to a report, and on from there`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.train)
    let first = try await place.tune("run", "a.yaml")
    #expect(first.code == 0, "\(first)")
    #expect(first.output.contains("Best loss"))
    #expect(try place.read("a/report.md").hasPrefix("# a: loss"))
    #expect(try place.read("a/trials.csv").split(whereSeparator: \.isNewline).count == 9)
    #expect(try place.read("a/metrics.csv").split(whereSeparator: \.isNewline).count == 1 + 8 * 3)
    #expect(try place.read("a/plots/history.svg").contains("<svg"))
    #expect(place.exists("a/best/parameters.json"))
    #expect((try place.record("a", 1)["parameters"] as? [String: Any])?["x"] as? Double == 0.9)

    let again = try await place.tune("run", "a.yaml")
    #expect(again.code == 0)
    #expect(again.output.contains("nothing left to do"))

    let more = try await place.tune("run", "a.yaml", "--trials", "+3")
    #expect(more.code == 0)
    #expect(try place.read("a/trials.csv").split(whereSeparator: \.isNewline).count == 12)
  }

  @Test func `trials whose records a machine lost when it stopped are run again`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.train)
    #expect(try await place.tune("run", "a.yaml").code == 0)
    let whole = try withoutTimes(place.read("a/trials.csv"))
    try place.write("a/trials/0003/trial.json", "")
    try place.write("a/trials/0008/trial.json", String(repeating: "\0", count: 400))
    #expect(try await place.tune("status", "a.yaml").output.contains("6/8"))
    let again = try await place.tune("run", "a.yaml")
    #expect(again.code == 0, "\(again)")
    #expect(again.output.contains("the records of 2 trials are empty"))
    #expect(try withoutTimes(place.read("a/trials.csv")).count == whole.count)
    #expect(try place.record("a", 3)["state"] as? String == "completed")
  }

  @Test func `a report made again is the same, byte by byte`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.train)
    _ = try await place.tune("run", "a.yaml")
    let files = ["report.md", "trials.csv", "metrics.csv", "plots/history.svg"]
    let before = try files.map { try place.read("a/\($0)") }
    for file in files { try FileManager.default.removeItem(at: place.folder.appendingPathComponent("a/\(file)")) }
    #expect(try await place.tune("report", "a").code == 0)
    #expect(try files.map { try place.read("a/\($0)") } == before)
  }

  @Test func `nothing that is meant for git names this machine`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest.replacingOccurrences(of: "trials: 8", with: "trials: 3"))
    try place.write("train.sh", "echo \"cannot open $PWD/data.csv and $TUNE_TRIAL_DIR/x\" >&2; exit 3\n")
    #expect(try await place.tune("run", "a.yaml").code == 1)
    for file in ["report.md", "trials.csv", "metrics.csv", "trials/0001/trial.json"] {
      let text = try place.read("a/\(file)")
      #expect(!text.contains(place.folder.path), "\(file)")
      #expect(!text.contains(ProcessInfo.processInfo.hostName), "\(file)")
    }
    #expect(
      try place.record("a", 1)["failure"] as? String == "exit status 3: cannot open data.csv and a/trials/0001/x"
    )
  }

  @Test func `a larger budget in the manifest continues, and equals one run`() async throws {
    let place = try Workplace()
    try place.write("train.sh", Self.train)
    try place.write("whole.yaml", "name: e1\n" + Self.manifest)
    try place.write("parts.yaml", "name: e2\n" + Self.manifest.replacingOccurrences(of: "trials: 8", with: "trials: 3"))
    _ = try await place.tune("run", "whole.yaml", "parts.yaml")
    try place.write("parts.yaml", "name: e2\n" + Self.manifest)
    _ = try await place.tune("run", "parts.yaml")
    #expect(try withoutTimes(place.read("e1/trials.csv")) == withoutTimes(place.read("e2/trials.csv")))
  }

  @Test func `a log is not filled with what fails for the same reason`() async throws {
    let place = try Workplace()
    let budget = "budget: {trials: 30, failures: 30}"
    try place.write("a.yaml", Self.manifest.replacingOccurrences(of: "budget: {trials: 8}", with: budget))
    try place.write("train.sh", "echo \"no value $(( TUNE_TRIAL / 10 ))\" >&2; exit 3\n")
    let start = ContinuousClock.now
    let result = try await place.tune("run", "a.yaml")
    let seconds = Int((ContinuousClock.now - start).components.seconds)
    let lines = result.output.split(separator: "\n").filter { $0.contains(" failed: exit status 3") }
    #expect(result.output.contains("30 trials in a row failed"))
    // One for each of the four reasons, and one every two seconds.
    #expect(lines.count >= 4 && lines.count <= 5 + seconds / 2, "\(lines)")
  }

  @Test func `two tools on one experiment: the second is told of the first`() async throws {
    let place = try Workplace()
    // The train command starts the second tool itself.
    try place.write("train.sh", "\"$TOOL\" run a.yaml > second.txt 2>&1; echo $? > code.txt; echo loss: 1\n")
    try place.write("a.yaml", Self.manifest.replacingOccurrences(of: "trials: 8", with: "trials: 1"))
    let result = try await place.tune("run", "a.yaml", environment: ["TOOL": Workplace.tool.path])
    #expect(result.code == 0)
    #expect(try place.read("code.txt") == "3\n")
    #expect(try place.read("second.txt").contains("is in use by process"))
  }

  @Test func `fresh sets earlier results aside`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.train)
    _ = try await place.tune("run", "a.yaml")
    let before = try place.read("a/trials.csv")
    #expect(try await place.tune("run", "a.yaml", "--fresh").code == 0)
    #expect(try place.read("a.old/trials.csv") == before)
    #expect(try withoutTimes(place.read("a/trials.csv")) == withoutTimes(before))
  }

  @Test func `a changed input is told, and in the records`() async throws {
    let place = try Workplace()
    try place.write("train.sh", Self.train)
    try place.write("data.csv", "1,2\n")
    let manifest = Self.manifest + "prepare: {command: [sh, -c, \"echo again >> prepared.txt\"], inputs: [data.csv]}\n"
    try place.write("a.yaml", manifest.replacingOccurrences(of: "trials: 8", with: "trials: 2"))
    #expect(try await place.tune("run", "a.yaml").code == 0)
    _ = try await place.tune("run", "a.yaml", "--trials", "+1")
    #expect(try place.read("prepared.txt") == "again\n")
    try place.write("data.csv", "1,3\n")
    let changed = try await place.tune("run", "a.yaml", "--trials", "+1")
    #expect((changed.output + changed.errors).contains("'data.csv' has changed since 3 of the 3 trials"))
    #expect(try place.read("prepared.txt") == "again\nagain\n")
    let inputs = try (1...4).map { number in
      (try place.record("a", number)["provenance"] as? [String: Any])?["inputs"] as? [String: String]
    }
    #expect(inputs[0] == inputs[2])
    #expect(inputs[3] != inputs[2])
  }

  @Test func `parallel trials see devices of their own`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      """
      tune: 1
      train: {command: [sh, -c, "echo devices=$CUDA_VISIBLE_DEVICES >&2; echo $CUDA_VISIBLE_DEVICES > $TUNE_TRIAL_DIR/devices; echo loss: 1"]}
      parameters: {x: {type: float, min: 0, max: 1}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random}
      budget: {trials: 8}
      parallel: 2
      resources: {gpus: 2, of: 4}

      """
    )
    #expect(try await place.tune("run", "a.yaml").code == 0)
    let seen = try (1...8).map { try place.read("a/trials/000\($0)/devices") }
    #expect(Set(seen) == ["0,1\n", "2,3\n"])
    // Of the devices that we are given ourselves.
    #expect(
      try await place.tune("run", "a.yaml", "--fresh", environment: ["CUDA_VISIBLE_DEVICES": "3,5,6,7"]).code == 0
    )
    let given = try (1...8).map { try place.read("a/trials/000\($0)/devices") }
    #expect(Set(given) == ["3,5\n", "6,7\n"])
  }

  @Test func `the prepare step may make the folder that the train command runs in`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      """
      tune: 1
      prepare: {command: [sh, -c, 'mkdir -p work && echo "echo loss: 1" > work/train.sh']}
      train: {command: [sh, train.sh], directory: work}
      parameters: {x: {type: int, min: 1, max: 2}}
      objective: {metric: loss, direction: minimize}

      """
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
  }
}
