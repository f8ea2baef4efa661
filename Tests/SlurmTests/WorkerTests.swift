import Foundation
import SystemPackage
import Testing

@testable import TuneExecution

/// Jobs that stay and take one trial after the other: case 16.
@Suite(.enabled(if: Cluster.isWanted), .timeLimit(.minutes(10))) struct WorkerTests {
  private static let six = "mode: workers, workers: 6"

  @Test func `two hundred short trials take six workers less than ten seconds`() async throws {
    try await Cluster.with("throughput", alone: true) { cluster in
      let site = try Site(cluster)
      try site.experiment(trials: 200, "echo loss: $1", launcher: Self.six)
      let begun = ContinuousClock.now
      let result = try await site.tune("run", "a.yaml", "-q")
      let taken = ContinuousClock.now - begun
      print("  200 trials through 6 workers: \(taken)")
      #expect(result.code == 0, "\(result.output)")
      #expect(taken < .seconds(10))
      #expect(try site.states(1...200).allSatisfy { $0 == "completed" })
      try await eventually("no job left") { try await cluster.jobs().isEmpty }
    }
  }

  @Test(.enabled(if: Cluster.isPatient))
  func `workers do at least five times as much as a job for each trial`() async throws {
    try await Cluster.with("comparison", alone: true) { cluster in
      let site = try Site(cluster)
      var taken: [Duration] = []
      for (name, launcher) in [("workers", Self.six), ("jobs", "workers: 6")] {
        try site.experiment(name, trials: 200, "echo loss: $1", launcher: launcher)
        let begun = ContinuousClock.now
        let result = try await site.tune("run", "\(name).yaml", "-q")
        taken.append(ContinuousClock.now - begun)
        #expect(result.code == 0, "\(result.output)")
        #expect(try site.states(of: name, 1...200).allSatisfy { $0 == "completed" })
      }
      print("  200 trials: workers \(taken[0]), jobs \(taken[1])")
      #expect(taken[1] / taken[0] >= 5)
    }
  }

  @Test func `what a worker had taken that was killed is run by another one`() async throws {
    try await Cluster.with("workers") { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 6,
        """
        echo run >> $TUNE_TRIAL_DIR/runs
        if [ $TUNE_TRIAL = 3 ] && [ $(wc -l < $TUNE_TRIAL_DIR/runs) = 1 ]; then
          kill -9 $(ps -o ppid= $$)
          sleep 60
        fi
        echo loss: $1
        """,
        launcher: "mode: workers, workers: 3"
      )
      let result = try await site.tune("run", "a.yaml", "--plain")
      #expect(result.code == 0, "\(result.output)")
      #expect(try site.states(1...6).allSatisfy { $0 == "completed" })
      #expect(site.submissions("a", 3) == ["1.1", "1.2"])
      for trial in [1, 2, 4, 5, 6] { #expect(site.read(Site.file(trial, "runs")) == "run\n") }
      try await eventually("no job left") { try await cluster.jobs().isEmpty }
    }
  }

  @Test(.enabled(if: Cluster.isPatient))
  func `a worker takes no trial that would not end in its time`() async throws {
    try await Cluster.with("time") { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 14,
        "echo run >> $TUNE_TRIAL_DIR/runs; sleep 11; echo loss: $1",
        launcher: "mode: workers, workers: 2, time: 1m"
      )
      let result = try await site.tune("run", "a.yaml", "--plain")
      #expect(result.code == 0, "\(result.output)")
      for trial in 1...14 {
        #expect(site.read(Site.file(trial, "runs")) == "run\n")
        #expect(site.submissions("a", trial) == ["1.1"])
      }
      let workers = site.folder.pushing("a/.cache/slurm/pool/workers")
      let left = namesInDirectory(workers).map { site.read("a/.cache/slurm/pool/workers/\($0)/result.json") ?? "" }
      #expect(left.count >= 4)
      #expect(left.contains { $0.contains("\"time\"") })
      #expect(try await cluster.slurm("squeue", "-h", "-t", "TIMEOUT").isEmpty)
    }
  }

  @Test(.enabled(if: Cluster.isPatient)) func `of a thousand trials none is run twice`() async throws {
    try await Cluster.with("thousand", settings: ["CLUSTER_CPUS": "4"]) { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 1_000,
        "echo run >> $TUNE_TRIAL_DIR/runs; echo loss: $1",
        launcher: "mode: workers, workers: 8"
      )
      let result = try await site.tune("run", "a.yaml", "-q")
      #expect(result.code == 0, "\(result.output)")
      for trial in 1...1_000 {
        #expect(site.read(Site.file(trial, "runs")) == "run\n")
        #expect(site.submissions("a", trial) == ["1.1"])
      }
    }
  }
}
