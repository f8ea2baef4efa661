import Foundation
import Subprocess
import SystemPackage
import Testing

/// A small package that depends on this one by path; the build folder is shared by all fixtures.
final class Fixture: Sendable {
  let folder: URL

  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  init() throws {
    // One place for all, so that the second fixture finds everything built.
    folder = Fixture.root.appendingPathComponent(".build/plugin-tests/fixture")
    let manager = FileManager.default
    for name in ["experiments", "Sources"] { try? manager.removeItem(at: folder.appendingPathComponent(name)) }
    try manager.createDirectory(at: folder.appendingPathComponent("experiments"), withIntermediateDirectories: true)
    try write(
      "Package.swift",
      """
      // swift-tools-version: 6.2
      import PackageDescription

      let package = Package(
        name: "fixture",
        dependencies: [.package(name: "swift-tune", path: "\(Fixture.root.path)")],
        targets: [.executableTarget(name: "App")]
      )

      """
    )
    try write(
      "Sources/App/App.swift",
      """
      @main enum App {
        static func main() {
          let x = CommandLine.arguments.count > 1 ? Double(CommandLine.arguments[1]) ?? 0 : 0
          print("loss: \\((x - 0.3) * (x - 0.3))")
        }
      }

      """
    )
  }

  /// Runs `swift package tune …` as a person would; its process is the one whose id is in the file `pid`.
  func tune(_ arguments: String..., environment: [String: String] = [:]) async throws -> (
    succeeded: Bool, output: String
  ) {
    var variables: [Environment.Key: String?] = ["CI": "1"]
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    var options = PlatformOptions()
    options.createSession = true
    let result = try await run(
      .path("/bin/sh"),
      arguments: Arguments(
        ["-c", "echo $$ > pid; exec swift package --scratch-path ../build tune \"$@\"", "sh"] + arguments
      ),
      environment: .inherit.updating(variables),
      workingDirectory: FilePath(folder.path),
      platformOptions: options,
      output: .string(limit: 8 << 20),
      error: .combinedWithOutput
    )
    return (result.terminationStatus.isSuccess, result.standardOutput)
  }

  func write(_ path: String, _ text: String) throws {
    let url = folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  func state(_ results: String, _ trial: Int) throws -> String? {
    let path = "\(results)/trials/\(String(format: "%04d", trial))/trial.json"
    let data = try Data(contentsOf: folder.appendingPathComponent(path))
    return (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["state"] as? String
  }

  /// Waits for the tool's lock, which ends with the tool.
  func waitUntilUnlocked(_ results: String) async throws {
    let lock = folder.appendingPathComponent("\(results)/.lock").path
    _ = try await run(
      .name("flock"),
      arguments: ["--timeout", "10", lock, "true"],
      output: .discarded,
      error: .discarded
    )
  }

  /// Processes of trials of this fixture.
  func processes() -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    let mark = Data("TUNE_TRIAL_DIR=\(folder.path)".utf8)
    return names.compactMap(Int32.init).filter { id in
      FileManager.default.contents(atPath: "/proc/\(id)/environ")?.range(of: mark) != nil
    }
  }
}
