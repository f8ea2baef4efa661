import JSON
import Synchronization
import SystemPackage
import TuneModel

/// One attempt as the tuner sees it: its jobs, one after the other until one leaves a result.
final class SlurmAttempt: Sendable {
  enum Stop: Int, Comparable {
    case none, gentle, now

    static func < (left: Stop, right: Stop) -> Bool { left.rawValue < right.rawValue }
  }

  /// How a submission ended.
  private enum End {
    case report(AttemptReport)
    case lost(String, SubmissionWatch.Loss, node: String)
    /// Slurm has started its job once more, which the next submission takes over.
    case restarted(name: String, id: String)
    /// An earlier tuner has ended it, and left before it could begin the next.
    case abandoned
    /// We leave it, and it goes on.
    case detached
  }

  private let launcher: SlurmLauncher
  private let request: AttemptRequest
  private let observe: @Sendable (AttemptEvent) async -> AttemptDecision
  private let stop = Mutex(Stop.none)
  private let alarm = Alarm()

  private var rules: SlurmRules { launcher.rules }
  private var queue: SlurmQueue { launcher.queue }

  /// So often a submission is tried that is refused for an unknown reason.
  static let mostTries = 8

  init(
    _ launcher: SlurmLauncher,
    _ request: AttemptRequest,
    _ observe: @escaping @Sendable (AttemptEvent) async -> AttemptDecision
  ) {
    self.launcher = launcher
    self.request = request
    self.observe = observe
  }

  func requestStop(_ wanted: Stop) {
    stop.withLock { $0 = max($0, wanted) }
    alarm.ring()
  }

  private var stopWanted: Stop { stop.withLock { $0 } }

  /// Runs the attempt to its end, or takes up where an earlier tuner has left it.
  func run() async throws(Errno) -> AttemptReport {
    var number = lastSubmission
    var losses = 0
    while true {
      let folder = JobFolder(submissions.appending("\(attemptNumber).\(max(1, number))"))
      let isOld = number > 0 && folder.has(folder.spec)
      if isOld, folder.has(folder.stop), !folder.has(folder.result) {
        // It was given up by a tuner that was killed before it could begin the next.
        number += 1
        continue
      }
      switch try await follow(folder, isOld: isOld) {
      case .report(let report): return report
      case .abandoned: number += 1
      case .restarted(let name, let id):
        number = max(1, number) + 1
        let next = JobFolder(submissions.appending("\(attemptNumber).\(number)"))
        try writeSpec(next, name: name)
        _ = try note(id, next, name)
        // Last: a tuner that dies in between finds what to go on with.
        try folder.write(Array(StopWord.now.rawValue.utf8), to: folder.stop)
        await tell("trial \(trialName): Slurm has started its job \(id) again; it goes on from what it has saved")
      case .detached:
        var report = AttemptReport(outcome: .stopped)
        report.isDetached = true
        return report
      case .lost(let why, let loss, let node):
        if loss == .counted {
          losses += 1
          queue.blame(node)
        }
        if losses > rules.losses {
          return AttemptReport(outcome: .failed, failure: "lost \(losses) times, the last time because \(why)")
        }
        await tell("trial \(trialName): \(why); it is submitted again")
        if await pause(loss == .free ? rules.poll : rules.delay(afterLosses: losses)) != .none {
          return AttemptReport(outcome: .stopped)
        }
        number = max(1, number) + 1
      }
    }
  }

  // MARK: Names and folders

  private var submissions: FilePath { request.trialDirectory.appending("slurm") }
  private var attemptNumber: Substring { request.marker.name.split(separator: "-").last ?? "1" }
  private var trialName: Substring { (request.marker.name.split(separator: "-").first ?? "").drop { $0 == "0" } }

  /// The number of the last submission of this attempt; 0 when there is none.
  private var lastSubmission: Int {
    namesInDirectory(submissions).compactMap { name -> Int? in
      let parts = name.split(separator: ".")
      return parts.count == 2 && parts[0] == attemptNumber ? Int(parts[1]) : nil
    }.max() ?? 0
  }

  // MARK: One submission

  private func follow(_ folder: JobFolder, isOld: Bool) async throws(Errno) -> End {
    if !isOld { try writeSpec(folder, name: launcher.jobName("\(request.marker.name).\(folder.name)")) }
    guard let name = folder.read(folder.spec)?["name"]?.string else { throw .ioError }
    if launcher.settings.mode == .workers { return try await followOffer(folder, name) }
    let known = folder.read(folder.job)?["id"]?.string
    let id: String
    if folder.has(folder.result) {
      id = known ?? ""
    } else if let known {
      id = known
    } else {
      switch try await submit(folder, name, isOld: isOld) {
      case .job(let number): id = number
      case .end(let end): return end
      }
    }
    queue.follow(name, id: id)
    defer { queue.forget(name) }
    var course = SubmissionCourse(folder, id: id, name: name, request, rules)
    let bell = FolderBell(folder.path, alarm)
    defer { withExtendedLifetime(bell) {} }
    while true {
      if let end = try await look(&course) { return end }
      await alarm.wait(course.interval)
    }
  }

