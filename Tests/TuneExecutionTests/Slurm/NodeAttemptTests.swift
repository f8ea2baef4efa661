import JSON
import SystemPackage
import Testing
import TuneModel

@testable import TuneExecution

/// The node's side of an attempt.
@Suite struct NodeAttemptTests {
  /// Runs a script as a job's attempt; what the job leaves.
  private func result(of script: String) async throws -> JSONValue? {
    let place = try TemporaryDirectory()
    let trial = place.path.appending("trials/0001")
    let folder = JobFolder(trial.appending("slurm/1.1"))
    try folder.create()
    let request = AttemptRequest(
      arguments: ["/bin/sh", "-c", script],
      environment: ["PATH": "/usr/bin:/bin", "FOLDER": folder.path.string],
      directory: place.path,
      trialDirectory: trial,
      metrics: .output,
      wanted: ["loss"],
      marker: AttemptMarker(trialDirectory: trial, attempt: 1)
    )
    let spec: JSONValue = ["kind": "attempt", "name": "a", "beat": 30, "request": request.json(inherited: [:])]
    try folder.write(spec, to: folder.spec)
    let job = NodeJob(environment: ["SLURM_JOB_ID": "7"], name: "a")
    let attempt = NodeAttempt(folder: folder, environment: [:], signals: NodeSignals(hearing: []), job: job)
    #expect(try await attempt.run())
    return folder.read(folder.result)
  }

  @Test func `a script that goes on after it was to end, and ends well, has been told`() async throws {
    #expect(try await result(of: "echo now > $FOLDER/stop; echo loss: 1")?["told"]?.bool == true)
  }

  @Test func `a script that nobody ends has not`() async throws {
    let result = try #require(try await result(of: "echo loss: 1"))
    #expect(result["told"] == nil)
    #expect(AttemptReport(json: result)?.outcome == .exited(0))
  }
}
