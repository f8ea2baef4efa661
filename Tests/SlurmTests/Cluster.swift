import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import TuneExecution

/// A real Slurm of three nodes on this machine; see the script `cluster`. One for all tests that do not say otherwise.
final class Cluster: Sendable {
  let folder: FilePath

  /// Whether tests may start one: they need root and some packages.
  static let isWanted = ProcessInfo.processInfo.environment["SWIFT_TUNE_SLURM"] == "1"
  /// Whether those that take minutes run, too.
  static let isPatient = isWanted && ProcessInfo.processInfo.environment["SWIFT_TUNE_SLURM_LONG"] == "1"

  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("cluster").path

  /// Starts a cluster.
  ///
  /// - Parameter settings: what the script reads from its environment.
  init(_ name: String = "main", settings: [String: String] = [:]) async throws {
    folder = FilePath("/tmp/swift-tune-slurm-\(ProcessInfo.processInfo.processIdentifier)-\(name)")
    try await start(settings)
  }

  /// Starts what does not run, such as a daemon that a test has killed.
  func start(_ settings: [String: String] = [:]) async throws {
    let result = try await Cluster.run(Cluster.script, ["start", folder.string], settings)
    guard result.succeeded else { throw Problem(words: result.errors) }
  }

  /// Starts the daemons that do not run, and does not wait for them.
  func revive() async throws { _ = try await Cluster.run(Cluster.script, ["revive", folder.string]) }

  /// Starts the cluster, runs `body`, and leaves nothing running.
  ///
  /// - Parameter alone: whether no other test may run meanwhile.
  static func with(
    _ name: String,
    settings: [String: String] = [:],
    alone: Bool = false,
    _ body: (Cluster) async throws -> Void
  ) async throws {
    try await Machine.shared.use(alone: alone) {
      let cluster = try await Cluster(name, settings: settings)
      do {
        try await body(cluster)
      } catch {
        await cluster.stop()
        throw error
      }
      await cluster.stop()
    }
  }

  /// Gives nodes back that Slurm has drained, every second until it is cancelled: after its controller was killed it may
  /// tell a node to start what that runs already, or give a number of what it runs to another job, and then mistrusts it.
  func administrator() -> Task<Void, any Error> {
    Task {
      while !Task.isCancelled {
        for node in ["n1", "n2", "n3"] { try await slurm("scontrol", "update", "nodename=\(node)", "state=resume") }
        try await Task.sleep(for: .seconds(1))
      }
    }
  }

  func stop() async {
    _ = try? await Cluster.run(Cluster.script, ["stop", folder.string])
    try? FileManager.default.removeItem(atPath: folder.string)
  }

  struct Problem: Error {
    var words: String
  }

  var environment: [String: String] { ["SLURM_CONF": "\(folder)/slurm.conf"] }

  /// Runs a command of Slurm; what it prints.
  @discardableResult
  func slurm(_ words: String...) async throws -> String {
    try await Cluster.run("/usr/bin/env", words, environment).output
  }

  /// The numbers of all jobs in the queue that are not over, in order.
  func jobs(of prefix: String = "") async throws -> [String] {
    try await slurm("squeue", "--noheader", "--format=%i|%j").split(separator: "\n")
      .filter { $0.split(separator: "|").last?.hasPrefix(prefix) == true }
      .compactMap { $0.split(separator: "|").first.map(String.init) }.sorted()
  }

  /// When the controller last wrote down its jobs.
  var lastSaved: Date {
    let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/state/job_state")
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }

  /// Kills a daemon as a power cut would.
  func kill(_ daemon: String) throws {
    let text = try String(contentsOfFile: "\(folder)/run/\(daemon).pid", encoding: .utf8)
    guard let number = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)),
      Cluster.holds("CLUSTER_DIR=\(folder)", in: number)
    else { return }
    Foundation.kill(number, SIGKILL)
  }

  /// Whether a process has a variable in its environment: numbers of processes that have ended are given to others.
  static func holds(_ variable: String, in processID: Int32) -> Bool {
    let environment = smallFile(FilePath("/proc/\(processID)/environ")) ?? []
    return environment.split(separator: 0).contains { $0.elementsEqual(variable.utf8) }
  }

  /// Kills the step managers of a node.
  func killStepManagers(of node: String) async throws {
    let script =
      "for p in /proc/[0-9]*; do case $(tr '\\0' ' ' <$p/cmdline 2>/dev/null) in "
      + "*slurmstepd*) tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -qx CLUSTER_DIR=\(folder) && "
      + "ls -l $p/fd 2>/dev/null | grep -q spool-\(node) && kill -9 ${p#/proc/};; esac; done; true"
    _ = try await Cluster.run("/bin/sh", ["-c", script])
  }

  static func run(
    _ program: String,
    _ arguments: [String],
    _ variables: [String: String] = [:]
  ) async throws -> (succeeded: Bool, output: String, errors: String) {
    var keys: [Environment.Key: String?] = [:]
    for (name, value) in variables { keys[Environment.Key(stringLiteral: name)] = value }
    let errors = FilePath("/tmp/swift-tune-slurm-errors-\(UInt32.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(atPath: errors.string) }
    // Daemons keep descriptors open; a file does not wait for them.
    let result = try await Subprocess.run(
      .path("/bin/sh"),
      arguments: Arguments(["-c", "exec \"$0\" \"$@\" 2>\(errors)", program] + arguments),
      environment: .inherit.updating(keys),
      output: .string(limit: 16 << 20),
      error: .discarded
    )
    let words = (try? String(contentsOfFile: errors.string, encoding: .utf8)) ?? ""
    return (result.terminationStatus.isSuccess, result.standardOutput, words)
  }
}

/// Waits until something holds.
func eventually(
  within seconds: Double = 60,
  _ what: String,
  at line: Int = #line,
  _ holds: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + .seconds(seconds)
  while try await !holds() {
    guard ContinuousClock.now < end else {
      throw Cluster.Problem(words: "line \(line): not within \(seconds) s: \(what)")
    }
    try await Task.sleep(for: .milliseconds(100))
  }
}

/// One of several things that are tried on a cluster; its failure does not keep the others from being tried.
func scenario(_ name: String, _ body: () async throws -> Void) async {
  let begun = ContinuousClock.now
  do {
    try await body()
  } catch {
    Issue.record("\(name): \(error)")
  }
  print("  \(name): \(ContinuousClock.now - begun)")
}
