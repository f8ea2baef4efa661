import Testing
import TuneModel

@testable import TuneExecution

@Suite struct SlurmSubmissionTests {
  @Test func `the number is on the last line, after what sites print`() {
    #expect(SlurmSubmission(SlurmReply(status: 0, output: "17\n")) == .accepted(id: "17"))
    #expect(
      SlurmSubmission(SlurmReply(status: 0, output: "Welcome!\nYour quota: 12\n18;east\n\n")) == .accepted(id: "18")
    )
  }

  @Test(
    arguments: [
      "sbatch: error: invalid partition specified: gpuu",
      "sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified",
      "sbatch: error: Batch job submission failed: Requested node configuration is not available",
      "sbatch: error: Memory specification can not be satisfied",
      "sbatch: unrecognized option '--gress=gpu:1'",
    ]
  )
  func `what is wrong for every job ends the experiment`(error: String) {
    guard case .refused(let words) = SlurmSubmission(SlurmReply(status: 1, error: error)) else {
      Issue.record("\(SlurmSubmission(SlurmReply(status: 1, error: error)))")
      return
    }
    #expect(error.contains(words))
  }

  @Test(
    arguments: [
      "sbatch: error: QOSMaxSubmitJobPerUserLimit",
      "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS "
        + "policy (job submit limit, user's size and/or time limits)",
      "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
      "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)",
    ]
  )
  func `what passes is tried again`(error: String) {
    guard case .later = SlurmSubmission(SlurmReply(status: 1, error: error)) else {
      Issue.record("\(SlurmSubmission(SlurmReply(status: 1, error: error)))")
      return
    }
  }

  @Test func `an sbatch that does not answer may have submitted all the same`() {
    #expect(SlurmSubmission(SlurmReply(timedOut: true)) == .later("sbatch does not answer"))
    #expect(SlurmSubmission(SlurmReply(status: 1, error: "what?")) == .uncertain("what?"))
  }

  @Test func `the user's options come last and limits are whole minutes`() {
    let settings = SlurmSettings(partition: "gpu", time: .seconds(61), options: ["--gres=gpu:1"])
    let words = settings.sbatch(name: "n", log: "/l", directory: "/d", excluded: ["n1"], script: ["/job.sh", "a"])
    #expect(words.suffix(3) == ["--gres=gpu:1", "/job.sh", "a"])
    #expect(words.contains("--time=2"))
    #expect(words.contains("--no-requeue") && !words.contains("--requeue"))
    #expect(words.contains("--exclude=n1"))
  }

  @Test func `Slurm starts a job again only where it may`() {
    let settings = SlurmSettings(requeue: true)
    let words = settings.sbatch(name: "n", log: "/l", directory: "/d", excluded: [], script: ["/job.sh"])
    #expect(words.contains("--requeue") && !words.contains("--no-requeue"))
  }

  @Test func `a tuner inside a job does not hand its own job on`() {
    let environment = SlurmCommands.environment(inheriting: [
      "SLURM_JOB_ID": "7", "SBATCH_PARTITION": "x", "SLURM_CONF": "/etc/slurm.conf", "PATH": "/bin",
      "SLURMD_NODENAME": "n",
    ])
    #expect(environment == ["SLURM_CONF": "/etc/slurm.conf", "PATH": "/bin"])
  }
}
