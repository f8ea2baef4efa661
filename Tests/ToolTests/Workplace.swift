import Foundation
import Subprocess
import SystemPackage
import Testing

/// A folder of one test's own, and the tools as users run them there. Test modules share this file by symbolic links.
final class Workplace: Sendable {
  let folder: URL

  init() throws {
    let name = "place-\(UUID().uuidString.prefix(8))"
    folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  struct Result {
    var status: TerminationStatus
    var output: String
    var errors: String

    var code: Int32? { if case .exited(let code) = status { code } else { nil } }
  }

  /// Runs the tool to its end.
  func tune(_ arguments: String..., environment: [String: String] = [:]) async throws -> Result {
    try await run(Workplace.tool.path, arguments, environment: environment)
  }

  /// Runs a program, in a session of its own.
  ///
  /// - Parameter program: A path, or a name that is looked up as a shell does.
  func run(
    _ program: String,
    _ arguments: [String],
    in subfolder: String = "",
    environment: [String: String] = [:]
  ) async throws -> Result {
    var variables: [Environment.Key: String?] = ["CI": "1", "COLUMNS": "80"]
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    var options = PlatformOptions()
    options.createSession = true
    let result = try await Subprocess.run(
      program.contains("/") ? .path(FilePath(program)) : .name(program),
      arguments: Arguments(arguments),
      environment: .inherit.updating(variables),
      workingDirectory: FilePath(folder.appendingPathComponent(subfolder).path),
      platformOptions: options,
      output: .string(limit: 4 << 20),
      error: .string(limit: 4 << 20)
    )
    return Result(
      status: result.terminationStatus,
      output: result.standardOutput,
      errors: result.standardError
    )
  }

  func write(_ path: String, _ text: String) throws {
    let url = folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }

  func read(_ path: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  /// A record, as anyone's JSON reader sees it.
  func record(_ experiment: String, _ trial: Int) throws -> [String: Any] {
    let url = folder.appendingPathComponent("\(experiment)/trials/\(String(format: "%04d", trial))/trial.json")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
    return try #require(object as? [String: Any])
  }

  /// Processes that carry this folder's path in their environment: whatever the experiments here started.
  func processes() -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    let mark = Data("TUNE_TRIAL_DIR=\(folder.path)".utf8)
    return names.compactMap(Int32.init).filter { id in
      guard let environment = FileManager.default.contents(atPath: "/proc/\(id)/environ"), !environment.isEmpty else {
        return false
      }
      return environment.range(of: mark) != nil
    }
  }

  static let tool = executable("swift-tune")

  /// One of the package's executables, beside the tests.
  static func executable(_ name: String) -> URL {
    #if os(Linux)
      let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    #else
      let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL ?? Bundle.main.bundleURL
    #endif
    return tests.deletingLastPathComponent().appendingPathComponent(name)
  }
}
