import Foundation
import SystemPackage
import Testing

/// What takes Slurm its minutes.
@Suite(.enabled(if: Cluster.isPatient), .timeLimit(.minutes(15))) struct LongTests {
  /// Case 9: a controller that comes back may have forgotten that a job has begun, and hold it or begin it again.
  @Test func `a controller that dies right after a job's start doubles no result`() async throws {
    try await Cluster.with("restart") { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 12,
        "echo $SLURM_JOB_ID >> $TUNE_TRIAL_DIR/runs; sleep 10; echo job: $SLURM_JOB_ID; echo loss: $1",
        launcher: "workers: 12"
      )
      let run = site.start(["run", "a.yaml", "--plain"])
      // Half of the jobs wait, and that is what the controller has written down when it dies.
      try await eventually("all are submitted") { try await cluster.jobs().count == 12 }
      let submitted = Date()
      try await eventually("the queue is saved") { cluster.lastSaved > submitted }
      try await eventually("another begins") { (1...12).count { site.exists(Site.file($0, "runs")) } > 6 }
      try cluster.kill("slurmctld")
      try await cluster.revive()
      let administrator = cluster.administrator()
      defer { administrator.cancel() }
      let result = try await run.value
      #expect(result.code == 0, "\(result.output)")
      let log = try String(contentsOfFile: "\(cluster.folder)/log/slurmctld.log", encoding: .utf8)
      var again = 0
      for trial in 1...12 {
        let record = try site.record("a", trial)
        #expect((record["attempts"] as? [Any])?.count == 1)
        #expect(record["state"] as? String == "completed", "\(result.output)\(log)")
        let submissions = site.submissions("a", trial)
        again += submissions.count - 1
        let last = try #require(submissions.last)
        let job = try #require(site.started(trial, last)?["id"] as? String)
        #expect((record["metrics"] as? [String: Double])?["job"] == Double(job))
        // A job that began twice would be here twice.
        let runs = site.read(Site.file(trial, "runs"))?.split(separator: "\n").map(String.init) ?? []
        #expect(Set(runs).count == runs.count)
        #expect(runs.last == job)
      }
      print("  submitted again: \(again)")
      try await eventually("no job left") { try await cluster.jobs().isEmpty }
    }
  }

  /// Case 13.
  @Test func `a trial that runs into its job's time limit is told before, and saves`() async throws {
    try await Cluster.with("limit") { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 1,
        """
        mkdir -p $TUNE_CHECKPOINT
        trap 'echo saved > $TUNE_CHECKPOINT/state' USR1
        echo "step: 1 loss: 5"
        for i in $(seq 2000); do sleep 0.1; done
        """,
        launcher: "workers: 1, time: 1m"
      )
      let result = try await site.tune("run", "a.yaml", "--plain")
      #expect(result.code == 1, "\(result.output)")
      #expect(site.read(Site.file(1, "checkpoint/state")) == "saved\n")
      let record = try site.record("a", 1)
      #expect(record["state"] as? String == "timed_out")
      #expect((record["failure"] as? String)?.hasPrefix("its job's time limit") == true)
      #expect((record["metrics"] as? [String: Double])?["loss"] == 5)
      #expect(site.submissions("a", 1) == ["1.1"])
      #expect(try await cluster.slurm("squeue", "-h", "-t", "TIMEOUT", "--format=%T") == "TIMEOUT\n")
    }
  }

  /// The last one where its packages are: `CLUSTER_ACCOUNTING=slurmdbd Tests/SlurmTests/cluster install`.
  private static let accountings =
    ["none", "jobcomp"] + (FileManager.default.isExecutableFile(atPath: "/usr/sbin/slurmdbd") ? ["slurmdbd"] : [])

  /// Case 15. What Slurm remembers of jobs that have ended, and where, changes nothing but words.
  @Test(arguments: accountings)
  func `accounting changes nothing, nor does its end`(accounting: String) async throws {
    let settings = ["CLUSTER_ACCOUNTING": accounting, "CLUSTER_MIN_JOB_AGE": "2"]
    try await Cluster.with("with-\(accounting)", settings: settings) { cluster in
      let site = try Site(cluster)
      try site.experiment(
        trials: 7,
        """
        while [ ! -e go ] && [ $TUNE_TRIAL -ge 3 ]; do sleep 0.1; done
        case $TUNE_TRIAL in
        1) echo broken >&2; exit 3 ;;
        2) kill -9 $$ ;;
        esac
        echo loss: $1
        """,
        launcher: "workers: 7"
      )
      let run = site.start(["run", "a.yaml", "--plain"])
      try await site.appears(Site.file(3, "slurm/1.1/started.json"))
      if accounting == "slurmdbd" { try cluster.kill("slurmdbd") }
      try site.write("go", "")
      let result = try await run.value
      #expect(result.code == 0, "\(result.output)")
      #expect(try site.states(1...7) == ["failed", "failed"] + Array(repeating: "completed", count: 5))
      for trial in 1...7 { #expect(site.submissions("a", trial) == ["1.1"]) }
      try await eventually("no job left") { try await cluster.jobs().isEmpty }
    }
  }
}
