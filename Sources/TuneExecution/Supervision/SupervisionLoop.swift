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
    case watch(WatchedProcess)
    case release(AttemptChannel)
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

  /// Watches a process until it has ended; its channel is told what happens, and at last how it ended.
  func watch(_ process: WatchedProcess) { submit(.watch(process)) }

  /// Stops reading what a process that has ended left behind; its channel is told the report.
  func release(_ channel: AttemptChannel) { submit(.release(channel)) }

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
    if needsThread { SignalFreeThread.start { SupervisionLoop.shared.run() } }
    if needsByte { writeByte() }
  }

  private func writeByte() {
    var byte: UInt8 = 1
    // Full: the thread has enough to wake up for.
    _ = write(wakeWrite, &byte, 1)
  }

  // MARK: On the thread

  private func run() -> Never {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4_096)
    var attempts: [Supervision] = []
    var descriptors: [pollfd] = []
    while true {
      wait(attempts, &descriptors)
      if descriptors[0].revents != 0 { _ = read(wakeRead, buffer.baseAddress, buffer.count) }
      let now = SuspendingClock.now
      for (index, attempt) in attempts.enumerated() {
        if descriptors[3 * index + 1].revents != 0 { attempt.readOutput(with: buffer) }
        if descriptors[3 * index + 2].revents != 0 { attempt.readError(with: buffer) }
        if attempt.end == nil { turn(attempt, hasExited: descriptors[3 * index + 3].revents != 0, now, buffer) }
      }
      attempts.removeAll(where: \.isFinished)
      for command in takeCommands() { obey(command, &attempts, buffer) }
    }
  }

  private func wait(_ attempts: [Supervision], _ descriptors: inout [pollfd]) {
    descriptors.removeAll(keepingCapacity: true)
    func append(_ descriptor: Int32) {
      // poll(2) passes over negative ones.
      descriptors.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    append(wakeRead)
    for attempt in attempts {
      append(attempt.outputDescriptor)
      append(attempt.errorDescriptor)
      append(attempt.exitDescriptor)
    }
    var timeout = attempts.compactMap(\.deadline).min().map(Self.milliseconds)
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

  /// Looks after an attempt that ran when it was last looked at.
  private func turn(
    _ attempt: Supervision,
    hasExited: Bool,
    _ now: SuspendingClock.Instant,
    _ buffer: UnsafeMutableRawBufferPointer
  ) {
    if hasExited || attempt.exitDescriptor < 0 { attempt.checkExit() }
    if attempt.end != nil {
      attempt.drain(with: buffer)
      if attempt.hasOpenPipes {
        attempt.tellPoints()
        attempt.process.channel.tellEnd(.pipesHeld)
      } else {
        attempt.process.channel.tellEnd(.whole(attempt.finish(with: buffer)))
      }
    } else {
      attempt.advance(to: now, with: buffer)
      if attempt.hasGivenUp { attempt.process.channel.tellEnd(.givenUp(attempt.finish(with: buffer))) }
    }
  }

  private func takeCommands() -> [Command] {
    inbox.withLock { inbox in
      defer { (inbox.commands, inbox.isAwake) = ([], false) }
      return inbox.commands
    }
  }

  private func obey(
    _ command: Command,
    _ attempts: inout [Supervision],
    _ buffer: UnsafeMutableRawBufferPointer
  ) {
    switch command {
    case .watch(let process):
      attempts.append(Supervision(process))
    case .release(let channel):
      // Only who was told of open pipes asks for their release, and once.
      guard let index = attempts.firstIndex(where: { $0.process.channel === channel }) else {
        preconditionFailure("an attempt that is not watched was released")
      }
      let attempt = attempts.remove(at: index)
      attempt.drain(with: buffer)
      channel.tellEnd(.whole(attempt.finish(with: buffer)))
    }
  }
}
