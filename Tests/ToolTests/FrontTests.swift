import Foundation
import Testing

/// Several objectives, as users run them.
@Suite struct FrontTests {
  private static let manifest = """
    tune: 1
    train: {command: [sh, train.sh, "{x}", "{n}"]}
    parameters:
      x: {type: float, min: -1, max: 1, default: 0.9}
      n: {type: int, min: 0, max: 20}
    objectives:
      - {metric: loss, direction: minimize}
      - {metric: speed, direction: maximize}
    search: {strategy: genetic, seed: 5}
    budget: {trials: 25}

    """
  /// A trial with n above 17 forgets the second objective.
  private static let train = """
    awk -v x="$1" -v n="$2" 'BEGIN { print "loss: " x*x + n/10; if (n <= 17) print "speed: " n - x }'

    """

  @Test func `from a manifest to a front`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest)
    try place.write("train.sh", Self.train)
    let check = try await place.tune("check", "a")
    #expect(check.output.contains("minimize loss, maximize speed"))
    let run = try await place.tune("run", "a")
    #expect(run.code == 0)
    #expect(run.output.contains("minimize loss, maximize speed with genetic, 25 trials"))
    #expect(run.output.contains("(extends the front)"))
    #expect(run.output.contains(" on the Pareto front: loss down to "))

    let records = try (1...25).map { try place.record("a", $0) }
    let failed = records.filter { $0["state"] as? String == "failed" }
    #expect(!failed.isEmpty)
    #expect(
      failed.allSatisfy { ($0["failure"] as? String)?.contains("no metric `speed` was found") == true },
      "\(failed)"
    )

    struct Point: Hashable { var loss, speed: Double }
    let points = records.compactMap { record -> (trial: Int, point: Point)? in
      guard record["state"] as? String == "completed", let metrics = record["metrics"] as? [String: Double],
        let trial = record["trial"] as? Int, let loss = metrics["loss"], let speed = metrics["speed"]
      else { return nil }
      return (trial, Point(loss: loss, speed: speed))
    }
    let front = points.filter { own in
      !points.contains { $0.point.loss <= own.point.loss && $0.point.speed >= own.point.speed && $0.point != own.point }
    }
    let printed = try await place.tune("best", "a", "--as", "json").output
    let members = try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [[String: Any]]
    #expect(members?.compactMap { $0["trial"] as? Int } == front.map(\.trial))
    #expect(try place.read("a/report.md").hasPrefix("# a: \(front.count) trials on the Pareto front\n"))
    let status = try await place.tune("status", "a", "--json").output
    let object = try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any]
    #expect((object?["front"] as? [Any])?.count == front.count)

    let before = try ["report.md", "plots/pareto.svg", "best/front.json"].map { try place.read("a/\($0)") }
    #expect(try await place.tune("report", "a").code == 0)
    #expect(try ["report.md", "plots/pareto.svg", "best/front.json"].map { try place.read("a/\($0)") } == before)
  }

  @Test func `a strategy for one objective is refused, with those for several`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", Self.manifest.replacingOccurrences(of: "genetic", with: "cmaes"))
    let check = try await place.tune("check", "a")
    #expect(check.code == 2)
    #expect(check.errors.contains("strategy 'cmaes' makes one objective best, and there are 2"))
    for name in ["auto", "gp", "tpe", "genetic", "sobol", "random", "grid"] {
      #expect(check.errors.contains("'\(name)'"))
    }
    try place.write("b.yaml", Self.manifest)
    let serve = try await place.tune("serve", "b", "--strategy", "swarm")
    #expect(serve.code == 64)
    #expect(serve.errors.contains("strategy 'swarm' makes one objective best, and there are 2"))
  }
}