  private func followOffer(_ folder: JobFolder, _ name: String) async throws(Errno) -> End {
    let pool = launcher.pool
    try pool.join(folder, named: name)
    var course = SubmissionCourse(folder, id: "", name: name, isOffered: true, request, rules)
    let bell = FolderBell(folder.path, alarm)
    defer { withExtendedLifetime(bell) {} }
    var keepsOffer = false
    defer {
      if !keepsOffer { pool.leave(named: name) }
      if !course.id.isEmpty { queue.forget(course.name) }
    }
    var missingSince: Double?
    while true {
      if let worker = course.findWorker() { queue.follow(worker.name, id: worker.id) }
      if course.id.isEmpty, !folder.has(folder.result) {
        if stopWanted != .none, !(launcher.detaches && stopWanted == .now), pool.withdraw(name) {
          return .report(AttemptReport(outcome: .stopped))
        }
        if let problem = pool.problem { return .report(AttemptReport(outcome: .notStarted(problem))) }
        if pool.isOffered(name) {
          missingSince = nil
        } else if let since = missingSince {
          // Whoever took it has not begun it.
          if steadySeconds() - since > rules.grace / 2 { try pool.offer(folder, named: name) }
        } else {
          missingSince = steadySeconds()
        }
      }
      if let end = try await look(&course) {
        if case .detached = end { keepsOffer = true }
        return end
      }
      await alarm.wait(course.interval)
    }
  }

  /// The intent is on the disk before there is a job: should this process die in between, the next one knows what to
  /// look for.
  private func writeSpec(_ folder: JobFolder, name: String) throws(Errno) {
    try folder.create()
    let spec: JSONValue = [
      "kind": "attempt", "name": .string(name), "beat": .number(rules.beat), "requeues": .bool(rules.requeues),
      "request": request.json(inherited: launcher.place.environment),
    ]
    try folder.write(spec, to: folder.spec)
  }

  private enum Submitted {
    case job(String)
    case end(End)
  }

  private func submit(_ folder: JobFolder, _ name: String, isOld: Bool) async throws(Errno) -> Submitted {
    var tries = 0
    var unknown = 0
    // After whatever may have made a job, it is looked for before another one is made.
    var isUncertain = isOld
    while true {
      if stopWanted != .none {
        if launcher.detaches, stopWanted == .now { return .end(.detached) }
        // A job of which nobody knows finds the word when it begins.
        try folder.write(Array(StopWord.now.rawValue.utf8), to: folder.stop)
        return .end(.report(AttemptReport(outcome: .stopped)))
      }
      if isUncertain {
        // Has it begun, it needs no finding.
        if let id = folder.read(folder.started)?["id"]?.string { return .job(try note(id, folder, name)) }
        switch await queue.find(name) {
        case .some(.some(let job)): return .job(try note(job.id, folder, name))
        case .some(.none): isUncertain = false
        case .none:
          _ = await pause(rules.poll)
          continue
        }
      }
      switch try await launcher.submit(folder, named: name) {
      case .accepted(let id): return .job(try note(id, folder, name))
      case .refused(let why): return .end(.report(AttemptReport(outcome: .notStarted("sbatch: \(why)"))))
      case .uncertain(let why):
        unknown += 1
        if unknown == Self.mostTries { return .end(.report(AttemptReport(outcome: .notStarted("sbatch: \(why)")))) }
        await tell("sbatch: \(why); it is tried again")
      case .later(let why): await tell("sbatch: \(why); it is tried again")
      }
      isUncertain = true
      tries += 1
      _ = await pause(rules.backoff(afterTries: tries) * Double.random(in: 0.5...1))
    }
  }

  private func note(_ id: String, _ folder: JobFolder, _ name: String) throws(Errno) -> String {
    try folder.write(["id": .string(id), "name": .string(name)], to: folder.job)
    return id
  }

