import JSON
import SystemPackage
import Testing
import TuneMath
import TuneModel

@testable import TuneExecution

/// Requests and reports that travel between the tuner and a node.
@Suite struct TravelTests {
  private func request(_ source: MetricSource) -> AttemptRequest {
    AttemptRequest(
      arguments: ["python3", "a b", "ü\n"],
      environment: ["PATH": "/bin", "TUNE_TRIAL": "3", "LANG": "C"],
      directory: "/project",
      trialDirectory: "/project/trials/0003",
      logLimit: 4_096,
      timeout: .seconds(61.5),
      grace: .milliseconds(250),
      notice: .seconds(3),
      metrics: source,
      wanted: ["loss"],
      marker: AttemptMarker(trialDirectory: "/project/trials/0003", attempt: 2)
    )
  }

  @Test(
    arguments: [
      .output, .pattern("(?<loss>.*)"), .json(file: "a.json"), .jsonLines(file: "m.jsonl"), .csv(file: "m.csv"),
      .predictions(Predictions(file: "p.csv", probabilities: ["a"], labels: ["x", "y"], positive: "x")),
    ] as [MetricSource]
  )
  func `a request arrives as it was sent`(source: MetricSource) throws {
    let sent = request(source)
    let text = sent.json(inherited: ["PATH": "/bin", "LANG": "de", "HOME": "/root"]).serialized()
    let node = ["PATH": "/bin", "LANG": "de", "HOME": "/root"]
    #expect(AttemptRequest(json: try JSONValue(parsing: text), environment: node) == sent)
  }

  @Test func `what a node adds to the environment is kept, and what it changes, too`() throws {
    let json = request(.output).json(inherited: ["PATH": "/bin", "LANG": "C"])
    let arrived = AttemptRequest(json: json, environment: ["PATH": "/opt/cuda/bin:/bin", "LANG": "C", "CUDA": "12"])
    #expect(
      arrived?.environment == ["PATH": "/opt/cuda/bin:/bin", "LANG": "C", "CUDA": "12", "TUNE_TRIAL": "3"]
    )
  }

  @Test(arguments: [10, 5_000])
  func `a report arrives with every point and every reduction`(points: Int) throws {
    var series = MetricSeries(wanted: ["accuracy"], limit: 500)
    for step in 1...points {
      series.append("loss", value: 1 / Double(step))
      series.append("accuracy", step: Double(step) / 2, value: step == 3 ? .nan : Double(step % 7))
    }
    var report = AttemptReport(
      outcome: .signaled(9, coreDumped: true),
      metrics: series,
      notes: ["a note"],
      duration: .seconds(1.25),
      tail: LogTail(output: ["a"], error: ["b", "ü"]),
      metricsProblem: "none",
      confusion: ConfusionMatrix(labels: ["x", "y"], cells: [.init(truth: 0, prediction: 1, count: 3)])
    )
    report.failure = "why"
    let arrived = try #require(AttemptReport(json: try JSONValue(parsing: report.json.serialized())))
    #expect(arrived.outcome == report.outcome)
    #expect(arrived.metrics.points.map(\.step) == series.points.map(\.step))
    #expect(arrived.metrics.points.map { $0.value.bitPattern } == series.points.map { $0.value.bitPattern })
    #expect(arrived.metrics.names == series.names)
    #expect(arrived.metrics.nonFiniteNames == ["accuracy"])
    for reduction in Objective.Reduction.allCases {
      for metric in ["loss", "accuracy"] {
        let objective = Objective(metric: metric, direction: .maximize, reduction: reduction)
        #expect(arrived.metrics.reduced(objective)?.bitPattern == series.reduced(objective)?.bitPattern)
      }
    }
    #expect(arrived.notes == report.notes)
    #expect(arrived.duration == report.duration)
    #expect(arrived.tail == report.tail)
    #expect(arrived.confusion == report.confusion)
    #expect(arrived.failure == "why")
  }

  @Test(arguments: [.exited(3), .timedOut, .idle, .stopped, .failed, .notStarted("no")] as [AttemptOutcome])
  func `every outcome arrives`(outcome: AttemptOutcome) {
    #expect(AttemptReport(json: AttemptReport(outcome: outcome).json)?.outcome == outcome)
  }

  @Test func `a result that is not whole is none`() {
    #expect(AttemptReport(json: ["exit": 0])?.outcome == nil)
    #expect(AttemptReport(json: [])?.outcome == nil)
  }
}
