import Foundation
import SystemPackage
import Testing

@testable import TuneExecution

/// The controller, the nodes' daemons, nodes and the tuner are killed at random moments, for as many seconds as
/// `SWIFT_TUNE_CHAOS` says (300).
@Suite(.enabled(if: Cluster.isPatient), .timeLimit(.minutes(30))) struct ChaosTests {
  private static let trials = 300
  private static let seconds = Double(ProcessInfo.processInfo.environment["SWIFT_TUNE_CHAOS"] ?? "") ?? 300

  @Test(arguments: ["job", "workers"]) func `whatever is killed, every trial ends once`(mode: String) async throws {
    try await Cluster.with("chaos-\(mode)", alone: true) { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: Self.trials,
        // So long that trials run for as long as there is chaos.
        "sleep \(max(0.2, Self.seconds / 60)); echo job: $SLURM_JOB_ID; echo loss: $1",
        launcher: "mode: \(mode), workers: 6"
      )
      try site.experiment("local", trials: Self.trials, "echo loss: $1", launcher: "")
      let administrator = cluster.administrator()
      defer { administrator.cancel() }
      let tuner = Task { try await tuned(site) }
      var chaos = Chaos(cluster, site)
      try await chaos.reign(for: Self.seconds)
      try await cluster.start()
      let result = try await tuner.value
      print("  \(mode): \(chaos.words); \(result.starts) tuners")
      #expect(result.code == 0, "\(result.output)")

      try await eventually("no job left") { try await cluster.jobs().isEmpty }
      #expect(try await site.tune("run", "local.yaml", "-q").code == 0)
      var losses: [Double] = []
      var orders: Set<Int> = []
      let kept = Kept(cluster, site, mode)
      for trial in 1...Self.trials {
        let (record, local) = (try site.record("a", trial), try site.record("local", trial))
        #expect(record["state"] as? String == "completed", "trial \(trial): \(record["failure"] ?? ""); \(kept.words)")
        #expect(record["parameters"] as? NSObject == local["parameters"] as? NSObject)
        #expect((record["attempts"] as? [Any])?.count == 1, "trial \(trial)")
        orders.insert(record["order"] as? Int ?? -trial)
        guard record["state"] as? String == "completed" else { continue }
        let metrics = try #require(record["metrics"] as? [String: Double])
        losses.append(try #require(metrics["loss"]))
        // Of the runs that there were the last one counts, and only that.
        let last = try #require(site.submissions("a", trial).max { Self.number($0) < Self.number($1) })
        #expect(site.started(trial, last)?["id"] as? String == metrics["job"].map { String(Int($0)) })
      }
      #expect(orders == Set(1...Self.trials))
      #expect(namesInDirectory(site.folder.pushing("a/trials")).count == Self.trials)

      let rows = try #require(site.read("a/trials.csv")).split(whereSeparator: \.isNewline)
      #expect(rows.count == Self.trials + 1)
      let status = try await site.tune("status", "a.yaml", "--json")
      let object = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any]
      #expect((object?["best"] as? [String: Any])?["value"] as? Double == losses.min(), "\(status.output)")
      let report = site.read("a/report.md")
      #expect(try await site.tune("report", "a.yaml").code == 0)
      #expect(site.read("a/report.md") == report)
    }
  }

  private static func number(_ submission: String) -> Int { Int(submission.split(separator: ".").last ?? "") ?? 0 }

  /// Runs the experiment to its end, again whenever its tuner was killed.
  private func tuned(_ site: Site) async throws -> (code: Int32?, output: String, starts: Int) {
    var starts = 0
    while true {
      starts += 1
      let result = try await site.start(["run", "a.yaml", "--plain"]).value
      if let code = result.code { return (code, result.output, starts) }
    }
  }
}

/// What Slurm's daemons and the experiment have written, once a trial went wrong: it cannot be made to go wrong again.
private final class Kept {
  private let folders: [FilePath]
  private let target: FilePath

  init(_ cluster: Cluster, _ site: Site, _ mode: String) {
    folders = [cluster.folder.appending("log"), site.folder]
    target = FilePath("/tmp/swift-tune-chaos-\(mode)-\(ProcessInfo.processInfo.processIdentifier)")
  }

  /// Copies everything at first.
  lazy var words: String = {
    try? FileManager.default.createDirectory(atPath: target.string, withIntermediateDirectories: true)
    for folder in folders {
      let copy = target.appending(folder.lastComponent?.string ?? "")
      try? FileManager.default.copyItem(atPath: folder.string, toPath: copy.string)
    }
    return "all there was to read is in \(target)"
  }()
}

/// What is killed, and when.
private struct Chaos {
  private let cluster: Cluster
  private let site: Site
  private var random = SystemRandomNumberGenerator()
  private var kills: [String: Int] = [:]

  init(_ cluster: Cluster, _ site: Site) {
    self.cluster = cluster
    self.site = site
  }

  var words: String { kills.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ") }

  mutating func reign(for seconds: Double) async throws {
    let end = steadySeconds() + seconds
    while steadySeconds() < end {
      try await Task.sleep(for: .seconds(Double.random(in: 0.5...6, using: &random)))
      let node = "n\(Int.random(in: 1...3, using: &random))"
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<3: try kill("slurmctld")
      case 3..<6: try kill("slurmd-\(node)")
      case 6:
        try kill("slurmd-\(node)")
        try await cluster.killStepManagers(of: node)
        kills["step managers", default: 0] += 1
      default:
        // Between two tuners there is none.
        guard site.exists("pid") else { continue }
        try site.signal(SIGKILL)
        kills["tuner", default: 0] += 1
      }
      try await Task.sleep(for: .seconds(Double.random(in: 0...6, using: &random)))
      try await cluster.revive()
    }
  }

  private mutating func kill(_ daemon: String) throws {
    try cluster.kill(daemon)
    kills[daemon, default: 0] += 1
  }
}
