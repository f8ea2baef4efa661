import Foundation
import SystemPackage
import Testing

@testable import TuneExecution

/// A tuner that ends, in every way but the good one.
@Suite(.serialized, .enabled(if: Cluster.isWanted), .timeLimit(.minutes(10))) struct StoppingTests {
  @Test func `jobs that wait are cancelled, and tuners are left and killed`() async throws {
    try await Cluster.with("stopping") { cluster in
      await scenario("pendingFolds") { try await pendingFolds(cluster) }
      await scenario("leaving") { try await leaving(cluster) }
      for moment in ["before", "after"] {
        await scenario("killed \(moment) sbatch") { try await killedAtSubmission(cluster, moment) }
      }
    }
  }

  /// Case 4: a trial that is pruned after its first fold, while the others wait for a slot.
  private func pendingFolds(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    try site.experiment(
      trials: 1,
      "echo run >> $TUNE_TRIAL_DIR/runs; echo loss: 100",
      launcher: "workers: 3",
      more: """
        repeat: {folds: 3}
        prune: {strategy: threshold, upper: 50}
        """
    )
    try await cluster.slurm("scontrol", "update", "PartitionName=normal", "State=DOWN")
    let run = site.start(["run", "a.yaml", "--plain"])
    let trial = "a/trials/0001"
    for fold in 1...3 { try await site.appears("\(trial)/fold-\(fold)/slurm/\(fold).1/job.json") }
    let waiting = (2...3).compactMap { site.job(in: "\(trial)/fold-\($0)/slurm/\($0).1") }
    #expect(waiting.count == 2)
    // So that they still wait when the first has its turn, and when it has ended.
    for job in waiting { try await cluster.slurm("scontrol", "hold", job) }
    try await cluster.slurm("scontrol", "update", "PartitionName=normal", "State=UP")
    let result = try await run.value
    #expect(try site.states(1...1) == ["pruned"], "\(result.output)")
    try await eventually("no job left") { try await cluster.jobs().isEmpty }
    let ends = try await cluster.slurm("squeue", "--noheader", "--states=all", "--format=%i|%T")
    for job in waiting { #expect(ends.contains("\(job)|CANCELLED\n"), "\(ends)") }
    #expect((1...3).map { site.exists("\(trial)/fold-\($0)/runs") } == [true, false, false])
    #expect((2...3).allSatisfy { site.exists("\(trial)/fold-\($0)/slurm/\($0).1/stop") })
  }

  /// Case 5: a second Ctrl-C leaves at once, and says how to end what is left.
  private func leaving(_ cluster: Cluster) async throws {
    let site = try Site(cluster)
    // The jobs take a while to end: from when they ignore what asks them to.
    try site.experiment(
      trials: 4,
      "[ -e again ] || trap '' TERM; touch $TUNE_TRIAL_DIR/ignores; for i in $(seq 600); do [ -e again ] && break; sleep 0.1; done; echo loss: $1",
      launcher: "workers: 4, options: [--nodelist=n1]"
    )
    let run = site.start(["run", "a.yaml", "--plain"])
    // Which ones is Slurm's to say.
    var running: [Int] = []
    try await eventually("two run") {
      running = (1...4).filter { site.exists(Site.file($0, "ignores")) }
      return running.count == 2
    }
    try await eventually("two wait") { try await cluster.jobs(of: "a-").count == 4 }
    let jobs = (1...4).compactMap { site.job("a", $0) }
    #expect(jobs.count == 4)
    try site.signal(SIGINT)
    for trial in running { try await site.appears(Site.file(trial, "slurm/1.1/stop")) }
    let second = ContinuousClock.now
    try site.signal(SIGINT)
    let result = try await run.value
    #expect(ContinuousClock.now - second < .seconds(2))
    #expect(result.code == 130)
    #expect(result.output.contains("left at once; 'swift-tune run a' continues"), "\(result.output)")
    let line = try #require(result.output.split(separator: "\n").first { $0.contains("scancel ") })
    let numbers = line.split(separator: " ").dropFirst().map(String.init)
    for trial in running { #expect(numbers.contains(jobs[trial - 1])) }
    _ = try await Cluster.run("/bin/sh", ["-c", String(line)], cluster.environment)
    try await eventually("no job of ours") { try await cluster.jobs(of: "a-").isEmpty }
    try site.write("again", "")
    let next = try await site.tune("run", "a.yaml", "--plain")
    #expect(next.code == 0, "\(next.output)")
    #expect(try site.states(1...4).allSatisfy { $0 == "completed" }, "\(next.output)")
  }

  /// Case 7: a tuner that dies while `sbatch` runs, before or after there is a job.
  private func killedAtSubmission(_ cluster: Cluster, _ moment: String) async throws {
    let site = try Site(cluster)
    try site.experiment(
      trials: 1,
      "echo run >> $TUNE_TRIAL_DIR/runs; echo loss: 1",
      launcher: "workers: 1"
    )
    try site.program(
      "bin/sbatch",
      """
      if [ ! -e killed ]; then
        touch killed
        [ \(moment) = before ] || /usr/bin/sbatch "$@" > /dev/null
        kill -9 $(cat \(site.folder)/pid.other)
        exit 1
      fi
      exec /usr/bin/sbatch "$@"
      """.replacing("killed", with: "\(site.folder)/killed")
    )
    let path = "\(site.folder)/bin:/usr/bin:/bin"
    let first = try await site.tune("run", "a.yaml", "--plain", environment: ["PATH": path])
    #expect(first.code == nil, "\(first.output)")
    #expect(site.job("a", 1) == nil)
    let second = try await site.tune("run", "a.yaml", "--plain", environment: ["PATH": path])
    #expect(second.code == 0, "\(second.output)")
    #expect(try site.states(1...1) == ["completed"])
    #expect(site.submissions("a", 1) == ["1.1"])
    #expect(site.read(Site.file(1, "runs")) == "run\n")
    let jobs = try await cluster.slurm("squeue", "--noheader", "--states=all", "--format=%j").split(separator: "\n")
    #expect(Set(jobs).count == jobs.count)
    let name = try #require(site.started(1, "1.1")?["name"] as? String)
    #expect(jobs.count(where: { $0 == name }) == 1)
  }
}