  /// Looks once at what is to be seen of a submission, and does what follows.
  ///
  /// - Returns: its end, if that has come.
  private func look(_ course: inout SubmissionCourse) async throws(Errno) -> End? {
    for notice in launcher.takeNotices() { await tell(notice, always: true) }
    course.folder.refresh()
    // Before the events, so that all of them are read when there is one.
    let result = course.folder.read(course.folder.result)
    let points = course.readEvents()
    if !points.isEmpty, await observe(.metrics(points)) == .stop { requestStop(.gentle) }
    if let result, let report = AttemptReport(json: result) {
      // Unless its own metrics say that it was to be stopped.
      if course.isAbandoned, stopWanted == .none, result["told"]?.bool == true || report.outcome == .stopped {
        return .abandoned
      }
      if stopWanted != .none || result["told"]?.bool != true { return .report(course.judged(report, result)) }
      if result["time_is_up"]?.bool == true { return .report(course.timeLimit(launcher.settings)) }
      // Somebody else has ended it: Slurm will say who, and why.
      course.wasEnded = true
    }
    if stopWanted != .none {
      if launcher.detaches, stopWanted == .now { return .detached }
      return try await end(&course)
    }
    // What waits for a worker has no job that could be missing: the workers' own may wait for hours.
    let answer = course.waitsForWorker ? .none : queue.answer(course.name, since: course.begun)
    if case .job(let job, _) = answer { await note(job, &course) }
    switch course.judge(answer) {
    case .wait: return nil
    case .ended(.lost(let why, let loss)):
      // The folder itself may be gone.
      try? course.folder.write(Array(StopWord.now.rawValue.utf8), to: course.folder.stop)
      // A worker that is only taken for lost finds the word, too.
      if !course.isOffered { queue.cancel(course.name, id: course.id) }
      return .lost(course.explained(why), loss, node: course.node)
    case .ended(let ending) where course.isOffered:
      // What befalls a worker is not its trial's fault, or not known to be.
      // The folder itself may be gone.
      try? course.folder.write(Array(StopWord.now.rawValue.utf8), to: course.folder.stop)
      var why = "its worker, job \(course.id), ended"
      if case .failed(let words) = ending { why = words }
      return .lost(why, .counted, node: course.node)
    case .ended(.restarted): return .restarted(name: course.name, id: course.id)
    case .ended(.timeLimit): return .report(course.timeLimit(launcher.settings))
    case .ended(.failed(let why)): return .report(course.failed(course.explained(why)))
    case .ended(.cancelled):
      return .report(course.failed("its job \(course.id) was cancelled, by somebody else than swift-tune"))
    }
  }

  /// Ends the job, and waits until it has ended.
  private func end(_ course: inout SubmissionCourse) async throws(Errno) -> End? {
    let now = steadySeconds()
    let wanted = stopWanted
    if course.stopped != wanted {
      course.stopped = wanted
      course.endBy = now
      let isGentle = wanted == .gentle && request.notice != nil && course.hasStarted
      if isGentle, let notice = request.notice { course.endBy = now + notice.inSeconds + request.grace.inSeconds + 5 }
      let word: StopWord = isGentle ? .gentle : .now
      try course.folder.write(Array(word.rawValue.utf8), to: course.folder.stop)
    }
    if course.isOffered {
      // The worker ends the command and goes on; without it there is nothing to end.
      course.cancelled = course.cancelled ?? now
      course.farewell = (request.notice?.inSeconds ?? 0) + request.grace.inSeconds + rules.farewell
    } else if now >= course.endBy {
      // Again and again: what the controller has heard it may have forgotten.
      course.endBy = now + 10
      course.cancelled = course.cancelled ?? now
      queue.cancel(course.name, id: course.id)
    }
    if let cancelled = course.cancelled {
      switch queue.answer(course.name, since: cancelled) {
      case .job(let job, _) where job.state.isOver: return .report(course.stoppedReport)
      case .absent where !course.isOffered: return .report(course.stoppedReport)
      case .job, .absent, .none: break
      }
      if now - cancelled > course.farewell ?? rules.farewell {
        await tell(
          "the end of job \(course.id) could not be confirmed; 'scancel \(course.id)' ends it, if it is still there",
          always: true
        )
        return .report(course.stoppedReport)
      }
    }
    return nil
  }

  /// Tells people, through the job's file and the observer, where the job is or why it waits.
  private func note(_ job: SlurmJob, _ course: inout SubmissionCourse) async {
    if course.noteChange(job) {
      let object: JSONValue = [
        "id": .string(job.id), "name": .string(job.name), "state": .string(job.word), "reason": .string(job.reason),
        "nodes": .string(job.nodes),
      ]
      // For people alone.
      try? course.folder.write(object, to: course.folder.job)
    }
    let isLong = job.state == .pending && steadySeconds() - course.begun > 30 * rules.poll
    if let complaint = job.complaint ?? (isLong ? job.reason : nil) { await tell("jobs wait: \(complaint)") }
  }

  // MARK: People and time

  private func tell(_ words: String, always: Bool = false) async {
    if launcher.isNews(words) || always { _ = await observe(.note(words)) }
  }

  /// Waits, at most until the attempt is to be stopped.
  private func pause(_ seconds: Double) async -> Stop {
    let end = steadySeconds() + seconds
    while stopWanted == .none, steadySeconds() < end { await alarm.wait(end - steadySeconds()) }
    return stopWanted
  }
}
