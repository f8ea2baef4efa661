import Testing
import TuneModel

@testable import TuneExecution

@Suite struct SlurmListingTests {
  private func jobs(_ text: String) -> [String: SlurmJob] {
    SlurmListing.jobs(squeue: text, prefix: "digits-0a0b0c0d-")
  }

  @Test func `jobs of the experiment are read, whatever else is in the queue`() {
    let jobs = jobs(
      """
      17|RUNNING|None|n2|digits-0a0b0c0d-0001-1.1.1-x
      18|PENDING|Resources||digits-0a0b0c0d-0002-1.1.1-y
      19|RUNNING|None|n3|digits-ffffffff-0001-1.1.1-z
      20|RUNNING|None|n3|mydigits-0a0b0c0d-0001-1.1.1-z
      21|FAILED|a reason | with a bar|n3|digits-0a0b0c0d-0003
      22_[0-5%3]|PENDING|JobArrayTaskLimit||digits-0a0b0c0d-0004-1.1.1-a

      """
    )
    #expect(jobs.keys.sorted() == ["digits-0a0b0c0d-0001-1.1.1-x", "digits-0a0b0c0d-0002-1.1.1-y"])
    #expect(jobs["digits-0a0b0c0d-0001-1.1.1-x"]?.nodes == "n2")
    #expect(jobs["digits-0a0b0c0d-0002-1.1.1-y"]?.reason == "Resources")
  }

  @Test func `half a line is no job`() {
    #expect(jobs("17|RUNNING|None|n2|digits-0a0b0c0d-1\n18|RUNN") == jobs("17|RUNNING|None|n2|digits-0a0b0c0d-1\n"))
    #expect(jobs("slurm_load_jobs error: Unable to contact slurm controller").isEmpty)
  }

  @Test func `a name with odd characters does not match another experiment's`() {
    #expect(jobs("1|RUNNING|None|n1|digits-0a0b0c0d\n2|RUNNING|None|n1|digits-0a0b0c0d.5-1\n").isEmpty)
  }

  @Test func `five thousand jobs are read`() {
    let text = (1...5_000).map { "\($0)|RUNNING|None|n1|digits-0a0b0c0d-\($0)" }.joined(separator: "\n")
    #expect(jobs(text).count == 5_000)
  }

  @Test func `of two jobs of one name the one counts that is not over`() {
    let alive = "17|RUNNING|None|n2|digits-0a0b0c0d-1", over = "12|FAILED|NonZeroExitCode|n1|digits-0a0b0c0d-1"
    for text in ["\(alive)\n\(over)\n", "\(over)\n\(alive)\n"] { #expect(jobs(text).values.map(\.id) == ["17"]) }
  }

  @Test func `accounting's last record of a job counts`() {
    let jobs = SlurmListing.jobs(
      sacct: """
        17|digits-0a0b0c0d-1|PREEMPTED|0:0|n1
        17|digits-0a0b0c0d-1|COMPLETED|0:0|n2
        18|digits-0a0b0c0d-2|CANCELLED by 1000|0:15|n2
        18.batch|batch|CANCELLED|0:15|n2
        half|a line

        """,
      prefix: "digits-0a0b0c0d-"
    )
    #expect(jobs["digits-0a0b0c0d-1"]?.state == .completed)
    #expect(jobs["digits-0a0b0c0d-2"]?.state == .cancelled)
    #expect(jobs.count == 2)
  }

  @Test(
    arguments: [
      ("PENDING", .pending), ("COMPLETING", .alive), ("REQUEUE_HOLD", .requeued), ("COMPLETED", .completed),
      ("FAILED", .failed), ("DEADLINE", .timeLimit), ("OUT_OF_MEMORY", .outOfMemory), ("BOOT_FAIL", .nodeFailed),
      ("PREEMPTED", .preempted), ("CANCELLED+", .cancelled), ("CANCELLED by 0", .cancelled),
      ("SOMETHING_NEW", .unknown),
      ("", .unknown),
    ] as [(Substring, SlurmJobState)]
  )
  func `every state means what the manual says`(word: Substring, state: SlurmJobState) {
    #expect(SlurmJobState(word) == state)
  }

  @Test func `a job that may wait for ever is complained of`() {
    func complaint(_ reason: String) -> String? {
      SlurmJob(id: "1", name: "a", state: .pending, word: "PENDING", reason: reason, nodes: "").complaint
    }
    #expect(complaint("Resources") == nil)
    #expect(complaint("Priority") == nil)
    #expect(complaint("PartitionTimeLimit") != nil)
    #expect(complaint("QOSMaxJobsPerUserLimit") != nil)
  }

  @Test(
    arguments: [("4:05", 245.0), ("1-02:03:04", 93_784), ("59", 59), ("UNLIMITED", nil), ("INVALID", nil)]
      as [(Substring, Double?)]
  )
  func `the time that a job has left is read`(text: Substring, seconds: Double?) {
    #expect(NodeWorker.seconds(timeLeft: text) == seconds)
  }
}
