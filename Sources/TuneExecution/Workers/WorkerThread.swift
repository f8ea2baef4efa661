import SystemPackage
import TuneModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The conversation with one worker, on a thread of its own: it is told a trial, its answers are read, its deadlines
/// kept; and whatever it says while it has no trial goes nowhere.
final class WorkerThread {
  private let worker: Worker
  private let child: Spawn.Child
  private let streams: WorkerStreams
  private var lines = WorkerLines()
  private var task: Conversation?
  /// What is yet to be written to the worker.
  private var unwritten: ArraySlice<UInt8> = []
  private var hasRunOthers = false
  private var isInputOpen = true
  /// Whether the worker has its input open, as far as is known.
  private var isInputRead = true
  private var isErrorOpen = true
  private var isOutputOpen = true
  /// Ends the worker when it has no trial: when it is to finish, or was misunderstood.
  private var ending: AttemptClock?
  private let grace: Duration
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)

  /// How often it is asked whether the process has ended, where the system does not tell.
  private static let exitInterval: Int32 = 5

  private init(_ worker: Worker, _ child: Spawn.Child, _ streams: WorkerStreams) {
    (self.worker, self.child, self.streams) = (worker, child, streams)
    grace = .seconds(5)
  }

  deinit { buffer.deallocate() }

  static func start(_ worker: Worker, _ child: Spawn.Child, _ streams: WorkerStreams) {
    worker.noteStart()
    SignalFreeThread.start { WorkerThread(worker, child, streams).run() }
  }

  /// A trial in the worker's hands.
  private final class Conversation {
    let job: Worker.Job
    var trial: WorkerTrial
    var clock: AttemptClock
    let start: SuspendingClock.Instant
    var outputLog: LogFile
    var errorLog: LogFile
    var output = TailBuffer()
    var error = TailBuffer()
    var hasAnswered = false

    init(_ job: Worker.Job, start now: SuspendingClock.Instant) {
      self.job = job
      start = now
      trial = WorkerTrial(job.trial, limit: job.request.pointLimit)
      clock = AttemptClock(
        start: now,
        timeout: job.request.timeout,
        idleTimeout: job.request.idleTimeout,
        grace: job.request.grace
      )
      outputLog = LogFile(job.request.outputLog, limit: job.request.logLimit)
      errorLog = LogFile(job.request.errorLog, limit: job.request.logLimit)
    }
  }

  private func run() {
    var descriptors: [pollfd] = []
    while true {
      wait(&descriptors)
      let orders = worker.takeOrders()
      if let job = orders.job { begin(job) }
      if orders.isFinishing { closeInput() }
      writeRest()
      readOutput()
      readError()
      let now = SuspendingClock.now
      if let outcome = exitOutcome(of: child.processID) {
        if let job = worker.noteGone(outcome) { begin(job) }
        readOutput()
        readError()
        died(outcome)
        streamsClosed()
        worker.noteExit()
        return
      }
      keepDeadlines(now)
    }
  }

  private func wait(_ descriptors: inout [pollfd]) {
    descriptors.removeAll(keepingCapacity: true)
    descriptors.append(pollfd(fd: worker.wakeDescriptor, events: Int16(POLLIN), revents: 0))
    if isOutputOpen { descriptors.append(pollfd(fd: streams.output.read, events: Int16(POLLIN), revents: 0)) }
    if isErrorOpen { descriptors.append(pollfd(fd: streams.error.read, events: Int16(POLLIN), revents: 0)) }
    if child.exitDescriptor >= 0 {
      descriptors.append(pollfd(fd: child.exitDescriptor, events: Int16(POLLIN), revents: 0))
    }
    if !unwritten.isEmpty, isInputOpen, isInputRead {
      descriptors.append(pollfd(fd: streams.input.write, events: Int16(POLLOUT), revents: 0))
    }
    var timeout: Int32 = child.exitDescriptor >= 0 ? -1 : Self.exitInterval
    if let next = [task?.clock.next, ending?.next].compactMap({ $0 }).min() {
      let left = (next - .now) / .milliseconds(1)
      let milliseconds = Int32(max(0, min(left.rounded(.up), 3_600_000)))
      timeout = timeout < 0 ? milliseconds : min(timeout, milliseconds)
    }
    _ = poll(&descriptors, nfds_t(descriptors.count), timeout)
  }

  // MARK: A trial

  private func begin(_ job: Worker.Job) {
    lines = WorkerLines()
    unwritten = job.trial.line[...]
    task = Conversation(job, start: .now)
  }

  private func writeRest() {
    while !unwritten.isEmpty, isInputOpen, isInputRead {
      let count = unwritten.withUnsafeBytes { write(streams.input.write, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      guard count > 0 else {
        // Nobody reads any more; the end of the process will be noticed. What is left counts as not read.
        isInputRead = false
        return
      }
      unwritten = unwritten.dropFirst(count)
    }
  }

  private func readOutput() {
    while isOutputOpen {
      let count = read(streams.output.read, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      guard count > 0 else {
        isOutputOpen = false
        return
      }
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      task?.clock.noteActivity(at: .now)
      for line in lines.append(bytes) { take(line) }
    }
  }

  private func take(_ line: WorkerLines.Line) {
    guard task != nil else { return }
    let ending = task?.trial.take(line)
    if case .whole(let bytes) = line {
      bytes.withUnsafeBytes { task?.output.append($0) }
      [UInt8(ascii: "\n")].withUnsafeBytes { task?.output.append($0) }
      if task?.trial.lastLineIsMessage == true {
        (bytes + [UInt8(ascii: "\n")]).withUnsafeBytes { task?.outputLog.append($0) }
      } else {
        task?.hasAnswered = true
      }
    }
    let points = task?.trial.takeNewPoints() ?? []
    task?.job.channel.tell(points)
    switch ending {
    case nil: break
    case .completed: finish(task?.clock.ending == nil ? .exited(0) : .stopped)
    case .failed(let why): finish(task?.clock.ending == nil ? .failed : .stopped, failure: why)
    case .misunderstood(let why):
      worker.noteSpent()
      endWorker()
      finish(.failed, failure: why)
    }
  }

  private func readError() {
    while isErrorOpen {
      let count = read(streams.error.read, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      guard count > 0 else {
        isErrorOpen = false
        return
      }
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      task?.clock.noteActivity(at: .now)
      task?.errorLog.append(bytes)
      task?.error.append(bytes)
    }
  }

  private func keepDeadlines(_ now: SuspendingClock.Instant) {
    if task != nil {
      switch task?.job.channel.stopRequested {
      case .gentle: if let action = task?.clock.stop(at: now, notice: task?.job.request.notice) { perform(action) }
      case .now: if let action = task?.clock.stop(at: now) { perform(action) }
      case .none?, nil: break
      }
      while let action = task?.clock.advance(to: now) { perform(action) }
    }
    while let action = ending?.advance(to: now) { perform(action) }
  }

  private func perform(_ action: AttemptClock.Action) {
    switch action {
    case .announce:
      if let identity = ProcessTable.identity(of: child.processID) { task?.job.channel.tellStarted(identity) }
    case .notify: if let task { createFile(at: task.job.request.stopFile) }
    case .terminate:
      worker.noteSpent()
      _ = kill(-child.processID, SIGTERM)
      _ = kill(-child.processID, SIGCONT)
    case .kill, .giveUp: _ = kill(-child.processID, SIGKILL)
    }
  }

  /// Reports a trial's end.
  private func finish(_ outcome: AttemptOutcome, failure: String? = nil) {
    guard let ended = task else { return }
    task = nil
    hasRunOthers = true
    unwritten = []
    let notes = [ended.outputLog.finish(), ended.errorLog.finish()].compactMap { $0 }
    ended.job.channel.tellEnd(
      .whole(
        AttemptReport(
          outcome: outcome,
          metrics: ended.trial.series,
          notes: notes,
          duration: .now - ended.start,
          tail: LogTail(output: ended.output.lines, error: ended.error.lines),
          failure: failure
        )
      )
    )
  }

  // MARK: The worker's end

  private func closeInput() {
    guard isInputOpen else { return }
    isInputOpen = false
    closeDescriptor(streams.input.write)
    worker.noteSpent()
    endWorker(after: grace)
  }

  /// Sends signals to a worker that does not end by itself.
  private func endWorker(after patience: Duration = .zero) {
    guard ending == nil else { return }
    ending = AttemptClock(start: .now, timeout: patience, idleTimeout: nil, grace: .seconds(1))
  }

  private func died(_ outcome: AttemptOutcome) {
    guard let task else {
      worker.noteSpent()
      return
    }
    switch task.clock.ending {
    case .timedOut?: end(.timedOut)
    case .idle?: end(.idle)
    case .stopped?: end(.stopped)
    case nil:
      let isUnheard = hasRunOthers && !task.hasAnswered && hasReadNothing(of: task)
      worker.noteSpent(unheard: isUnheard)
      if case .exited(0) = outcome {
        finish(.failed, failure: Worker.noResult)
      } else {
        finish(outcome)
      }
    }
  }

  /// Whether all of what the worker was to be told of its trial is in the pipe still, or has not even come there.
  private func hasReadNothing(of task: Conversation) -> Bool {
    var unread: Int32 = 0
    guard ioctl(streams.input.write, UInt(FIONREAD), &unread) == 0 else { return false }
    return Int(unread) + unwritten.count >= task.job.trial.line.count
  }

  private func end(_ outcome: AttemptOutcome) {
    worker.noteSpent()
    finish(outcome)
  }

  private func streamsClosed() {
    if isInputOpen { closeDescriptor(streams.input.write) }
    closeDescriptor(streams.output.read)
    closeDescriptor(streams.error.read)
  }
}
