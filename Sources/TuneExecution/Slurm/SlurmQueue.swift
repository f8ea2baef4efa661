import Synchronization

/// The cluster's queue as all attempts of an experiment see it: one question for all of them, submissions one after the
/// other, cancellations bundled. Whoever asks gets what is known now and never waits for the controller.
final class SlurmQueue: Sendable {
  /// What is told to a person.
  enum Notice: Hashable, Sendable {
    case silent(String)
    case answersAgain
  }

  private struct State {
    /// By name.
    var jobs: [String: SlurmJob] = [:]
    /// When the question was asked that the last answer is to.
    var askedAt = -Double.infinity
    /// How many answers there were.
    var answers = 0
    /// Jobs whose news somebody wants, by name, with how many want it.
    var wanted: [String: (id: String, count: Int)] = [:]
    /// The names of jobs that are to end, by number.
    var cancels: [String: String] = [:]
    var isRunning = false
    var isHurried = false
    var isSilent = false
    var notices: [Notice] = []
    var badNodes: [String: Int] = [:]
    /// Whether there is accounting; nil while nobody has asked.
    var accounting: Bool?
    /// How many questions were asked, for tests.
    var questions = 0
  }

  let rules: SlurmRules
  /// What the names of this experiment's jobs begin with.
  let prefix: String
  private let commands: SlurmCommands
  private let state = Mutex(State())
  private let alarm = Alarm()
  private let submissions = Submissions()

  init(_ commands: SlurmCommands, prefix: String, rules: SlurmRules) {
    self.commands = commands
    self.prefix = prefix
    self.rules = rules
  }

  /// How many questions `squeue` was asked.
  var questions: Int { state.withLock { $0.questions } }

  // MARK: What is known

  /// - Parameter since: when the job was submitted; an older answer says nothing of it.
  func answer(_ name: String, since: Double) -> SubmissionWatch.Answer {
    state.withLock { state in
      if let job = state.jobs[name] { return .job(job, asked: state.askedAt) }
      return state.askedAt > since ? .absent(answer: state.answers) : .none
    }
  }

  /// What a person should know since the last call; told once, to whoever asks first.
  func takeNotices() -> [Notice] {
    state.withLock { state in
      defer { state.notices = [] }
      return state.notices
    }
  }

