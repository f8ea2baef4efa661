import Foundation

/// `swift-tune serve`, driven as any other program would drive it.
final class ServeProcess {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  struct Trial: Decodable {
    var id: Int
    var parameters: Assignment
  }

  private struct Answer: Decodable {
    var trials: [Trial]?
    var error: String?
  }

  private struct Told: Encodable {
    var id: Int?
    var parameters: Assignment?
    var value: Double?
    var failed: Bool?
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let manifest: URL
  private var unread = Data()

  init(_ tool: URL, _ task: BenchmarkTask, strategy: String, seed: Int, batch: Int = 1) throws {
    manifest = FileManager.default.temporaryDirectory.appendingPathComponent("search-\(UUID().uuidString).yaml")
    try ServeProcess.manifest(task, batch: batch).write(to: manifest)
    process.executableURL = tool
    process.arguments = ["serve", manifest.path, "--strategy", strategy, "--seed", String(seed)]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// JSON is YAML.
  private static func manifest(_ task: BenchmarkTask, batch: Int) throws -> Data {
    struct Manifest: Encodable {
      var tune = 1
      var train = ["command": ["true"]]
      var parameters: [String: Parameter]
      var objective = ["metric": "value", "direction": "minimize"]
      var budget = ["trials": BenchmarkTask.budgets.max() ?? 0]
      var parallel: Int
    }
    let parameters = Dictionary(uniqueKeysWithValues: task.space.parameters.map { ($0.name, $0.parameter) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(Manifest(parameters: parameters, parallel: batch))
  }

  /// The trials to evaluate, and the seconds of computing that they took.
  func ask(_ count: Int) throws -> (trials: [Trial], seconds: Double) {
    let start = ComputingTime(of: process.processIdentifier)
    try send(["ask": count])
    let line = try readLine()
    let seconds = start.secondsSince()
    let answer = try JSONDecoder().decode(Answer.self, from: line)
    guard let trials = answer.trials else { throw Failure(description: answer.error ?? "an answer without trials") }
    return (trials, seconds)
  }

  /// Nil: the trial failed.
  func tell(_ id: Int, _ value: Double?) throws {
    try send(["tell": [Told(id: id, value: value, failed: value == nil ? true : nil)]])
  }

  /// Trials that were made elsewhere.
  func tell(_ observations: [(Assignment, Double)]) throws {
    // In parts, as a pipe holds little and the tool may have something to say.
    for start in stride(from: 0, to: observations.count, by: 100) {
      let part = observations[start..<min(start + 100, observations.count)]
      try send(["tell": part.map { Told(parameters: $0.0, value: $0.1) }])
    }
  }

  /// In bytes, so far; nil where it is not known.
  var peakMemory: Int? { ProcessMemory.peak(process.processIdentifier) }

  func end() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: manifest)
  }

  private func send(_ request: some Encodable) throws {
    try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(request) + Data("\n".utf8))
  }

  private func readLine() throws -> Data {
    while true {
      if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
        defer { unread = Data(unread[(end + 1)...]) }
        return Data(unread[..<end])
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw Failure(description: "swift-tune serve ended before it answered") }
      unread += more
    }
  }
}
