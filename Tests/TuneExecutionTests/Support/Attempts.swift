import Foundation
import Synchronization
import SystemPackage
import TuneModel

@testable import TuneExecution

/// A place for attempts: a trial directory, and how to run shell scripts in it.
final class Attempts: Sendable {
  let folder: TemporaryDirectory
  let launcher: LocalLauncher
  private let number = Atomic(0)

  init(way: Spawn.Way = .usual) throws {
    folder = try TemporaryDirectory()
    launcher = LocalLauncher(way: way)
  }

  /// A request to run `script` with `sh`.
  func request(_ script: String, arguments: [String] = []) -> AttemptRequest {
    request(arguments: ["sh", "-c", script, "sh"] + arguments)
  }

  func request(arguments: [String]) -> AttemptRequest {
    AttemptRequest(
      arguments: arguments,
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
      directory: folder.path,
      trialDirectory: folder.path,
      timeout: .seconds(60),
      grace: .seconds(10),
      marker: AttemptMarker(
        trialDirectory: folder.path,
        attempt: number.wrappingAdd(1, ordering: .relaxed).newValue
      )
    )
  }

  func run(_ request: AttemptRequest) async -> AttemptReport {
    await launcher.run(request) { _ in .continue }
  }

  /// Runs `script`, with the request changed as wanted.
  func run(_ script: String, _ change: (inout AttemptRequest) -> Void = { _ in }) async -> AttemptReport {
    var request = request(script)
    change(&request)
    return await run(request)
  }
}

/// The processes that carry the marker of a request and run.
func survivors(of request: AttemptRequest) -> [Int32] {
  ProcessTable.processIDs().filter { ProcessTable.marking(of: $0, by: request.marker) == .marked }
}
