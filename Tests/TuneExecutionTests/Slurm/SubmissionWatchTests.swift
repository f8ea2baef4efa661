import Testing

@testable import TuneExecution

@Suite struct SubmissionWatchTests {
  private let rules = SlurmRules(poll: 10, lostAfter: 120)
  private let watch = Watched(SubmissionWatch(SlurmRules(poll: 10, lostAfter: 120), now: 0))

  /// One watch for all of a test.
  private final class Watched {
    private var watch: SubmissionWatch

    init(_ watch: SubmissionWatch) { self.watch = watch }

    func judge(
      now: Double,
      _ signs: SubmissionWatch.Signs,
      _ answer: SubmissionWatch.Answer
    ) -> SubmissionWatch.Verdict {
      watch.judge(now: now, signs, answer)
    }
  }

  private func job(
    _ word: String,
    reason: String = "",
    exit: String = "",
    nodes: String = "n2",
    asked: Double = 0
  ) -> SubmissionWatch.Answer {
    .job(
      SlurmJob(
        id: "17",
        name: "a",
        state: SlurmJobState(word[...]),
        word: word,
        reason: reason,
        nodes: nodes,
        exit: exit
      ),
      asked: asked
    )
  }

  private func signs(_ beat: String? = nil, started: Bool = true) -> SubmissionWatch.Signs {
    .init(hasStarted: started, beat: beat)
  }

  /// The first verdict other than to wait, and when it came, when the same is seen from a time on, every two seconds.
  private func first(
    from start: Double = 0,
    _ signs: SubmissionWatch.Signs,
    _ answer: (Double) -> SubmissionWatch.Answer
  ) -> (time: Double, ending: SubmissionWatch.Ending)? {
    for time in stride(from: start, through: start + 600, by: 2) {
      if case .ended(let ending) = watch.judge(now: time, signs, answer(time)) { return (time, ending) }
    }
    return nil
  }

  @Test func `no answer ends nothing`() {
    #expect(first(signs()) { _ in .none } == nil)
  }

  @Test func `one answer without the job ends nothing, however long it is looked at`() {
    #expect(first(signs()) { _ in .absent(answer: 1) } == nil)
  }

  @Test func `a job that is absent and silent for long enough is lost`() throws {
    let end = try #require(first(signs()) { .absent(answer: Int($0 / 10)) })
    #expect(end.ending == .lost("its job is gone without a trace", .counted))
    #expect(end.time >= 120)
  }

  @Test func `a job that beats is not lost, though Slurm has forgotten it`() {
    for time in stride(from: 0.0, through: 1_000, by: 10) {
      #expect(watch.judge(now: time, signs("\(Int(time / 30))"), .absent(answer: Int(time / 10))) == .wait)
    }
  }

  @Test func `beats are compared with each other, never with a clock`() {
    // A node whose clock is an hour ahead, behind, or stands still writes the same numbers.
    for time in stride(from: 0.0, through: 600, by: 30) {
      #expect(watch.judge(now: time, signs("\(Int(time))"), .absent(answer: Int(time))) == .wait)
    }
    #expect(watch.judge(now: 601, signs("600"), .absent(answer: 601)) == .wait)
  }

  @Test func `the job comes back, and counting begins anew`() {
    _ = watch.judge(now: 0, signs(), .absent(answer: 1))
    _ = watch.judge(now: 100, signs(), .absent(answer: 2))
    _ = watch.judge(now: 110, signs(), job("RUNNING"))
    #expect(watch.judge(now: 130, signs(), .absent(answer: 4)) == .wait)
    #expect(watch.judge(now: 140, signs(), .absent(answer: 5)) == .wait)
  }

  @Test func `a job that completed has time for its result to be seen`() throws {
    let end = try #require(first(signs()) { _ in job("COMPLETED") })
    #expect(end.time == 60)
    #expect(end.ending == .failed("its job on n2 ended without a result"))
  }

  @Test func `a job that failed before it began could not begin, which is nobody's fault`() throws {
    let end = try #require(first(signs(started: false)) { _ in job("FAILED", reason: "JobLaunchFailure") })
    #expect(end.ending == .lost("its job on n2 could not begin", .counted))
    #expect(end.time < 60)
  }

  @Test(
    arguments: [
      ("NODE_FAIL", .lost("its job's node failed on n2", .counted)),
      ("BOOT_FAIL", .lost("its job's node failed on n2", .counted)),
      ("PREEMPTED", .lost("its job on n2 was preempted", .free)), ("TIMEOUT", .timeLimit),
      ("CANCELLED", .cancelled), ("OUT_OF_MEMORY", .failed("its job on n2 used more memory than it had asked for")),
    ] as [(String, SubmissionWatch.Ending)]
  )
  func `how a job ended decides whose fault it is`(word: String, ending: SubmissionWatch.Ending) {
    #expect(first(signs()) { _ in job(word) }?.ending == ending)
  }

  @Test func `a preempted job that comes back goes on`() {
    _ = watch.judge(now: 0, signs(), job("PREEMPTED"))
    _ = watch.judge(now: 30, signs(), job("PENDING", reason: "BeginTime"))
    #expect(watch.judge(now: 200, signs(), job("RUNNING")) == .wait)
  }

  @Test func `a job that is forgotten after its end has ended as Slurm said`() throws {
    _ = watch.judge(now: 0, signs(), job("PREEMPTED"))
    let end = try #require(first(from: 2, signs()) { .absent(answer: Int($0)) })
    #expect(end.ending == .lost("its job was preempted", .free))
  }

