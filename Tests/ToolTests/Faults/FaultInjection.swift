import Foundation
import Testing

/// Runs the tool with a fault at a chosen system call; see `interposer.c`.
struct FaultInjection: Sendable {
  /// Nil where it cannot be done: there is no C compiler, or the system has no LD_PRELOAD.
  static let shared = FaultInjection()

  private let library: URL

  private init?() {
    #if os(Linux)
      let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("interposer.c")
      library = Workplace.tool.deletingLastPathComponent().appendingPathComponent("fault-interposer.so")
      // Through a name of its own: another test process may be loading the library.
      let fresh = library.path + ".\(ProcessInfo.processInfo.processIdentifier)"
      let compiler = Process()
      compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      compiler.arguments = ["clang", "-shared", "-fPIC", "-O1", "-o", fresh, source.path, "-ldl"]
      do { try compiler.run() } catch { return nil }
      compiler.waitUntilExit()
      guard compiler.terminationStatus == 0, rename(fresh, library.path) == 0 else { return nil }
    #else
      return nil
    #endif
  }

  /// A system call that the tool made on its results, or a start of a process.
  struct Call: Sendable {
    var number: Int
    /// Such as `write`.
    var name: String
    var path: String
  }

  /// Runs `a.yaml` at a place.
  ///
  /// - Parameter fault: as in `17:before`; nil: nothing happens.
  func run(_ place: Workplace, _ fault: String? = nil) async throws -> Workplace.Result {
    var environment = [
      "LD_PRELOAD": library.path,
      "SWIFT_TUNE_FAULT_FOLDER": place.folder.appendingPathComponent("a").path,
      "SWIFT_TUNE_FAULT_LOG": place.folder.appendingPathComponent("calls").path,
    ]
    environment["SWIFT_TUNE_FAULT"] = fault
    // A tool that hangs ends with code 124.
    return try await place.run(
      "/usr/bin/timeout",
      ["100", Workplace.tool.path, "run", "a.yaml"],
      environment: environment
    )
  }

  /// What was called in the runs so far.
  func calls(_ place: Workplace) throws -> [Call] {
    try place.read("calls").split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count == 3, let number = Int(words[0]) else { return nil }
      return Call(number: number, name: String(words[1]), path: String(words[2]))
    }
  }
}

/// Random numbers that are the same in every run of the tests.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// So many of 1...count, spread over all of them.
  mutating func sample(_ size: Int, of count: Int) -> [Int] {
    guard size < count else { return Array(1...max(1, count)) }
    return (0..<size).map { part in
      let start = count * part / size
      return start + 1 + Int.random(in: 0..<(count * (part + 1) / size - start), using: &self)
    }
  }
}
