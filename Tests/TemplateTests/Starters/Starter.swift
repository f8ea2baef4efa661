import Foundation
import Subprocess
import SystemPackage
import Testing

/// A folder in which someone starts from templates, with the tool as users run it.
final class Starter: Sendable {
  let folder: URL

  init() throws {
    let name = "starter-\(UUID().uuidString.prefix(8))"
    folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appendingPathComponent(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  struct Result {
    var code: Int32?
    var output: String
    var errors: String
  }

  func tune(_ arguments: String...) async throws -> Result {
    try await run(.path(FilePath(Starter.tool.path)), arguments)
  }

  /// Runs Python in `experiments/`, where templates' programs are; on one thread, as their manifests do.
  func python(_ arguments: [String], environment: [String: String] = [:]) async throws -> Result {
    let environment = environment.merging(["OMP_NUM_THREADS": "1"]) { given, _ in given }
    return try await run(.name("python3"), arguments, in: "experiments", environment: environment)
  }

  func run(
    _ program: Executable,
    _ arguments: [String],
    in subfolder: String = "",
    environment: [String: String] = [:]
  ) async throws -> Result {
    var variables: [Environment.Key: String?] = ["CI": "1", "COLUMNS": "80"]
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    let result = try await Subprocess.run(
      program,
      arguments: Arguments(arguments),
      environment: .inherit.updating(variables),
      workingDirectory: FilePath(folder.appendingPathComponent(subfolder).path),
      output: .string(limit: 4 << 20),
      error: .string(limit: 4 << 20)
    )
    var code: Int32?
    if case .exited(let value) = result.terminationStatus { code = value }
    return Result(code: code, output: result.standardOutput, errors: result.standardError)
  }

  func read(_ path: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
  }

  /// The rows of a CSV file whose cells hold no commas, by column.
  func rows(_ path: String) throws -> [[String: String]] {
    let lines = try read(path).split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
  }

  /// The tool beside the tests.
  static let tool: URL = {
    #if os(Linux)
      let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      return tests.deletingLastPathComponent().appendingPathComponent("swift-tune")
    #else
      let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL ?? Bundle.main.bundleURL
      return bundle.deletingLastPathComponent().appendingPathComponent("swift-tune")
    #endif
  }()
}
