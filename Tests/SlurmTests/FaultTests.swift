import Foundation
import SystemPackage
import Testing

/// What a cluster loses while trials run: its controller, its nodes' daemons, nodes, its memory.
@Suite(.enabled(if: Cluster.isWanted), .timeLimit(.minutes(10))) struct FaultTests {
  /// Case 8: results are taken while the controller is down, trials are stopped, and submissions follow later.
  @Test func `a controller that is down for twenty seconds costs no trial`() async throws {
    try await Cluster.with("controller") { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 8,
        """
        echo run >> $TUNE_TRIAL_DIR/runs
        while [ ! -e go ]; do sleep 0.05; done
        if [ $TUNE_TRIAL = 2 ]; then echo "step: 1 loss: 100"; while [ ! -e back ]; do sleep 0.1; done; fi
        echo "step: 2 loss: $1"
        """,
        more: "prune: {strategy: threshold, upper: 50}"
      )
      let run = site.start(["run", "a.yaml", "--plain"])
      for trial in 1...6 { try await site.appears(Site.file(trial, "runs")) }
      // One that forgets the jobs as well gives their numbers to others, which the nodes then refuse: see case 9.
      let begun = Date()
      // It saves what is new, and may have saved all that there was before this moment.
      try await cluster.slurm("scontrol", "update", "JobId=\(try #require(site.job("a", 6)))", "Comment=seen")
      try await eventually("the queue is saved") { cluster.lastSaved > begun }
      try cluster.kill("slurmctld")
      let down = ContinuousClock.now
      try site.write("go", "")
      for trial in [1, 3, 4, 5, 6] { try await site.appears(Site.file(trial, "slurm/1.1/result.json"), within: 5) }
      // The tuner does not wait for the controller: it records, and goes on to the next trials.
      let seen = ContinuousClock.now
      for trial in [1, 3, 4, 5, 6] { try await site.ends(trial) }
      for trial in [7, 8] { try await site.appears(Site.file(trial, "slurm/1.1/spec.json")) }
      #expect(ContinuousClock.now - seen < .seconds(1))
      // The one that is pruned is told by a file.
      try await site.ends(2, within: 15)
      #expect(try site.states(2...2) == ["pruned"])
      try await Task.sleep(until: down + .seconds(20), clock: .continuous)
      try await cluster.start()
      try site.write("back", "")
      let result = try await run.value
      #expect(result.code == 0, "\(result.output)")
      let states = try site.states(1...8)
      #expect(states == ["completed", "pruned"] + Array(repeating: "completed", count: 6), "\(result.output)")
      for trial in 1...8 {
        #expect(site.submissions("a", trial) == ["1.1"])
        #expect(site.read(Site.file(trial, "runs")) == "run\n")
      }
      #expect(result.output.contains("Slurm answers again"), "\(result.output)")
      try await eventually("no job left") { try await cluster.jobs().isEmpty }
    }
  }

  /// Case 10: the node is lost, and with it only the controller's view of what runs there.
  @Test func `what runs on a lost node is run elsewhere, and its late result is ignored`() async throws {
    try await Cluster.with("node") { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 1,
        """
        echo run >> $TUNE_TRIAL_DIR/runs
        if [ $(wc -l < $TUNE_TRIAL_DIR/runs) = 1 ]; then while [ ! -e go ]; do sleep 0.1; done; echo loss: 100; exit; fi
        echo loss: 1
        """,
        launcher: "workers: 1"
      )
      let run = site.start(["run", "a.yaml", "--plain"])
      try await site.appears(Site.file(1, "runs"))
      let node = try #require(site.node(1))
      // As on the far side of a network that is cut: it lives and is not heard.
      let orphan = try #require(site.nodeProcess(1))
      #expect(kill(orphan, SIGSTOP) == 0)
      try cluster.kill("slurmd-\(node)")
      try await cluster.killStepManagers(of: node)
      let result = try await run.value
      #expect(result.code == 0, "\(result.output)")
      #expect(site.submissions("a", 1) == ["1.1", "1.2"])
      #expect(site.node(1, "1.2") != node)
      let report = site.read("a/report.md")
      // It comes back.
      try site.write("go", "")
      #expect(kill(orphan, SIGCONT) == 0)
      try await site.appears(Site.file(1, "slurm/1.1/result.json"))
      #expect(try site.states(1...1) == ["completed"])
      #expect((try site.record("a", 1)["metrics"] as? [String: Double])?["loss"] == 1)
      let again = try await site.tune("run", "a.yaml", "--plain")
      #expect(again.code == 0, "\(again.output)")
      #expect(site.read("a/report.md") == report)
      #expect(site.submissions("a", 1) == ["1.1", "1.2"])
    }
  }

  /// Case 11.
  @Test func `a node's daemon that comes back after three seconds costs nothing`() async throws {
    try await Cluster.with("daemon") { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 2,
        "echo run >> $TUNE_TRIAL_DIR/runs; while [ ! -e go$TUNE_TRIAL ]; do sleep 0.1; done; echo loss: $1",
        launcher: "workers: 2, options: [--nodelist=n2]"
      )
      let run = site.start(["run", "a.yaml", "--plain"])
      for trial in 1...2 { try await site.appears(Site.file(trial, "runs")) }
      try cluster.kill("slurmd-n2")
      let down = ContinuousClock.now
      // One ends while the daemon is away.
      try site.write("go1", "")
      try await site.ends(1)
      try await Task.sleep(until: down + .seconds(3), clock: .continuous)
      try await cluster.start()
      try site.write("go2", "")
      let result = try await run.value
      #expect(result.code == 0, "\(result.output)")
      #expect(!result.output.contains("submitted again"), "\(result.output)")
      #expect(try site.states(1...2) == ["completed", "completed"])
      #expect((1...2).allSatisfy { site.submissions("a", $0) == ["1.1"] })
      try await eventually("no job left") { try await cluster.jobs().isEmpty }
    }
  }

  /// Case 14.
  @Test func `jobs that Slurm has forgotten while the tuner slept are taken by their files`() async throws {
    try await Cluster.with("forgetful", settings: ["CLUSTER_MIN_JOB_AGE": "2"]) { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 3,
        """
        echo run >> $TUNE_TRIAL_DIR/runs
        while [ ! -e go ]; do sleep 0.1; done
        # The first run of trial 3 leaves no result.
        if [ $TUNE_TRIAL = 3 ] && [ $(wc -l < $TUNE_TRIAL_DIR/runs) = 1 ]; then kill -9 $(ps -o ppid= $$); exit; fi
        echo loss: $1
        """,
        launcher: "workers: 3"
      )
      let run = site.start(["run", "a.yaml", "--plain"])
      for trial in 1...3 { try await site.appears(Site.file(trial, "runs")) }
      try site.signal(SIGSTOP)
      let asleep = ContinuousClock.now
      try site.write("go", "")
      try await eventually("all is forgotten") { try await cluster.slurm("squeue", "-h", "-t", "all").isEmpty }
      try await Task.sleep(until: asleep + .seconds(20), clock: .continuous)
      try site.signal(SIGCONT)
      let result = try await run.value
      #expect(result.code == 0, "\(result.output)")
      #expect(try site.states(1...3).allSatisfy { $0 == "completed" })
      #expect(site.submissions("a", 1) == ["1.1"])
      #expect(site.submissions("a", 2) == ["1.1"])
      #expect(site.submissions("a", 3) == ["1.1", "1.2"])
      #expect(result.output.contains("gone without a trace"), "\(result.output)")
    }
  }
}
