import JSON
import Synchronization
import SystemPackage
import TuneModel

/// Jobs that stay and take one attempt after the other, and the folder through which they get them.
///
/// An attempt is offered as a file in `queue`; a worker takes it by renaming it into `taken`, which of many who try one
/// can do. As many workers are kept as there are attempts for them, up to the number of the manifest.
final class WorkerPool: Sendable {
  private struct State {
    /// Attempts that are offered or run.
    var outstanding = 0
    var isRunning = false
    var workers: [Worker] = []
    var lastNumber = 0
    /// Workers in a row that ended before they began, of those that were lost together one.
    var failures = 0
    /// When the last one was lost.
    var lostAt = -Double.infinity
    /// Why no worker can be had.
    var problem: String?
    var hasLooked = false
  }

  private struct Worker: Sendable {
    let folder: JobFolder
    let name: String
    let id: String
    let since: Double
    var watch: SubmissionWatch
    var hasStarted = false
  }

  private unowned let launcher: SlurmLauncher
  private let folders: PoolFolders
  private let state = Mutex(State())
  private let alarm = Alarm()

  /// So many workers in a row that cannot begin say that none can.
  private static let mostFailures = 3
  /// How long a worker waits for something to do, in seconds; short, because others may want its node.
  static let idleLimit = 60.0

  init(_ launcher: SlurmLauncher) {
    self.launcher = launcher
    folders = PoolFolders(launcher.place.folder.appending("pool"))
  }

  /// Why no worker can be had; nil while one can.
  var problem: String? { state.withLock { $0.problem } }

  /// Offers an attempt to the workers, until `leave`.
  func join(_ folder: JobFolder, named name: String) throws(Errno) {
    try folders.create()
    if !folder.has(folder.started), !folder.has(folder.result) { try offer(folder, named: name) }
    let starts = state.withLock { state in
      state.outstanding += 1
      defer { state.isRunning = true }
      return !state.isRunning
    }
    guard starts else { return alarm.ring() }
    // Nobody else may hold the launcher when the last attempt has ended.
    Task { [launcher] in
      await run()
      withExtendedLifetime(launcher) {}
    }
  }

  func leave(named name: String) {
    removeFile(at: folders.taken.appending(name))
    removeFile(at: folders.queue.appending(name))
    state.withLock { $0.outstanding -= 1 }
  }

  /// Offers again what a worker has taken and not begun: it may have died in between.
  func offer(_ folder: JobFolder, named name: String) throws(Errno) {
    removeFile(at: folders.taken.appending(name))
    try folder.write(Array(folder.path.string.utf8), to: folders.queue.appending(name))
  }

  func isOffered(_ name: String) -> Bool { FileIdentity(folders.queue.appending(name)) != nil }

  /// Takes an offer back.
  ///
  /// - Returns: whether nobody had taken it.
  func withdraw(_ name: String) -> Bool {
    let path = folders.queue.appending(name)
    let aside = folders.root.appending(".\(name)")
    guard renames(path, to: aside) else { return false }
    removeFile(at: aside)
    return true
  }

  /// Tells workers that there will be nothing more.
  func close() {
    guard FileIdentity(folders.root) != nil else { return }
    createFile(at: folders.close)
  }

  // MARK: Keeping workers

  private func run() async {
    removeFile(at: folders.close)
    await takeUp()
    while state.withLock({ state in
      state.isRunning = state.outstanding > 0
      return state.isRunning
    }) {
      lookAfterWorkers()
      let (missing, failures) = state.withLock { state in
        let wanted = min(launcher.settings.workers, state.outstanding)
        return (state.problem == nil ? wanted - state.workers.count : 0, state.failures)
      }
      if missing > 0 {
        if failures > 0 { await Alarm().wait(launcher.rules.delay(afterLosses: failures)) }
        for _ in 0..<(failures > 0 ? 1 : missing) { await submit() }
      }
      await alarm.wait(max(0.2, min(1, launcher.rules.poll / 4)))
    }
  }

  /// Forgets workers that have ended.
  private func lookAfterWorkers() {
    let now = steadySeconds()
    let ended = state.withLock { state -> [Worker] in
      var ended: [Worker] = []
      for index in state.workers.indices {
        let worker = state.workers[index]
        worker.folder.refresh()
        if !worker.hasStarted, worker.folder.has(worker.folder.started) {
          state.workers[index].hasStarted = true
          state.failures = 0
        }
        let answer = launcher.queue.answer(worker.name, since: worker.since)
        var isOver = worker.folder.has(worker.folder.result)
        if case .job(let job, _) = answer, job.state.isOver, state.workers[index].hasStarted { isOver = true }
        let signs = SubmissionWatch.Signs(
          hasStarted: state.workers[index].hasStarted,
          beat: worker.folder.text(worker.folder.heartbeat)
        )
        if case .ended(let ending) = state.workers[index].watch.judge(now: now, signs, answer) {
          isOver = true
          if !state.workers[index].hasStarted { note(ending, worker, &state) }
        }
        if isOver { ended.append(worker) }
      }
      state.workers.removeAll { worker in ended.contains { $0.name == worker.name } }
      return ended
    }
    for worker in ended {
      launcher.queue.forget(worker.name)
      // No later tuner needs to look at it again.
      if !worker.folder.has(worker.folder.result) {
        try? worker.folder.write(["left": "gone"], to: worker.folder.result)
      }
    }
  }

