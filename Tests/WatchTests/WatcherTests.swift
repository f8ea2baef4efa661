import Foundation
import SystemPackage
import Testing

@testable import swift_tune_watch

/// The watcher as people run it, on a folder of its own.
@Suite(.timeLimit(.minutes(10))) struct WatcherTests {
  static let manifest = """
    tune: 1
    train: {command: [sh, -c, "echo loss: $TUNE_PARAM_X"]}
    parameters: {x: {type: float, min: 0, max: 1}}
    objective: {metric: loss, direction: minimize}
    search: {strategy: random}
    budget: {trials: 2}

    """

  @Test func `changes are new manifests and new contents`() throws {
    let folder = try Workplace()
    var changes = ManifestChanges()
    #expect(try changes.look(at: folder.path) == [])
    try folder.write("b.yaml", "1")
    try folder.write("a.yml", "1")
    try folder.write("notes.md", "1")
    #expect(try changes.look(at: folder.path).map(\.lastComponent?.string) == ["a.yml", "b.yaml"])
    #expect(try changes.look(at: folder.path) == [])
    try folder.write("b.yaml", "2")
    #expect(try changes.look(at: folder.path).map(\.lastComponent?.string) == ["b.yaml"])
    try FileManager.default.removeItem(atPath: folder.path.appending("a.yml").string)
    #expect(try changes.look(at: folder.path) == [])
    try folder.write("a.yml", "1")
    #expect(try changes.look(at: folder.path).map(\.lastComponent?.string) == ["a.yml"])
  }

  @Test func `once: runs what is there, and one bad manifest stops no other`() async throws {
    let folder = try Workplace()
    try folder.write("bad.yaml", "tune: 1\nparametres: {}\n")
    try folder.write("good.yaml", Self.manifest)
    let log = try await folder.watch("--once")
    #expect(folder.exists("good/report.md"), "\(log)")
    #expect(try folder.read("bad/errors.md").contains("did you mean 'parameters'?"))
    try folder.write("bad.yaml", Self.manifest)
    _ = try await folder.watch("--once")
    #expect(!folder.exists("bad/errors.md"))
    #expect(folder.exists("bad/report.md"))
  }

  /// A train command changes the manifest, adds another, and at last asks the watcher to end.
  @Test(arguments: [[], ["--poll"]]) func `notices new and changed manifests while it runs, and ends when told`(
    _ options: [String]
  ) async throws {
    let folder = try Workplace()
    let extended = Self.manifest.replacingOccurrences(of: "trials: 2", with: "trials: 4")
    try folder.write(
      "later.txt",
      Self.manifest.replacingOccurrences(of: "echo loss", with: "kill -TERM $PPID; echo loss")
    )
    try folder.write(
      "extended.txt",
      extended.replacingOccurrences(
        of: "echo loss",
        with: "if [ $TUNE_TRIAL = 4 ]; then cp later.txt z.yaml; fi; echo loss"
      )
    )
    let first = Self.manifest.replacingOccurrences(
      of: "echo loss",
      with: "if [ $TUNE_TRIAL = 2 ]; then cp extended.txt a.tmp; mv a.tmp a.yaml; fi; echo loss"
    )
    try folder.write("a.yaml", first)
    let log = try await folder.watch(arguments: options)
    #expect(folder.exists("a/trials/0004/trial.json"), "\(log)")
    #expect(folder.exists("z/trials/0001/trial.json"), "\(log)")
    #expect(folder.exists("z/report.md"))
  }

  @Test func `a second watcher of the folder is refused`() async throws {
    let folder = try Workplace()
    let watcher = Workplace.watcher.path
    try folder.write(
      "a.yaml",
      Self.manifest.replacingOccurrences(
        of: "echo loss",
        with: "\(watcher) . --once 2> second.txt; echo $? > code.txt; echo loss"
      )
    )
    _ = try await folder.watch("--once")
    #expect(try folder.read("code.txt") == "3\n")
    #expect(try folder.read("second.txt").contains("watches '.' already"))
  }
}

extension Workplace {
  fileprivate static let watcher = executable("swift-tune-watch")

  fileprivate var path: FilePath { FilePath(folder.path) }

  fileprivate func watch(_ options: String...) async throws -> String { try await watch(arguments: options) }

  /// Runs the watcher on this folder until it ends; its log.
  fileprivate func watch(arguments: [String]) async throws -> String {
    let result = try await run(Workplace.watcher.path, ["."] + arguments)
    #expect(result.code == 0)
    return result.output + result.errors
  }
}
