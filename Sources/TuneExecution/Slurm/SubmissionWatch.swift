/// Decides from what is seen of a job whether its attempt goes on.
///
/// Files are the truth and Slurm is a hint: a result ends an attempt whatever Slurm says, and that Slurm does not know a
/// job, or does not answer, ends nothing by itself. A value without a clock: it is told the time.
struct SubmissionWatch {
  /// What Slurm last said of the job.
  enum Answer: Hashable, Sendable {
    /// Nothing since the job was submitted.
    case none
    /// It answered, and the job was not there; a number that is another one for every answer.
    case absent(answer: Int)
    /// What it said of the job when it was asked at a time.
    case job(SlurmJob, asked: Double = 0)
  }

  /// What the attempt's folder showed.
  struct Signs: Hashable, Sendable {
    var hasStarted: Bool
    /// Another one at every beat. Compared with itself alone: clocks of nodes differ.
    var beat: String?
    /// Whether the job was told to end, by somebody else than the tuner, and has.
    var wasEnded = false
    /// Whether the job was started once more, by a controller that had forgotten it, and found that it had begun.
    var wasStartedAgain = false
  }

  enum Verdict: Hashable, Sendable {
    case wait
    case ended(Ending)
  }

  /// How a job ended that left no result.
  enum Ending: Hashable, Sendable {
    /// Nobody's fault: to be tried again.
    case lost(String, Loss)
    /// The job's time limit.
    case timeLimit
    /// The attempt's own fault.
    case failed(String)
    /// Somebody else than the tuner cancelled it.
    case cancelled
    /// Slurm has started the job once more, which waits to be told what to do.
    case restarted

    /// In words, where there are some.
    var reason: String? {
      switch self {
      case .lost(let why, _), .failed(let why): why
      case .timeLimit: "its time limit came"
      case .cancelled: "it was cancelled, by somebody else than swift-tune"
      case .restarted: nil
      }
    }
  }

  enum Loss: Hashable, Sendable {
    /// Counts against what may be lost.
    case counted
    /// Does not: the cluster took back what it had lent.
    case free
  }

  private let rules: SlurmRules
  private var beat: String?
  /// When the job last showed that it lives, or was first looked at.
  private var aliveAt: Double
  private var hadStarted = false
  private var wasStartedAgain = false
  /// Whether Slurm has said that the job runs or is about to.
  private var wasAlive = false
  /// When the job was first seen to have begun.
  private var startSeen: Double?
  /// Whether Slurm did not know it afterwards: its controller was killed before it had written that down.
  private var isForgotten = false
  private var absences = 0
  private var absentSince = 0.0
  private var lastAbsence: Int?
  private var over: (state: SlurmJobState, since: Double)?

  init(_ rules: SlurmRules, now: Double) {
    self.rules = rules
    aliveAt = now
  }

  /// Whether a running job has not been heard of for three beats.
  func isSuspect(now: Double) -> Bool { hadStarted && now - aliveAt > 3 * rules.beat }

  mutating func judge(now: Double, _ signs: Signs, _ answer: Answer) -> Verdict {
    if signs.beat != beat || signs.hasStarted != hadStarted {
      (beat, hadStarted) = (signs.beat, signs.hasStarted)
      aliveAt = now
    }
    wasStartedAgain = signs.wasStartedAgain
    // A controller that has forgotten that the job runs starts it once more, too: the one that lives has precedence.
    if wasStartedAgain, rules.requeues, signs.wasEnded || now - aliveAt >= 2 * rules.beat { return .ended(.restarted) }
    switch answer {
    case .none: return .wait
    case .absent(let answer): return judgeAbsence(now: now, answer)
    case .job(let job, let asked):
      (absences, lastAbsence) = (0, nil)
      if hadStarted, startSeen == nil { startSeen = now }
      switch job.state {
      // One that is completing ends, and may never have begun.
      case .alive: wasAlive = wasAlive || job.word != "COMPLETING"
      // Where Slurm may start a job again, it waits again in good order.
      case .pending where !rules.requeues: isForgotten = isForgotten || wasAlive || asked > startSeen ?? .infinity
      default: break
      }
      return judge(job, now: now, signs)
    }
  }

  private mutating func judgeAbsence(now: Double, _ answer: Int) -> Verdict {
    // What Slurm said before it forgot the job still holds.
    if let over {
      let since = livesOn(over.state) ? max(over.since, aliveAt) : over.since
      return now - since >= rules.grace ? .ended(ending(over.state, nil)) : .wait
    }
    guard answer != lastAbsence else { return .wait }
    if absences == 0 { absentSince = now }
    absences += 1
    lastAbsence = answer
    guard absences >= rules.absences, now - absentSince >= rules.lostAfter, now - aliveAt >= rules.lostAfter else {
      return .wait
    }
    return .ended(.lost("its job is gone without a trace", .counted))
  }

  private mutating func judge(_ job: SlurmJob, now: Double, _ signs: Signs) -> Verdict {
    if job.isStuck, !hadStarted || now - aliveAt >= rules.grace {
      return .ended(.lost("its job was held by Slurm: \(job.reason)", .counted))
    }
    guard job.state.isOver else {
      over = nil
      return .wait
    }
    if over?.state != job.state { over = (job.state, now) }
    var since = over?.since ?? now
    if livesOn(job.state) { since = max(since, aliveAt) }
    // A job that ended before it began has nothing more to write.
    let patience = signs.wasEnded || (job.state == .failed && !signs.hasStarted) ? rules.grace / 4 : rules.grace
    return now - since >= patience ? .ended(ending(job.state, job)) : .wait
  }

  /// Whether an attempt that shows that it lives may write a result although its job is said to have ended by itself. A
  /// controller that has forgotten that a job began starts it once more; that run finds the attempt taken and ends well.
  private func livesOn(_ state: SlurmJobState) -> Bool {
    hadStarted && (state == .completed || state == .failed || state == .cancelled)
  }

  private func ending(_ state: SlurmJobState, _ job: SlurmJob?) -> Ending {
    let place = job.map { $0.nodes.isEmpty ? "" : " on \($0.nodes)" } ?? ""
    switch state {
    case .timeLimit: return .timeLimit
    case .outOfMemory: return .failed("its job\(place) used more memory than it had asked for")
    case .nodeFailed: return .lost("its job's node failed\(place)", .counted)
    case .preempted: return .lost("its job\(place) was preempted", .free)
    // A controller that was killed starts a job for a second time, or gives its number to another one; the node refuses
    // what it already runs, and has it cancelled.
    case .cancelled where isForgotten:
      return .lost("Slurm forgot that its job runs, and cancelled it\(place)", .counted)
    case .cancelled where !hadStarted && !wasAlive && !place.isEmpty:
      return .lost("Slurm cancelled its job before it began\(place)", .counted)
    case .cancelled: return .cancelled
    case .failed where !hadStarted: return .lost("its job\(place) could not begin", .counted)
    case .completed where !hadStarted: return .lost("its job\(place) ended before it began", .counted)
    case .completed where wasStartedAgain: return .lost("its job died and was started again\(place)", .counted)
    default:
      let exit = job.map { $0.exit.isEmpty || $0.exit == "0:0" ? "" : ", exit \($0.exit)" } ?? ""
      return .failed("its job\(place) ended without a result\(exit)")
    }
  }
}
