import JSON
import SystemPackage
import Testing
import TuneModel

@testable import TuneExecution

/// Workers that are gone when they are given a trial.
@Suite(.timeLimit(.minutes(10))) struct WorkerEndTests {
  @Test(arguments: [(0, AttemptOutcome.failed), (3, .exited(3))])
  func `a trial that a dead worker is given ends at once, and is another worker's`(
    code: Int,
    outcome: AttemptOutcome
  ) async throws {
    let attempts = try Attempts()
    let request = attempts.request("exit \(code)")
    let worker = try await Worker.start(request)
    await worker.hasEnded()
    #expect(!worker.isAlive)
    let channel = AttemptChannel {}
    let trial = WorkerRequest(
      trial: 2,
      attempt: 1,
      parameters: [:],
      seed: 1,
      directory: attempts.folder.path.string,
      metrics: []
    )
    worker.begin(request, trial, channel)
    guard case .whole(let report)? = await channel.news().end else {
      Issue.record("it is waited for")
      return
    }
    #expect(report.outcome == outcome)
    #expect(worker.diedIdle(report))
  }
}