  private func note(_ ending: SubmissionWatch.Ending, _ worker: Worker, _ state: inout State) {
    let word = worker.folder.text(worker.folder.refused) ?? SubmissionCourse.tail(worker.folder.log).last
    // A controller that is killed before it has saved its queue forgets all that were submitted just before.
    if word == nil, worker.since < state.lostAt { return }
    state.lostAt = steadySeconds()
    state.failures += 1
    guard state.failures >= Self.mostFailures else { return }
    let why = word ?? ending.reason ?? "its job \(worker.id) ended"
    state.problem = "\(state.failures) workers in a row could not begin: \(why)"
  }

  /// Takes up workers that an earlier tuner has left.
  private func takeUp() async {
    guard
      state.withLock({ state in
        defer { state.hasLooked = true }
        return !state.hasLooked
      })
    else { return }
    var last = 0
    for name in namesInDirectory(folders.workers) {
      guard let number = Int(name) else { continue }
      last = max(last, number)
      let folder = JobFolder(folders.workers.appending(name))
      guard !folder.has(folder.result), let job = folder.read(folder.spec)?["name"]?.string else { continue }
      var id = folder.read(folder.job)?["id"]?.string ?? folder.read(folder.started)?["id"]?.string
      if id == nil, case .some(.some(let found)) = await launcher.queue.find(job) { id = found.id }
      if let id { follow(folder, job, id) }
    }
    state.withLock { $0.lastNumber = max($0.lastNumber, last) }
  }

  private func follow(_ folder: JobFolder, _ name: String, _ id: String) {
    let now = steadySeconds()
    let worker = Worker(
      folder: folder,
      name: name,
      id: id,
      since: now,
      watch: SubmissionWatch(launcher.rules, now: now)
    )
    state.withLock { $0.workers.append(worker) }
    launcher.queue.follow(name, id: id)
  }

  private func submit() async {
    let number = state.withLock { state in
      state.lastNumber += 1
      return state.lastNumber
    }
    let folder = JobFolder(folders.workers.appending(String(number)))
    let name = launcher.jobName("w\(number)")
    do throws(Errno) {
      try folder.create()
      var spec: JSONObject = [
        "kind": "worker", "name": .string(name), "beat": .number(launcher.rules.beat),
        "pool": .string(folders.root.string), "idle": .number(Self.idleLimit),
      ]
      spec["seconds"] = launcher.settings.time.map { .number($0.inSeconds) }
      try folder.write(.object(spec), to: folder.spec)
      let submission = try await launcher.submit(folder, named: name)
      switch submission {
      case .accepted(let id):
        try folder.write(["id": .string(id), "name": .string(name)], to: folder.job)
        follow(folder, name, id)
        return
      case .refused(let why): state.withLock { $0.problem = "sbatch: \(why)" }
      case .later, .uncertain:
        // A job there may be all the same is never to begin; another one takes its place.
        if case .some(.some(let job)) = await launcher.queue.find(name) {
          follow(folder, name, job.id)
          return
        }
        try folder.write(Array(StopWord.now.rawValue.utf8), to: folder.stop)
        state.withLock { $0.failures += 1 }
        if case .uncertain(let why) = submission, state.withLock({ $0.failures }) >= SlurmAttempt.mostTries {
          state.withLock { $0.problem = "sbatch: \(why)" }
        }
      }
      try folder.write(["left": "never began"], to: folder.result)
    } catch {
      state.withLock { $0.problem = "\(folder.path) cannot be written: \(error)" }
    }
  }
}

/// The folders of a pool of workers.
struct PoolFolders: Sendable {
  let root: FilePath

  init(_ root: FilePath) {
    self.root = root
  }

  /// Files that name attempts' folders, for whoever takes them.
  var queue: FilePath { root.appending("queue") }
  var taken: FilePath { root.appending("taken") }
  /// A folder for each worker, by number.
  var workers: FilePath { root.appending("workers") }
  /// When it is there, workers leave.
  var close: FilePath { root.appending("close") }

  /// Takes the first attempt that nobody else has.
  ///
  /// - Returns: its name.
  func take() -> String? {
    for name in namesInDirectory(queue).sorted() where !name.hasPrefix(".") {
      if renames(queue.appending(name), to: taken.appending(name)) { return name }
    }
    return nil
  }

  func create() throws(Errno) {
    for folder in [queue, taken, workers] { try JobFolder(folder).create() }
  }
}
