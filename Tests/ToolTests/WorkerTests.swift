import Foundation
import Testing

@Suite struct WorkerTests {
  /// Answers with a loss made of x; what else it does depends on the trial.
  private static let worker = """
    echo started >> starts
    while read -r line; do
      trial=$(echo "$line" | sed 's/.*"trial":\\([0-9]*\\).*/\\1/')
      x=$(echo "$line" | sed 's/.*"x":\\([0-9.e-]*\\).*/\\1/')
      directory=$(echo "$line" | sed 's/.*"directory":"\\([^"]*\\)".*/\\1/')
      FATE
      echo "a message of some library"
      echo "{\\"step\\": 1, \\"loss\\": 9}"
      echo "{\\"trial\\": $trial, \\"result\\": {\\"loss\\": $x}}"
      AFTER
    done
    echo ended >> starts

    """
  private static let manifest = """
    tune: 1
    train: {command: [sh, worker.sh], mode: worker, timeout: 20s, grace: 1s}
    parameters: {x: {type: float, min: 0.001, max: 1}}
    objective: {metric: loss, direction: minimize}
    search: {strategy: random, seed: 2}
    budget: {trials: 8}

    """

  /// - Parameters:
  ///   - fate: What a trial's fate is before it is answered.
  ///   - after: What comes after each answer.
  private func place(_ fate: String, after: String = ":", _ manifest: String = manifest) throws -> Workplace {
    let place = try Workplace()
    try place.write("a.yaml", manifest)
    try place.write(
      "worker.sh",
      Self.worker.replacingOccurrences(of: "FATE", with: fate).replacingOccurrences(of: "AFTER", with: after)
    )
    return place
  }

  private func starts(_ place: Workplace) -> Int {
    ((try? place.read("starts")) ?? "").split(separator: "\n").count { $0 == "started" }
  }

  @Test func `one worker runs all trials, and ends by itself`() async throws {
    let place = try place(":")
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    #expect(try place.read("starts") == "started\nended\n")
    for number in 1...8 {
      let record = try place.record("a", number)
      #expect(record["state"] as? String == "completed")
      #expect(
        (record["metrics"] as? [String: Any])?["loss"] as? Double
          == (record["parameters"] as? [String: Any])?["x"] as? Double
      )
    }
    #expect(try place.read("a/trials/0001/stdout.log") == "a message of some library\n")
    #expect(place.processes().isEmpty)
  }

  @Test func `several workers, one for each slot`() async throws {
    let place = try place(":", Self.manifest + "parallel: 3\n")
    #expect(try await place.tune("run", "a.yaml").code == 0)
    #expect((1...3).contains(starts(place)))
    #expect(try place.read("a/trials.csv").split(whereSeparator: \.isNewline).count == 9)
  }

  @Test(arguments: [
    ("if [ $trial = 3 ]; then echo 'no memory' >&2; exit 7; fi", "exit status 7: no memory"),
    ("if [ $trial = 3 ]; then kill -9 $$; fi", "SIGKILL"),
    ("if [ $trial = 3 ]; then exit 0; fi", "the worker ended without a result"),
    ("if [ $trial = 3 ]; then echo '{\"result\": oops}'; continue; fi", "is not JSON"),
    ("if [ $trial = 3 ]; then echo '{\"trial\": 99, \"result\": 1}'; continue; fi", "is for trial 99"),
  ])
  func `a worker that fails costs its trial only`(_ fate: String, _ words: String) async throws {
    let place = try place(fate)
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    for number in 1...8 {
      let record = try place.record("a", number)
      #expect(record["state"] as? String == (number == 3 ? "failed" : "completed"))
      if number == 3 { #expect((record["failure"] as? String)?.contains(words) == true, "\(record)") }
    }
    #expect(starts(place) == 2)
    #expect(place.processes().isEmpty)
  }

  @Test func `a trial that failed by its own account needs no new worker`() async throws {
    let place = try place("if [ $trial = 3 ]; then echo '{\"failed\": \"singular matrix\"}'; continue; fi")
    #expect(try await place.tune("run", "a.yaml").code == 0)
    #expect(try place.record("a", 3)["failure"] as? String == "singular matrix")
    #expect(starts(place) == 1)
  }

  @Test func `a worker that never answers is ended at the timeout`() async throws {
    let place = try place(
      "if [ $trial = 3 ]; then trap '' TERM; sleep 60 & wait; fi",
      Self.manifest.replacingOccurrences(of: "timeout: 20s", with: "timeout: 1s")
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    #expect(try place.record("a", 3)["state"] as? String == "timed_out")
    #expect(starts(place) == 2)
    #expect(place.processes().isEmpty)
  }

  /// At once, or when nothing can be written to it any more, as when it is just dying.
  @Test(arguments: [(":", "exit 3"), ("exec <&-", "sleep 0.2; exit 3")])
  func `a worker that dies between trials is replaced, and no trial pays for it`(_ before: String, _ after: String)
    async throws
  {
    let place = try place(before, after: after)
    #expect(try await place.tune("run", "a.yaml").code == 0)
    for number in 1...8 { #expect(try place.record("a", number)["state"] as? String == "completed") }
    #expect(starts(place) == 8)
  }
}
