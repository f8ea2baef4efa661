import Foundation
import Subprocess
import SystemPackage

/// What swift-tune adds to the work it runs, against the plainest way to run the same work.
///
///     swift run -c release --package-path Benchmarks execution PATH/TO/swift-tune
///
/// - `trials`: 1,000 trials of `true`, two at a time, every record synced, against `seq 1000 | xargs -P2 -n1 true`.
/// - `open`: `status` of an experiment with 10,000 records, against 0.5 s and 200 MB.
@main
struct Execution {
  static func main() async throws {
    guard CommandLine.arguments.count == 2 else {
      print("usage: execution PATH/TO/swift-tune (a release build)")
      exit(64)
    }
    let tool = FilePath(URL(fileURLWithPath: CommandLine.arguments[1]).path)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("swift-tune-benchmark-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // ext4 spreads the folders in one with this flag over the disk; elsewhere the command fails, and nothing is lost.
    _ = try? await run(
      .name("chattr"),
      arguments: ["+T", folder.path],
      output: .discarded,
      error: .discarded
    )
    try await trials(tool, folder)
    try await open(tool, folder)
  }

  static func trials(_ tool: FilePath, _ folder: URL) async throws {
    // A trial needs a metric, so `true` says one: `echo` does otherwise the same.
    let manifest = """
      tune: 1
      train: {command: [echo, "loss: 1"]}
      parameters: {x: {type: float, min: 0, max: 1}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random}
      budget: {trials: 1000}
      parallel: 2
      """
    var ratios: [Double] = []
    print("1,000 trials of `true`, 2 at a time, every record synced; xargs in the same turn:")
    for _ in 1...5 {
      // Beside other experiments, a run reads those as well, for the table of all.
      let place = try quietPlace(in: folder)
      let file = place.appendingPathComponent("trials.yaml")
      try manifest.write(to: file, atomically: true, encoding: .utf8)
      let ours = try await seconds(.path(tool), ["run", "--quiet", file.path], in: folder)
      let theirs = try await seconds(.name("sh"), ["-c", "seq 1000 | xargs -P2 -n1 true"], in: folder)
      ratios.append(ours / theirs)
      print(String(format: "  swift-tune %.3f s   xargs %.3f s   ratio %.2f", ours, theirs, ours / theirs))
    }
    print(String(format: "  median ratio %.2f (goal: below 2)", ratios.sorted()[2]))
  }

  /// A new folder on a part of the disk where no files were deleted lately: ext4 without a journal looks at each of those
  /// for five minutes before it makes another file, and this benchmark deletes many.
  static func quietPlace(in folder: URL) throws -> URL {
    let clock = ContinuousClock()
    let places = try (0..<20).map { _ in
      let place = folder.appendingPathComponent(UUID().uuidString)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
      let time = try clock.measure {
        for number in 0..<50 { try Data().write(to: place.appendingPathComponent("\(number)")) }
      }
      return (place, time)
    }
    return places.min { $0.1 < $1.1 }!.0
  }

  /// An experiment of 10,000 records, made by running 20 and copying them.
  static func open(_ tool: FilePath, _ folder: URL) async throws {
    let file = folder.appendingPathComponent("many.yaml")
    let manifest = """
      tune: 1
      train: {command: [sh, -c, "for i in 1 2 3 4 5; do echo step: $i loss: 0.$i accuracy: 0.$i; done"]}
      parameters: {x: {type: float, min: 0, max: 1}, y: {type: int, min: 1, max: 100}, z: {type: categorical, values: [a, b, c]}}
      objective: {metric: loss, direction: minimize}
      search: {strategy: random}
      budget: {trials: 20}
      """
    try manifest.write(to: file, atomically: true, encoding: .utf8)
    _ = try await seconds(.path(tool), ["run", "--quiet", file.path], in: folder)
    let trials = folder.appendingPathComponent("many/trials")
    for number in 21...10_000 {
      let source = trials.appendingPathComponent(String(format: "%04d/trial.json", (number - 1) % 20 + 1))
      var text = try String(contentsOf: source, encoding: .utf8)
      let original = (number - 1) % 20 + 1
      text = text.replacingOccurrences(of: "\"trial\": \(original),", with: "\"trial\": \(number),")
      text = text.replacingOccurrences(of: "\"order\": \(original),", with: "\"order\": \(number),")
      let target = trials.appendingPathComponent(String(format: "%04d", number))
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
      try text.write(to: target.appendingPathComponent("trial.json"), atomically: false, encoding: .utf8)
    }
    var times: [Double] = []
    for _ in 0..<5 { times.append(try await seconds(.path(tool), ["status", file.path], in: folder)) }
    var usage = rusage()
    // -1: RUSAGE_CHILDREN, whose type differs between systems.
    getrusage(-1, &usage)
    #if canImport(Darwin)
      let peak = Int(usage.ru_maxrss) >> 20
    #else
      let peak = Int(usage.ru_maxrss) >> 10
    #endif
    print("`status` of an experiment with 10,000 records:")
    print(
      String(
        format: "  median %.3f s (goal: below 0.5), largest child of this benchmark %d MB (goal: below 200)",
        times.sorted()[2],
        peak
      )
    )
  }

  static func seconds(_ executable: Executable, _ arguments: [String], in folder: URL) async throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try await run(
      executable,
      arguments: Arguments(arguments),
      workingDirectory: FilePath(folder.path),
      output: .string(limit: 1 << 20),
      error: .string(limit: 1 << 20)
    )
    let duration = clock.now - start
    if !result.terminationStatus.isSuccess {
      print("failed: \(arguments)\n\result.standardOutput\result.standardError")
      exit(1)
    }
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