  @Test func `a job that a restart of the controller has held never starts`() {
    guard
      case .ended(.lost(_, .counted)) = watch.judge(
        now: 1,
        signs(started: false),
        job("PENDING", reason: "launch failed requeued held")
      )
    else {
      Issue.record("it is waited for")
      return
    }
  }

  @Test(arguments: [("COMPLETED", ""), ("FAILED", ""), ("CANCELLED", ""), ("PENDING", "launch failed requeued held")])
  func `an attempt that beats is waited for, whatever a forgetful controller says`(word: String, reason: String) throws
  {
    for time in stride(from: 0.0, through: 1_000, by: 10) {
      #expect(watch.judge(now: time, signs("\(Int(time / 30))"), job(word, reason: reason)) == .wait)
    }
    // It falls silent, which after the last beat is waited for as long as after an end.
    let end = try #require(first(from: 1_002, signs("33")) { _ in job(word, reason: reason) })
    #expect(end.time >= 1_048 && end.time <= 1_060)
  }

  @Test func `an attempt that died while the controller had forgotten it is nobody's fault`() throws {
    let again = SubmissionWatch.Signs(hasStarted: true, beat: "1", wasStartedAgain: true)
    let end = try #require(first(again) { _ in job("COMPLETED") })
    #expect(end.ending == .lost("its job died and was started again on n2", .counted))
  }

  @Test func `a job that was cancelled on its node before it began was not cancelled by a person`() throws {
    _ = watch.judge(now: 0, signs(started: false), job("PENDING", nodes: ""))
    _ = watch.judge(now: 1, signs(started: false), job("COMPLETING"))
    let end = try #require(first(from: 2, signs(started: false)) { _ in job("CANCELLED") })
    #expect(end.ending == .lost("Slurm cancelled its job before it began on n2", .counted))
  }

  @Test func `a job that is cancelled while it waits, or while its node starts, was cancelled by a person`() throws {
    let waiting = try #require(first(signs(started: false)) { job($0 < 60 ? "PENDING" : "CANCELLED", nodes: "") })
    #expect(waiting.ending == .cancelled)
    let configuring = try #require(
      first(from: 700, signs(started: false)) { job($0 < 800 ? "CONFIGURING" : "CANCELLED") }
    )
    #expect(configuring.ending == .cancelled)
  }

  @Test func `a job that waits again although it has begun is forgotten, and not cancelled by a person`() throws {
    // An answer that was asked for before it began says nothing.
    _ = watch.judge(now: 10, signs(), job("PENDING", nodes: "", asked: 9))
    _ = watch.judge(now: 12, signs(), job("PENDING", nodes: "", asked: 10))
    #expect(first(from: 14, signs()) { _ in job("CANCELLED", asked: 13) }?.ending == .cancelled)
    _ = watch.judge(now: 700, signs(), job("PENDING", nodes: "", asked: 699))
    let end = try #require(first(from: 702, signs()) { _ in job("CANCELLED", asked: 701) })
    #expect(end.ending == .lost("Slurm forgot that its job runs, and cancelled it on n2", .counted))
  }

  @Test func `a job that waits after it ran is forgotten`() throws {
    _ = watch.judge(now: 0, signs(started: false), job("RUNNING"))
    _ = watch.judge(now: 10, signs(), job("PENDING", nodes: ""))
    let end = try #require(first(from: 12, signs()) { _ in job("CANCELLED") })
    #expect(end.ending == .lost("Slurm forgot that its job runs, and cancelled it on n2", .counted))
  }

  @Test func `a job that Slurm may start again is told what to do, once its first run has fallen silent`() throws {
    var rules = rules
    rules.requeues = true
    let watch = Watched(SubmissionWatch(rules, now: 0))
    func again(_ beat: String, wasEnded: Bool = false) -> SubmissionWatch.Signs {
      .init(hasStarted: true, beat: beat, wasEnded: wasEnded, wasStartedAgain: true)
    }
    // Both run while the first beats: the controller had forgotten it.
    for time in stride(from: 0.0, through: 300, by: 10) {
      #expect(watch.judge(now: time, again("\(Int(time / 30))"), job("RUNNING")) == .wait)
    }
    #expect(watch.judge(now: 359, again("10"), job("RUNNING")) == .wait)
    #expect(watch.judge(now: 360, again("10"), job("RUNNING")) == .ended(.restarted))
    #expect(watch.judge(now: 361, again("11", wasEnded: true), .none) == .ended(.restarted))
    // One that waits for that is cancelled by a person.
    let waiting = Watched(SubmissionWatch(rules, now: 0))
    _ = waiting.judge(now: 0, signs(), job("RUNNING"))
    _ = waiting.judge(now: 10, signs(), job("PENDING", nodes: "", asked: 9))
    _ = waiting.judge(now: 20, signs(), job("CANCELLED", nodes: ""))
    #expect(waiting.judge(now: 200, signs(), job("CANCELLED", nodes: "")) == .ended(.cancelled))
    // Where Slurm may not, it is another job's turn.
    #expect(self.watch.judge(now: 0, again("10", wasEnded: true), job("RUNNING")) == .wait)
  }

  @Test func `an unknown state is no information`() {
    #expect(first(signs()) { _ in job("SOMETHING_NEW") } == nil)
  }

  @Test func `losses are followed by longer and longer pauses`() {
    #expect([1, 2, 3, 9].map { rules.delay(afterLosses: $0) } == [10, 60, 300, 300])
  }
}
