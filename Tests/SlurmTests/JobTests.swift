import Foundation
import SystemPackage
import Testing

/// A job for each trial, on a real Slurm.
@Suite(.serialized, .enabled(if: Cluster.isWanted), .timeLimit(.minutes(10))) struct JobTests {
  @Test func `trials and cluster as they should be, as they fail, and as they are stopped`() async throws {
    try await Cluster.with("jobs") { cluster in
      await scenario("twentyTrials") { try await twentyTrials(cluster) }
      await scenario("failures") { try await failures(cluster) }
      await scenario("pruning") { try await pruning(cluster) }
      await scenario("interruption") { try await interruption(cluster) }
      await scenario("resumption") { try await resumption(cluster) }
      await scenario("detachment") { try await detachment(cluster) }
      await scenario("twoExperiments") { try await twoExperiments(cluster) }
      await scenario("impossibleRequest") { try await impossibleRequest(cluster) }
      await scenario("missingFolder") { try await missingFolder(cluster) }
      await scenario("insideAJob") { try await insideAJob(cluster) }
      await scenario("preemption") { try await preemption(cluster) }
      await scenario("restart") { try await restart(cluster) }
      await scenario("anotherUser") { try await anotherUser(cluster) }
    }
  }

  /// Case 1, and the same trials as on this machine.
  private func twentyTrials(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    let script = "echo loss: $1"
    try site.experiment(trials: 20, script)
    let result = try await site.tune("run", "a.yaml", "--plain")
    #expect(result.code == 0, "\(result.output)")
    #expect(try site.states(1...20).allSatisfy { $0 == "completed" })
    try await eventually("no job left") { try await cluster.jobs().isEmpty }
    #expect((1...20).allSatisfy { site.submissions("a", $0) == ["1.1"] })

    try site.experiment("serial", trials: 5, script, launcher: "workers: 1")
    try site.experiment("local", trials: 5, script, launcher: "")
    #expect(try await site.tune("run", "serial.yaml", "-q").code == 0)
    #expect(try await site.tune("run", "local.yaml", "-q").code == 0)
    for trial in 1...5 {
      for key in ["parameters", "metrics", "state", "proposal"] {
        let (there, here) = (try site.record("serial", trial)[key], try site.record("local", trial)[key])
        #expect(there as? NSObject == here as? NSObject)
      }
    }
  }

  /// Case 2.
  private func failures(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(
      trials: 3,
      """
      echo loss: 1
      case $TUNE_TRIAL in
      1) echo broken >&2; exit 3 ;;
      2) kill -9 $$ ;;
      3) for p in $(ps -o ppid= $$); do kill -9 $p; done; sleep 20 ;;
      esac
      """,
      launcher: "workers: 3"
    )
    _ = try await site.tune("run", "a.yaml", "--plain")
    #expect(try site.states(1...3) == ["failed", "failed", "failed"])
    #expect(try site.record("a", 1)["failure"] as? String == "exit status 3: broken")
    #expect((try site.record("a", 2)["failure"] as? String)?.hasPrefix("ended by SIGKILL") == true)
    #expect((try site.record("a", 3)["failure"] as? String)?.contains("ended without a result") == true)
  }

  /// Case 4.
  private func pruning(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(
      trials: 3,
      """
      if [ $TUNE_TRIAL = 2 ]; then trap '' TERM; fi
      [ $TUNE_TRIAL = 3 ] || value=100
      for step in 1 2 3 4; do echo "step: $step loss: ${value:-$step}"; sleep 0.3; done
      [ $TUNE_TRIAL = 3 ] || for i in $(seq 300); do sleep 0.1; done
      """,
      launcher: "workers: 3",
      more: "prune: {strategy: threshold, upper: 50}"
    )
    let result = try await site.tune("run", "a.yaml", "--plain")
    #expect(try site.states(1...3) == ["pruned", "pruned", "completed"], "\(result.output)")
    try await eventually("no job left") { try await cluster.jobs().isEmpty }
  }

  /// Case 5, and the first half of 18: the foreign job waits or runs, and stays.
  private func interruption(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try await cluster.slurm("sbatch", "--job-name=foreign", "--output=/dev/null", "--wrap", "sleep 60")
    try site.experiment(trials: 12, "sleep 60; echo loss: 1", launcher: "workers: 8")
    let run = site.start(["run", "a.yaml", "--plain"])
    try await eventually("eight jobs") { try await cluster.jobs(of: "a-").count == 8 }
    try await eventually("some run") { (1...8).contains { site.exists(Site.file($0, "slurm/1.1/started.json")) } }
    let begun = ContinuousClock.now
    try site.signal(SIGINT)
    let result = try await run.value
    #expect(result.code == 130)
    #expect(ContinuousClock.now - begun < .seconds(30))
    try await eventually(within: 30, "no job of ours") { try await cluster.jobs(of: "a-").isEmpty }
    #expect(try await cluster.jobs(of: "foreign").count == 1)
    #expect(try site.states(1...8) == Array(repeating: "interrupted", count: 8), "\(result.output)")
    try await cluster.slurm("scancel", "--name=foreign")
  }

  /// Cases 6 and 7.
  private func resumption(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(
      trials: 10,
      "echo run >> $TUNE_TRIAL_DIR/runs; while [ ! -e go ]; do sleep 0.1; done; echo loss: $1",
      launcher: "workers: 10"
    )
    let run = site.start(["run", "a.yaml", "--plain"])
    try await eventually("ten jobs") { try await cluster.jobs(of: "a-").count == 10 }
    try await eventually("six run") {
      (1...10).filter { site.exists("a/trials/\(String(format: "%04d", $0))/runs") }.count == 6
    }
    try site.signal(SIGKILL)
    _ = try? await run.value
    let before = (1...9).map { site.job("a", $0) }
    // As if it had died between the intent and the number.
    let folder = site.folder.appending("a").appending("trials").appending("0010").appending("slurm").appending("1.1")
    try FileManager.default.removeItem(atPath: folder.appending("job.json").string)
    // Some end while nobody looks.
    try site.write("go", "")
    try await eventually("results without a tuner") { site.exists("a/trials/0001/slurm/1.1/result.json") }
    let result = try await site.tune("run", "a.yaml", "--plain")
    #expect(result.code == 0, "\(result.output)")
    #expect(try site.states(1...10).allSatisfy { $0 == "completed" })
    #expect((1...9).map { site.job("a", $0) } == before)
    for trial in 1...10 {
      #expect(site.submissions("a", trial) == ["1.1"])
      #expect(site.read("a/trials/\(String(format: "%04d", trial))/runs") == "run\n")
      #expect((try site.record("a", trial)["attempts"] as? [Any])?.count == 1)
    }
    try await eventually("no job left") { try await cluster.jobs().isEmpty }
  }

  private func detachment(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(
      trials: 2,
      "echo run >> $TUNE_TRIAL_DIR/runs; while [ ! -e go ]; do sleep 0.1; done; echo loss: $1",
      launcher: "workers: 2"
    )
    let run = site.start(["run", "a.yaml", "--plain", "--detach"])
    try await eventually("both run") { site.exists("a/trials/0001/runs") && site.exists("a/trials/0002/runs") }
    try site.signal(SIGTERM)
    _ = try await run.value
    #expect(try await cluster.jobs(of: "a-").count == 2)
    let status = try await site.tune("status", "a.yaml")
    #expect(status.output.contains("runs on n"), "\(status.output)")
    try site.write("go", "")
    let result = try await site.tune("run", "a.yaml", "--plain")
    #expect(result.code == 0, "\(result.output)")
    #expect(site.read("a/trials/0001/runs") == "run\n")
    #expect((1...2).allSatisfy { site.submissions("a", $0) == ["1.1"] })
  }

  /// Case 17.
  private func twoExperiments(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    for name in ["a", "b"] { try site.experiment(name, trials: 4, "sleep 1; echo loss: $1", launcher: "workers: 3") }
    let first = site.start(["run", "a.yaml", "-q"])
    let second = site.start(["run", "b.yaml", "-q"])
    try await eventually("the lock") { site.exists("a/.lock") }
    #expect(try await site.tune("run", "a.yaml", "-q").code == 3)
    #expect(try await first.value.code == 0)
    #expect(try await second.value.code == 0)
    for name in ["a", "b"] { #expect(try site.states(of: name, 1...4).allSatisfy { $0 == "completed" }) }
  }

  /// Case 18.
  private func impossibleRequest(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(trials: 1, "echo loss: 1", launcher: "workers: 1, options: [--ntasks=100]")
    let run = site.start(["run", "a.yaml", "--plain"])
    try await eventually("a reason") {
      try await site.tune("status", "a.yaml").output.contains("waits: ")
    }
    try site.signal(SIGINT)
    #expect(try await run.value.code == 130)
    try await eventually("no job") { try await cluster.jobs().isEmpty }

    try site.experiment("b", trials: 1, "echo loss: 1", launcher: "workers: 1, partition: nowhere")
    let refused = try await site.tune("run", "b.yaml", "--plain")
    #expect(refused.code == 1)
    #expect(refused.output.contains("invalid partition specified: nowhere"), "\(refused.output)")
  }

  /// Case 3: a job whose log cannot be made fails without a word, and is submitted again.
  private func missingFolder(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(trials: 1, "echo loss: 1", launcher: "workers: 1")
    try await cluster.slurm("scontrol", "update", "PartitionName=normal", "State=DOWN")
    let run = site.start(["run", "a.yaml", "--plain"])
    try await eventually("a job") { site.job("a", 1) != nil }
    let folder = site.folder.appending("a").appending("trials").appending("0001").appending("slurm").string
    try FileManager.default.moveItem(atPath: folder, toPath: folder + ".away")
    try await cluster.slurm("scontrol", "update", "PartitionName=normal", "State=UP")
    try await eventually("the job's end") { try await cluster.jobs().isEmpty }
    let result = try await run.value
    #expect(result.code == 0, "\(result.output)")
    #expect(try site.states(1...1) == ["completed"])
    #expect(site.submissions("a", 1) != [])
  }

  /// The tuner as a job of the cluster.
  private func insideAJob(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(trials: 3, "echo loss: $1; echo job $SLURM_JOB_NAME", launcher: "workers: 2")
    try await cluster.slurm(
      "sbatch",
      "--job-name=tuner",
      "--chdir=\(site.folder)",
      "--output=\(site.folder)/tuner.log",
      "--time=7",
      "--mem=100",
      "--wrap",
      "\(Site.tool) run a.yaml --plain"
    )
    try await eventually("the report") { site.exists("a/report.md") }
    try await eventually("no job") { try await cluster.jobs().isEmpty }
    #expect(try site.states(1...3).allSatisfy { $0 == "completed" })
    #expect(site.read("a/trials/0001/stdout.log")?.contains("job a-") == true)
  }

  /// Case 12: preempted jobs are submitted again, go on from their checkpoint, and lose nothing of what may be lost.
  private func preemption(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(
      trials: 6,
      """
      mkdir -p $TUNE_CHECKPOINT
      if [ ! -e $TUNE_CHECKPOINT/state ]; then echo half > $TUNE_CHECKPOINT/state; sleep 60; fi
      echo loss: $1
      """,
      launcher: "workers: 6"
    )
    let run = site.start(["run", "a.yaml", "--plain"])
    try await eventually("all run") {
      (1...6).allSatisfy { site.exists("a/trials/000\($0)/checkpoint/state") }
    }
    try await preempt(cluster)
    let result = try await run.value
    #expect(result.code == 0, "\(result.output)")
    #expect(try site.states(1...6).allSatisfy { $0 == "completed" })
    #expect((1...6).allSatisfy { site.submissions("a", $0) == ["1.1", "1.2"] })
    #expect((1...6).allSatisfy { ((try? site.record("a", $0)["attempts"] as? [Any])?.count ?? 0) == 1 })
  }

  /// Case 12, where Slurm may start preempted jobs again: they are the same jobs.
  private func restart(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(
      trials: 6,
      """
      mkdir -p $TUNE_CHECKPOINT
      if [ ! -e $TUNE_CHECKPOINT/state ]; then
        echo "step: 1 loss: 9"; echo half > $TUNE_CHECKPOINT/state; sleep 60
      fi
      echo "step: 2 loss: $1 restarts: $SLURM_RESTART_COUNT"
      """,
      launcher: "workers: 6, requeue: true"
    )
    let run = site.start(["run", "a.yaml", "--plain"])
    try await eventually("all run") {
      (1...6).allSatisfy { site.exists("a/trials/000\($0)/checkpoint/state") }
    }
    let jobs = (1...6).map { site.started($0, "1.1")?["id"] as? String }
    try await preempt(cluster)
    // Slurm lets them wait for two minutes, which their owner may shorten.
    for case let job? in jobs {
      try await eventually("job \(job) waits") {
        try await cluster.slurm("squeue", "--noheader", "--jobs=\(job)", "--format=%T") == "PENDING\n"
      }
      try await cluster.slurm("scontrol", "update", "jobid=\(job)", "StartTime=now")
    }
    let result = try await run.value
    #expect(result.code == 0, "\(result.output)")
    #expect(result.output.contains("again; it goes on from what it has saved"), "\(result.output)")
    for trial in 1...6 {
      let record = try site.record("a", trial)
      #expect(record["state"] as? String == "completed")
      #expect((record["attempts"] as? [Any])?.count == 1)
      #expect((record["metrics"] as? [String: Double])?["restarts"] == 1)
      #expect(site.submissions("a", trial) == ["1.1", "1.2"])
      #expect(site.started(trial, "1.2")?["id"] as? String == jobs[trial - 1])
    }
    try await eventually("no job left") { try await cluster.jobs(of: "a-").isEmpty }
  }

  /// Takes all nodes for a moment.
  private func preempt(_ cluster: Cluster) async throws {
    try await cluster.slurm(
      "sbatch",
      "--partition=urgent",
      "--exclusive",
      "--nodes=3",
      "--output=/dev/null",
      "--wrap",
      "sleep 3"
    )
  }

  /// Case 19: not as root, who may do everything.
  private func anotherUser(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(trials: 6, "id -un; echo loss: $1", launcher: "workers: 3")
    let tool = site.folder.appending("swift-tune")
    // Others may not see where it was built.
    try FileManager.default.copyItem(atPath: Site.tool, toPath: tool.string)
    _ = try await Cluster.run("/bin/chown", ["-R", "nobody", site.folder.string])
    let script = "cd \(site.folder) && exec ./swift-tune run a.yaml --plain"
    let result = try await Cluster.run(
      "/usr/sbin/runuser",
      ["-u", "nobody", "--", "/bin/sh", "-c", script],
      cluster.environment
    )
    #expect(result.succeeded, "\(result.output) \(result.errors)")
    for trial in 1...6 { #expect(site.read(Site.file(trial, "stdout.log"))?.hasPrefix("nobody\n") == true) }
    let owners = try await cluster.slurm("squeue", "--noheader", "--states=all", "--format=%u")
    #expect(owners.split(separator: "\n").count(where: { $0 == "nobody" }) == 6)
    try await eventually("no job left") { try await cluster.jobs().isEmpty }
  }
}
