import Foundation
import Testing

/// An experiment small enough to be run some hundred times, and what must be true of it whatever happened to the tool.
struct FaultScene: Sendable, CustomTestStringConvertible {
  var name: String
  var manifest: String
  var testDescription: String { name }

  static let serial = FaultScene(
    name: "one trial at a time",
    manifest: """
      tune: 1
      prepare: {command: [sh, -c, "echo 1 > data"]}
      train: {command: [sh, train.sh, "{x}", "{n}"], timeout: 60s}
      parameters: {x: {type: float, min: -1, max: 1, default: 0.9}, n: {type: int, min: 0, max: 20}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random, seed: 5}
      budget: {trials: 4}

      """
  )

  static let parallel = FaultScene(
    name: "two slots, two runs of each trial",
    manifest: """
      tune: 1
      train: {command: [sh, train.sh, "{x}", "{n}"], timeout: 60s}
      parameters: {x: {type: float, min: -1, max: 1, default: 0.9}, n: {type: int, min: 0, max: 20}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: sobol, seed: 5}
      budget: {trials: 4}
      parallel: 2
      repeat: {seeds: 2}

      """
  )

  static let workers = FaultScene(
    name: "two workers",
    manifest: """
      tune: 1
      train: {command: [sh, worker.sh], mode: worker, timeout: 60s}
      parameters: {x: {type: float, min: 0.001, max: 1}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random, seed: 5}
      budget: {trials: 6}
      parallel: 2

      """
  )

  static let all = [serial, parallel, workers]

  /// Notes that it was started, leaves a file, and prints a loss that depends on the parameters alone.
  private static let train = """
    echo "$TUNE_TRIAL" >> ran
    echo state > "$TUNE_TRIAL_DIR/weights"
    awk -v x="$1" -v n="$2" 'BEGIN { for (i = 1; i <= 3; i++) print "step: " i " loss: " x*x + (n-4)*(n-4) + 1/i }'

    """
  private static let worker = """
    while read -r line; do
      trial=${line#*'"trial":'}
      trial=${trial%%[,\\}]*}
      x=${line#*'"x":'}
      x=${x%%[,\\}]*}
      echo "$trial" >> ran
      echo "{\\"trial\\": $trial, \\"result\\": {\\"loss\\": $x}}"
    done

    """

  func place() throws -> Workplace {
    let place = try Workplace()
    try place.write("a.yaml", manifest)
    try place.write("train.sh", Self.train)
    try place.write("worker.sh", Self.worker)
    return place
  }

  /// What nothing may change: the trials of a run to which nothing happened.
  func undisturbed() async throws -> [String] {
    let place = try place()
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    return try withoutTimes(place.read("a/trials.csv"))
  }
}

/// The state of an experiment between two runs of the tool.
struct FaultState {
  /// Records by number. All of them can be read.
  var records: [Int: [String: Any]] = [:]
  /// How often each trial's command has started.
  var starts: [Int: Int] = [:]

  /// - Parameter results: the results folder.
  init(_ place: Workplace, _ results: String = "a") throws {
    let folder = place.folder.appendingPathComponent("\(results)/trials")
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
      let file = folder.appendingPathComponent("\(name)/trial.json")
      guard let number = Int(name), let bytes = try? Data(contentsOf: file) else { continue }
      records[number] = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any], "\(file.path)")
    }
    for line in ((try? place.read("ran")) ?? "").split(separator: "\n") {
      starts[Int(line) ?? 0, default: 0] += 1
    }
  }

  var completed: [Int] { records.keys.filter { records[$0]?["state"] as? String == "completed" }.sorted() }

  func attempts(_ trial: Int) -> Int { (records[trial]?["attempts"] as? [Any])?.count ?? 0 }

  /// What of a completed trial stays for ever.
  func essence(_ trial: Int) throws -> String {
    let kept = (records[trial] ?? [:]).filter {
      ["state", "order", "parameters", "metrics", "attempts"].contains($0.key)
    }
    return String(decoding: try JSONSerialization.data(withJSONObject: kept, options: .sortedKeys), as: UTF8.self)
  }
}

extension FaultScene {
  /// Ends a tool that hangs, where the system has the means.
  #if os(Linux)
    private static let patience = ["timeout", "100"]
  #else
    private static let patience: [String] = []
  #endif

  /// Runs the tool once more, undisturbed, after something happened to it; and looks whether anything was lost.
  func resumes(
    _ place: Workplace,
    like undisturbed: [String],
    after fault: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let before = try FaultState(place)
    let result = try await place.run("/usr/bin/env", Self.patience + [Workplace.tool.path, "run", "a.yaml"])
    #expect(result.code == 0, "after \(fault): \(result)", sourceLocation: sourceLocation)
    let trials = try withoutTimes(place.read("a/trials.csv"))
    #expect(trials == undisturbed, "after \(fault)", sourceLocation: sourceLocation)
    let after = try FaultState(place)
    for trial in before.completed {
      #expect(
        try after.essence(trial) == before.essence(trial),
        "trial \(trial) had been completed before \(fault)",
        sourceLocation: sourceLocation
      )
      #expect(
        after.starts[trial] == before.starts[trial],
        "trial \(trial) was run again after \(fault)",
        sourceLocation: sourceLocation
      )
    }
    for (trial, starts) in after.starts {
      #expect(
        starts <= after.attempts(trial),
        "trial \(trial) started \(starts) times, not all of them recorded, with \(fault)",
        sourceLocation: sourceLocation
      )
    }
    #expect(place.processes().isEmpty, "after \(fault)", sourceLocation: sourceLocation)
    #expect(litter(place).isEmpty, "after \(fault)", sourceLocation: sourceLocation)
  }

  /// Files that would be committed with the results and that nobody wants.
  private func litter(_ place: Workplace) -> [String] {
    let root = place.folder.appendingPathComponent("a").path
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".tmp") && !$0.hasPrefix(".cache/") }
  }
}
