import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Watches all attempts of this process from one thread: reads their output, keeps their deadlines, notices their end.
///
/// One thread and one wait for all, because a thread, a timer or a task for each pipe costs more than a short attempt
/// does. Work on the thread is bounded for each turn, so that no attempt can keep it from the others.
final class SupervisionLoop: Sendable {
  static let shared = SupervisionLoop()

  private enum Command: Sendable {
    /// Resumed with the report when the process has ended and its pipes with it; with nil when others hold them open,
    /// to be released later.
    case watch(WatchedProcess, CheckedContinuation<AttemptReport?, Never>)
    case release(AttemptChannel, CheckedContinuation<AttemptReport, Never>)
  }

  private struct Inbox {
    var commands: [Command] = []
    var isThreadRunning = false
    /// Whether the thread was woken and has not looked since.
    var isAwake = false
  }

  private let inbox = Mutex(Inbox())
  /// The pipe that wakes the thread; -1 when the system had none left.
  private let wakeRead: Int32
  private let wakeWrite: Int32

  private init() {
    let pipe = OutputPipe()
    wakeRead = pipe?.read ?? -1
    wakeWrite = pipe?.write ?? -1
    if let pipe { pipe.makeWriterNonBlocking() }
  }

  /// Watches a process until it has ended.
  ///
  /// - Returns: the report; nil when other processes hold the pipes open still: end those, then `release`.
  func watch(_ process: WatchedProcess) async -> AttemptReport? {
    await withCheckedContinuation { submit(.watch(process, $0)) }
  }

  /// Stops reading what a process that has ended left behind.
  func release(_ channel: AttemptChannel) async -> AttemptReport {
    await withCheckedContinuation { submit(.release(channel, $0)) }
  }

  /// Makes the thread look at every attempt.
  func wake() {
    let needsByte = inbox.withLock { inbox in
      defer { inbox.isAwake = true }
      return !inbox.isAwake
    }
    if needsByte { writeByte() }
  }

  private func submit(_ command: Command) {
    let (needsThread, needsByte) = inbox.withLock { inbox in
      inbox.commands.append(command)
      defer { (inbox.isThreadRunning, inbox.isAwake) = (true, true) }
      return (!inbox.isThreadRunning, !inbox.isAwake)
    }
    if needsThread { startThread() }
    if needsByte { writeByte() }
  }

  private func writeByte() {
    var byte: UInt8 = 1
    // Full: the thread has enough to wake up for.
    _ = write(wakeWrite, &byte, 1)
  }

  private func startThread() {
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let result = pthread_create(
      &thread,
      nil,
      { _ in
        // Signals are for the threads that expect them.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        SupervisionLoop.shared.run()
      },
      nil
    )
    precondition(result == 0, "no thread can be started")
  }

  // MARK: On the thread

  /// One attempt, and who waits for its end.
  private struct Entry {
    let supervision: Supervision
    /// Nil once it was told.
    var ended: CheckedContinuation<AttemptReport?, Never>?
    /// Of an attempt that the system cannot end.
    var earlyReport: AttemptReport?
    var isDone = false
  }

  private func run() -> Never {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4_096)
    var entries: [Entry] = []
    var descriptors: [pollfd] = []
    while true {
      wait(entries, &descriptors)
      if descriptors[0].revents != 0 { _ = read(wakeRead, buffer.baseAddress, buffer.count) }
      let now = SuspendingClock.now
      for index in entries.indices {
        let ready = (1...3).map { descriptors[3 * index + $0].revents != 0 }
        turn(&entries[index], output: ready[0], error: ready[1], exit: ready[2], now, buffer)
      }
      entries.removeAll(where: \.isDone)
      for command in takeCommands() { obey(command, &entries, buffer) }
    }
  }

  private func wait(_ entries: [Entry], _ descriptors: inout [pollfd]) {
    descriptors.removeAll(keepingCapacity: true)
    func append(_ descriptor: Int32) {
      // poll(2) passes over negative ones.
      descriptors.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    append(wakeRead)
    for entry in entries {
      append(entry.supervision.outputDescriptor)
      append(entry.supervision.errorDescriptor)
      append(entry.supervision.exitDescriptor)
    }
    var timeout = entries.compactMap(\.supervision.deadline).min().map(Self.milliseconds)
    // Without the pipe nobody can wake this thread.
    if wakeRead < 0 { timeout = min(timeout ?? 20, 20) }
    if poll(&descriptors, nfds_t(descriptors.count), timeout ?? -1) <= 0 {
      for index in descriptors.indices { descriptors[index].revents = 0 }
    }
  }

  /// Milliseconds until `deadline`, rounded up, as poll(2) counts them.
  private static func milliseconds(until deadline: SuspendingClock.Instant) -> Int32 {
    let (seconds, attoseconds) = (deadline - .now).components
    guard seconds < 1_000_000 else { return 1_000_000_000 }
    return Int32(max(0, seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }

  /// Gives an attempt its turn.
  private func turn(
    _ entry: inout Entry,
    output: Bool,
    error: Bool,
    exit: Bool,
    _ now: SuspendingClock.Instant,
    _ buffer: UnsafeMutableRawBufferPointer
  ) {
    let supervision = entry.supervision
    if output { supervision.readOutput(with: buffer) }
    if error { supervision.readError(with: buffer) }
    guard supervision.end == nil else { return }
    if exit || supervision.exitDescriptor < 0 { supervision.checkExit() }
    if supervision.end != nil {
      supervision.drain(with: buffer)
      if entry.earlyReport == nil, !supervision.hasOpenPipes { entry.earlyReport = supervision.finish(with: buffer) }
      entry.isDone = entry.earlyReport != nil
      entry.ended?.resume(returning: entry.earlyReport)
      entry.ended = nil
      return
    }
    supervision.advance(to: now, with: buffer)
    if supervision.hasGivenUp, entry.earlyReport == nil {
      let report = supervision.finish(with: buffer)
      entry.earlyReport = report
      supervision.process.channel.end(report)
    }
  }

  private func takeCommands() -> [Command] {
    inbox.withLock { inbox in
      defer { (inbox.commands, inbox.isAwake) = ([], false) }
      return inbox.commands
    }
  }

  private func obey(_ command: Command, _ entries: inout [Entry], _ buffer: UnsafeMutableRawBufferPointer) {
    switch command {
    case .watch(let process, let continuation):
      entries.append(Entry(supervision: Supervision(process), ended: continuation))
    case .release(let channel, let continuation):
      // Only who was told of open pipes asks for their release, and once.
      guard let index = entries.firstIndex(where: { $0.supervision.process.channel === channel }) else {
        preconditionFailure("an attempt that is not watched was released")
      }
      let supervision = entries.remove(at: index).supervision
      supervision.drain(with: buffer)
      continuation.resume(returning: supervision.finish(with: buffer))
    }
  }
}