  /// Asks for a job until `forget`.
  func follow(_ name: String, id: String) {
    let starts = state.withLock { state in
      state.wanted[name, default: (id, 0)].count += 1
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if starts { Task { await run() } } else { hurry() }
  }

  func forget(_ name: String) {
    let isIdle = state.withLock { state in
      state.wanted[name]?.count -= 1
      if let count = state.wanted[name]?.count, count <= 0 { state.wanted[name] = nil }
      return state.wanted.isEmpty && state.cancels.isEmpty
    }
    if isIdle { alarm.ring() }
  }

  /// Asks soon: something is about to change.
  func hurry() { state.withLock { $0.isHurried = true } }

  // MARK: Changes

  /// Ends a job, sooner or later: it is asked for until the controller has heard of it.
  func cancel(_ name: String, id: String) {
    let starts = state.withLock { state in
      state.cancels[id] = name
      state.isHurried = true
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if starts { Task { await run() } } else { alarm.ring() }
  }

  /// A node on which jobs are lost; after the second time it is left out.
  func blame(_ node: String) {
    guard !node.isEmpty, !node.contains(","), !node.contains("[") else { return }
    state.withLock { $0.badNodes[node, default: 0] += 1 }
  }

  private var excluded: [String] {
    state.withLock { $0.badNodes.filter { $0.value >= 2 }.keys.sorted() }
  }

  /// Hands a script to the cluster, once.
  ///
  /// - Parameter words: the command line for nodes that are to be left out.
  func submit(_ words: ([String]) -> [String]) async -> SlurmSubmission {
    let excluded = excluded
    var submission = SlurmSubmission(await spaced(words(excluded)))
    if case .refused = submission, !excluded.isEmpty {
      // Perhaps nothing is left without them.
      state.withLock { $0.badNodes = [:] }
      submission = SlurmSubmission(await spaced(words([])))
    }
    return submission
  }

  private func spaced(_ words: [String]) async -> SlurmReply {
    await submissions.turn(spacing: rules.submissionSpacing)
    return await commands.run(words, limit: rules.commandLimit)
  }

  /// Looks for a job by its name, which only one ever has.
  ///
  /// - Returns: nil when nobody answers; an absent job is one that two answers, some seconds apart, do not know.
  func find(_ name: String) async -> SlurmJob?? {
    for round in 0..<2 {
      if round > 0 { await Alarm().wait(min(rules.poll, 3)) }
      let reply = await commands.run(
        ["squeue", "--noheader", "--me", "--states=all", "--name=\(name)", "--format=%i|%T|%r|%N|%j"],
        limit: rules.commandLimit
      )
      guard reply.status == 0 else { return nil }
      if let job = SlurmListing.jobs(squeue: reply.output, prefix: name)[name] { return .some(job) }
    }
    return .some(nil)
  }

  /// Ends every job of the experiment that the queue knows, unless the controller does not answer in time.
  func cancelRest(within seconds: Double) async {
    let end = steadySeconds() + seconds
    while steadySeconds() < end {
      let limit = min(rules.commandLimit, end - steadySeconds())
      let reply = await commands.run(SlurmListing.squeue, limit: limit)
      if reply.status == 0 {
        let jobs = SlurmListing.jobs(squeue: reply.output, prefix: prefix).values.filter { !$0.state.isOver }
        // One that is ending already needs no further word.
        let ids = jobs.filter { $0.word != "COMPLETING" }.map(\.id).sorted()
        if ids.isEmpty { return }
        for start in stride(from: 0, to: ids.count, by: 200) {
          _ = await commands.run(["scancel"] + ids[start..<min(start + 200, ids.count)], limit: limit)
        }
      }
      await Alarm().wait(min(1, rules.poll / 4))
    }
  }

  // MARK: The poller

  /// Asks, cancels and sleeps, for as long as anybody wants to know anything.
  private func run() async {
    var interval = rules.poll
    var failures = 0
    while state.withLock({ state in
      state.isRunning = !state.wanted.isEmpty || !state.cancels.isEmpty
      return state.isRunning
    }) {
      let before = state.withLock { $0.jobs }
      let isAnswered = await ask()
      if isAnswered { await sendCancels() }
      failures = isAnswered ? 0 : failures + 1
      let isNew = state.withLock { $0.jobs } != before
      let longest = isAnswered ? rules.longestPoll : rules.longestPollInTrouble
      interval = isNew ? rules.poll : min(longest, interval * (isAnswered ? 1.25 : 2))
      let isHurried = state.withLock { state in
        defer { state.isHurried = false }
        return state.isHurried
      }
      if isHurried { interval = min(interval, rules.poll) }
      let end = steadySeconds()
      await alarm.wait(interval)
      // However many jobs are to be ended: questions are bounded by time.
      let rest = end + rules.poll / 4 - steadySeconds()
      if rest > 0, state.withLock({ !$0.wanted.isEmpty || !$0.cancels.isEmpty }) { await Alarm().wait(rest) }
    }
  }

  private func ask() async -> Bool {
    let asked = steadySeconds()
    state.withLock { $0.questions += 1 }
    let reply = await commands.run(SlurmListing.squeue, limit: rules.commandLimit)
    guard reply.status == 0 else {
      state.withLock { state in
        if !state.isSilent { state.notices.append(.silent(reply.words)) }
        state.isSilent = true
      }
      return false
    }
    let found = SlurmListing.jobs(squeue: reply.output, prefix: prefix)
    let missing = state.withLock { state in
      if state.isSilent { state.notices.append(.answersAgain) }
      state.isSilent = false
      // What Slurm has said of a job's end stands when it has forgotten the job.
      state.jobs = state.jobs.filter { state.wanted[$0.key] != nil && $0.value.state.isOver }.merging(found) { $1 }
      state.askedAt = asked
      state.answers += 1
      guard state.accounting != false else { return [String]() }
      return state.wanted.filter { state.jobs[$0.key] == nil && !$0.value.id.isEmpty }.map(\.value.id)
    }
    if !missing.isEmpty { await explain(missing) }
    return true
  }

  /// Asks accounting, where there is any, for jobs that the queue has forgotten.
  private func explain(_ ids: [String]) async {
    let numbers = ids.map { String($0.prefix { $0 != ";" }) }
    let reply = await commands.run(SlurmListing.sacct(numbers, since: "now-30days"), limit: rules.commandLimit)
    state.withLock { state in
      guard reply.status == 0 else {
        // Absent rather than slow: without it everything works, only less is explained.
        if !reply.timedOut, reply.error.contains("disabled") || reply.status == nil { state.accounting = false }
        return
      }
      state.accounting = true
      for (name, job) in SlurmListing.jobs(sacct: reply.output, prefix: prefix) where job.state.isOver {
        if state.wanted[name] != nil, state.jobs[name] == nil { state.jobs[name] = job }
      }
    }
  }

  /// Right after an answer: a controller that was killed may give a number again that it has given before. So a job is
  /// ended by its number alone where the answer says that it is its own, and else only if it has its name, too.
  private func sendCancels() async {
    let (cancels, known) = state.withLock { state in
      (state.cancels, state.cancels.filter { id, name in state.jobs[name]?.id == id }.keys.sorted())
    }
    for start in stride(from: 0, to: known.count, by: 200) {
      await send([], Array(known[start..<min(start + 200, known.count)]))
    }
    for (id, name) in cancels.sorted(by: { $0.key < $1.key }) where !known.contains(id) {
      await send(["--name=\(name)"], [id])
    }
  }

  private func send(_ filter: [String], _ ids: [String]) async {
    let reply = await commands.run(["scancel"] + filter + ids, limit: rules.commandLimit)
    guard reply.status == 0 || reply.error.contains("Invalid job id") else { return }
    state.withLock { state in
      for id in ids { state.cancels[id] = nil }
    }
  }
}

/// Lets submissions through one after the other, so many seconds apart.
private actor Submissions {
  private var next = -Double.infinity

  func turn(spacing: Double) async {
    let now = steadySeconds()
    let mine = max(now, next)
    next = mine + spacing
    if mine > now { await Alarm().wait(mine - now) }
  }
}
