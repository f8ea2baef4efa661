import Foundation
import JSON
import Testing
import TuneModel

@testable import TuneReport

/// Reports of experiments with several objectives.
@Suite struct SeveralObjectivesReports {
  @Test func `several objectives give a front`() throws {
    let objectives = [
      Objective(metric: "accuracy", direction: .maximize), Objective(metric: "latency", direction: .minimize),
    ]
    let points = [(0.9, 5.0), (0.8, 1.0), (0.7, 2.0), (0.95, 9.0), (0.9, 5.0), (0.5, 0.5)]
    let trials = points.enumerated().map {
      TrialBuilder.random($0 + 1).reporting(("accuracy", $1.0), ("latency", $1.1))
    }
    let input = ReportInput.small(trials, objectives: objectives)
    try expectSound(input)
    let standing = Standing(input.experiment, input.records)
    // Trial 5 is trial 1 again: the same trade-off, listed once as everywhere.
    #expect(standing.front.map(\.number) == [4, 1, 2, 6])
    let text = try markdown(input)
    #expect(text.hasPrefix("# test: 4 trials on the Pareto front\n"))
    #expect(text.contains("- Best latency ↓: **0.5**, trial 6"))
    #expect(text.contains("- A compromise: accuracy 0.8 and latency 1, trial 2"))
    let csv = try #require(Report.files(for: input).first { $0.path == "trials.csv" })
    let rows = String(decoding: csv.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",")
    }
    #expect(rows[0][2...4] == ["metric.accuracy", "metric.latency", "front"])
    #expect(rows.dropFirst().map { $0[4] } == ["true", "true", "false", "true", "false", "true"])
  }

  @Test(arguments: [(20.0, "All targets are reached, first by trial 1."), (2, "No trial reaches all targets.")])
  func `all targets are reached by one trial or not`(latency: Double, words: String) throws {
    let objectives = [
      Objective(metric: "accuracy", direction: .maximize, target: 0.8),
      Objective(metric: "latency", direction: .minimize, target: latency),
    ]
    let points = [(0.9, 5.0), (0.7, 1.0)]
    let trials = points.enumerated().map {
      TrialBuilder.random($0 + 1).reporting(("accuracy", $1.0), ("latency", $1.1))
    }
    let input = ReportInput.small(trials, objectives: objectives)
    try expectSound(input)
    #expect(try markdown(input).contains(words))
  }

  /// One trial, all the same, all failed, values at the ends of what doubles hold, and a third objective.
  @Test func `odd fronts are borne`() throws {
    var random = SplitMix(state: 4)
    let series: [[[Double]]] = [
      [], [[1, 2, 3]], Array(repeating: [0, 0, 0], count: 12), (1...12).map { [Double($0), 1, 1] },
      (1...30).map { [1e300 * Double($0), -1e300 * Double($0), 1e-300] },
      (0..<40).map { _ in [random.unit(), 1e4 * random.unit(), random.unit() - 0.5] },
      (1...200).map { [Double($0), 1 / Double($0), Double($0 % 7)] },
    ]
    for (directions, values) in zip([true, false, true, false, true, false, true], series) {
      let objectives = ["a", "b|", "c"].enumerated().map { index, name in
        Objective(metric: name, direction: directions == (index % 2 == 0) ? .minimize : .maximize)
      }
      for count in [2, 3] {
        var trials = values.enumerated().map { index, vector in
          var trial = TrialBuilder.random(index + 1)
          for (objective, value) in zip(objectives, vector).prefix(count) {
            trial = trial.reporting((objective.metric, value))
          }
          return trial
        }
        trials.append(TrialBuilder.random(values.count + 1).ending(.failed, failure: "exit status 1"))
        try expectSound(ReportInput.small(trials, objectives: Array(objectives.prefix(count))))
      }
    }
  }

  @Test func `the hypervolume grows as by hand`() throws {
    let objectives = ["a", "b"].map { Objective(metric: $0, direction: .minimize) }
    let points = [(4.0, 4.0), (0.0, 4.0), (2.0, 2.0), (3.0, 3.0), (4.0, 0.0)]
    let trials = points.enumerated().map { TrialBuilder.random($0 + 1).reporting(("a", $1.0), ("b", $1.1)) }
    let input = ReportInput.small(trials, objectives: objectives)
    let history = FrontHistory(Standing(input.experiment, input.records))
    #expect(history.steps.map(\.entry.number) == [1, 2, 3, 5])
    #expect(history.steps.map(\.share) == [0, 0, 0.25, 0.25])
  }
}
