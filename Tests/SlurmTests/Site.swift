import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import TuneExecution

/// A folder with an experiment, and the tool as users run it there.
final class Site: Sendable {
  let folder: FilePath
  let cluster: Cluster

  /// The one that `SWIFT_TUNE_TOOL` names, such as that of a release; else the one that was built with the tests.
  static let tool =
    ProcessInfo.processInfo.environment["SWIFT_TUNE_TOOL"] ?? Site.productFolder + "/swift-tune"

  private static var productFolder: String {
    // The folder of the test bundle, which is that of all products.
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("swift-tune").path), folder.path != "/"
    {
      folder = folder.deletingLastPathComponent()
    }
    return folder.path
  }

  init(_ cluster: Cluster) throws {
    self.cluster = cluster
    folder = FilePath("/tmp/swift-tune-site-\(UInt32.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder.string) }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: folder.appending(name).string, atomically: true, encoding: .utf8)
  }

  /// Writes a shell script that can be run by its path.
  func program(_ name: String, _ script: String) throws {
    let path = folder.pushing(FilePath(name))
    try FileManager.default.createDirectory(
      atPath: path.removingLastComponent().string,
      withIntermediateDirectories: true
    )
    try write(name, "#!/bin/bash\n\(script)\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.string)
  }

  func read(_ name: String) -> String? {
    try? String(contentsOfFile: folder.pushing(FilePath(name)).string, encoding: .utf8)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.pushing(FilePath(name)).string) }

  /// Waits until a file is there. The system tells when to look.
  func appears(_ name: String, within seconds: Double = 60, at line: Int = #line) async throws {
    let alarm = Alarm()
    let end = steadySeconds() + seconds
    while true {
      var place = folder.pushing(FilePath(name)).removingLastComponent()
      while FileIdentity(place) == nil { place.removeLastComponent() }
      let bell = FolderBell(place, alarm)
      // Only now: what came before the bell was hung does not ring.
      if exists(name) { return }
      guard steadySeconds() < end else {
        throw Cluster.Problem(words: "line \(line): not within \(seconds) s: the file \(name)")
      }
      // A folder on the way may have come before its own bell.
      await alarm.wait(min(1, end - steadySeconds()))
      withExtendedLifetime(bell) {}
    }
  }

  /// A trial's own file, below the experiment's folder.
  static func file(_ trial: Int, _ name: String, of experiment: String = "a") -> String {
    "\(experiment)/trials/\(String(format: "%04d", trial))/\(name)"
  }

  /// An experiment that runs a shell script for each trial, with `x` from 0 to 1 as its argument.
  func experiment(
    _ name: String = "a",
    trials: Int,
    _ script: String,
    launcher: String = "workers: 6",
    poll: String = "1s",
    lostAfter: String = "8s",
    more: String = ""
  ) throws {
    try write("\(name).sh", script)
    try write(
      "\(name).yaml",
      """
      tune: 1
      train: {command: [bash, \(name).sh, "{x}"], grace: 1s}
      parameters:
        x: {type: float, min: 0, max: 1}
      objective: {metric: loss, direction: minimize}
      budget: {trials: \(trials)}
      search: {strategy: random, seed: 7}
      \(launcher.isEmpty ? "" : "launcher: {slurm: {poll: \(poll), lost_after: \(lostAfter), \(launcher)}}")
      \(more)

      """
    )
  }

  struct Result {
    var code: Int32?
    var output: String
  }

  func tune(_ arguments: String..., environment: [String: String] = [:]) async throws -> Result {
    try await start(arguments, environment: environment, pid: "pid.other").value
  }

  /// Starts the tool; its process is the one whose number is in the file `pid`.
  func start(_ arguments: [String], environment: [String: String] = [:], pid: String = "pid") -> Task<Result, any Error>
  {
    var keys: [Environment.Key: String?] = ["CI": "1"]
    for (name, value) in cluster.environment.merging(environment, uniquingKeysWith: { $1 }) {
      keys[Environment.Key(stringLiteral: name)] = value
    }
    let variables = keys
    let folder = folder
    return Task {
      var options = PlatformOptions()
      options.createSession = true
      let result = try await Subprocess.run(
        .path("/bin/sh"),
        arguments: Arguments(["-c", "echo $$ > \(pid); exec \"$0\" \"$@\"", Site.tool] + arguments),
        environment: .inherit.updating(variables),
        workingDirectory: folder,
        platformOptions: options,
        output: .string(limit: 4 << 20),
        error: .combinedWithOutput
      )
      if case .exited(let code) = result.terminationStatus {
        return Result(code: code, output: result.standardOutput)
      }
      return Result(code: nil, output: result.standardOutput)
    }
  }

  func signal(_ number: Int32) throws {
    let text = try #require(read("pid")).trimmingCharacters(in: .whitespacesAndNewlines)
    let processID = try #require(Int32(text))
    guard Cluster.holds("SLURM_CONF=\(cluster.folder)/slurm.conf", in: processID) else { return }
    kill(processID, number)
  }

  func record(_ experiment: String, _ trial: Int) throws -> [String: Any] {
    let path = "\(experiment)/trials/\(String(format: "%04d", trial))/trial.json"
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.pushing(FilePath(path)).string))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  func states(of experiment: String = "a", _ trials: ClosedRange<Int>) throws -> [String] {
    try trials.map { try record(experiment, $0)["state"] as? String ?? "none" }
  }

  /// Waits until a trial's record says that it has ended.
  func ends(_ trial: Int, of experiment: String = "a", within seconds: Double = 60, at line: Int = #line) async throws {
    let alarm = Alarm()
    let bell = FolderBell(folder.pushing(FilePath(Site.file(trial, "", of: experiment))), alarm)
    let end = steadySeconds() + seconds
    while ["none", "running", "interrupted"].contains(try record(experiment, trial)["state"] as? String ?? "none") {
      guard steadySeconds() < end else {
        throw Cluster.Problem(words: "line \(line): not within \(seconds) s: the end of trial \(trial)")
      }
      await alarm.wait(min(1, end - steadySeconds()))
    }
    withExtendedLifetime(bell) {}
  }

  /// What a job has written when it began.
  func started(_ trial: Int, _ submission: String) -> [String: Any]? {
    object(Site.file(trial, "slurm/\(submission)/started.json"))
  }

  /// The node on which a trial of the experiment `a` runs or ran.
  func node(_ trial: Int, _ submission: String = "1.1") -> String? { started(trial, submission)?["node"] as? String }

  /// The tool's own process on the node, which is this machine.
  func nodeProcess(_ trial: Int, _ submission: String = "1.1") -> Int32? {
    let job = folder.pushing(FilePath(Site.file(trial, "slurm/\(submission)"))).string
    return namesInDirectory("/proc").compactMap { Int32($0) }.first { number in
      guard let words = smallFile(FilePath("/proc/\(number)/cmdline")) else { return false }
      let arguments = words.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return arguments.count == 3 && arguments[1] == "node" && arguments[2] == job
    }
  }

  /// Whether a file of one of the trials' last submissions exists.
  func submissions(_ experiment: String = "a", _ trial: Int) -> [String] {
    let path = "\(experiment)/trials/\(String(format: "%04d", trial))/slurm"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder.pushing(FilePath(path)).string)) ?? [])
      .sorted()
  }

  /// The number of a trial's job.
  func job(_ experiment: String = "a", _ trial: Int, _ submission: String = "1.1") -> String? {
    job(in: Site.file(trial, "slurm/\(submission)", of: experiment))
  }

  /// The number of the job that has this folder.
  func job(in folder: String) -> String? { object("\(folder)/job.json")?["id"] as? String }

  private func object(_ name: String) -> [String: Any]? {
    read(name).flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
  }
}
