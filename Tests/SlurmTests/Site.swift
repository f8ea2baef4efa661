import Foundation
import Subprocess
import SystemPackage
import Testing

/// A folder with an experiment, and the tool as users run it there.
final class Site: Sendable {
  let folder: FilePath
  let cluster: Cluster

  static let tool = Bundle.main.bundlePath.isEmpty ? "" : Site.productFolder + "/swift-tune"

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

  func read(_ name: String) -> String? {
    try? String(contentsOfFile: folder.pushing(FilePath(name)).string, encoding: .utf8)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.pushing(FilePath(name)).string) }

  /// An experiment that runs a shell script for each trial, with `x` from 0 to 1 as its argument.
  func experiment(
    _ name: String = "a",
    trials: Int,
    _ script: String,
    launcher: String = "workers: 6",
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
      \(launcher.isEmpty ? "" : "launcher: {slurm: {poll: 1s, lost_after: 8s, \(launcher)}}")
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
    kill(try #require(Int32(text)), number)
  }

  func record(_ experiment: String, _ trial: Int) throws -> [String: Any] {
    let path = "\(experiment)/trials/\(String(format: "%04d", trial))/trial.json"
    let data = try Data(contentsOf: URL(fileURLWithPath: folder.pushing(FilePath(path)).string))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  func states(of experiment: String = "a", _ trials: ClosedRange<Int>) throws -> [String] {
    try trials.map { try record(experiment, $0)["state"] as? String ?? "none" }
  }

  /// Whether a file of one of the trials' last submissions exists.
  func submissions(_ experiment: String = "a", _ trial: Int) -> [String] {
    let path = "\(experiment)/trials/\(String(format: "%04d", trial))/slurm"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder.pushing(FilePath(path)).string)) ?? [])
      .sorted()
  }

  /// The number of a trial's job.
  func job(_ experiment: String = "a", _ trial: Int, _ submission: String = "1.1") -> String? {
    let path = "\(experiment)/trials/\(String(format: "%04d", trial))/slurm/\(submission)/job.json"
    guard let data = read(path)?.data(using: .utf8) else { return nil }
    return (try? JSONSerialization.jsonObject(with: data) as? [String: Any])?["id"] as? String
  }
}
