import Foundation
import Testing

/// The tool, killed whenever it happens. `SWIFT_TUNE_KILLS=500` kills it so often.
@Suite(.timeLimit(.minutes(60))) struct RandomKillTests {
  @Test func `killed at random moments, again and again, it ends with the same trials`() async throws {
    let kills = ProcessInfo.processInfo.environment["SWIFT_TUNE_KILLS"].flatMap(Int.init) ?? 10
    let scenes = FaultScene.all
    var undisturbed: [[String]] = []
    // How long a run takes, in seconds; on a machine that does other things, at least.
    var usual = Double.infinity
    for scene in scenes {
      let start = ContinuousClock.now
      undisturbed.append(try await scene.undisturbed())
      usual = min(usual, (ContinuousClock.now - start) / .seconds(1))
    }
    var random = SeededNumbers(state: 13)
    var (killed, rounds, current) = (0, 0, 0)
    var place = try scenes[0].place()
    var before = try FaultState(place)
    while killed < kills, rounds < 5 * kills {
      rounds += 1
      let delay = Double.random(in: 0..<usual, using: &random)
      let script = """
        "$TOOL" run a.yaml & tool=$!
        (sleep \(delay); kill -9 $tool) & killer=$!
        wait $tool; code=$?; kill $killer; exit $code
        """
      let start = ContinuousClock.now
      let result = try await place.run("/bin/sh", ["-c", script], environment: ["TOOL": Workplace.tool.path])
      if result.code == 137 {
        killed += 1
      } else {
        #expect(result.code == 0, "\(result)")
        if before.records.isEmpty { usual = min(usual, (ContinuousClock.now - start) / .seconds(1)) }
      }
      let after = try FaultState(place)
      for trial in before.completed {
        #expect(try after.essence(trial) == before.essence(trial), "trial \(trial) in round \(rounds)")
      }
      before = after
      guard result.code == 0 || rounds % 6 == 0 || killed == kills else { continue }
      try await scenes[current].resumes(place, like: undisturbed[current], after: "\(killed) kills")
      current = (current + 1) % scenes.count
      place = try scenes[current].place()
      before = try FaultState(place)
    }
    #expect(killed == kills)
  }
}
