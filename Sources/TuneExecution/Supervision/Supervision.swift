import SystemPackage
import TuneModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A process to be watched, with the ends of its pipes that are ours.
struct WatchedProcess: Sendable {
  var processID: Int32
  /// Readable when the process has ended; -1 where the system has no such thing. Not ours to close.
  var exitDescriptor: Int32
  var output: Int32
  var error: Int32
  var start: SuspendingClock.Instant
  var request: AttemptRequest
  var channel: AttemptChannel
}

/// All that is known of one attempt while it runs: its pipes, logs, metrics and deadlines.
///
/// Lives on the thread of the `SupervisionLoop` and nowhere else.
final class Supervision {
  let process: WatchedProcess
  private let request: AttemptRequest
  private var clock: AttemptClock
  private var output: Stream
  private var error: Stream
  private var outputLog: LogFile
  private var errorLog: LogFile
  private var collector: MetricCollector
  private var metricsFile: MetricsFile?
  /// When the metrics file, or the process's end, is to be looked at next.
  private var nextLook: SuspendingClock.Instant?
  /// Points that observers have, of a metrics file that is being read again.
  private var pointsToSkip = 0
  private var pointsTold = 0
  /// When observers are to be told of points that wait; nil while none wait.
  private var nextTelling: SuspendingClock.Instant?
  private var identity: ProcessIdentity?
  private var notes: [String] = []

  /// How the first process ended, and when; nil while it runs.
  private(set) var end: (outcome: AttemptOutcome, time: SuspendingClock.Instant)?
  /// Whether the process did not end when it was killed.
  private(set) var hasGivenUp = false
  private(set) var isFinished = false

  private struct Stream {
    /// -1 when it has ended.
    var descriptor: Int32
    var isEnlarged = false
    var tail = TailBuffer()
  }

  /// How often a metrics file is looked at.
  private static let lookInterval = Duration.milliseconds(200)
  /// How long points wait for others: who prints many is not followed line by line, and who prints at the end has its
  /// points taken with its end.
  private static let tellingDelay = Duration.milliseconds(5)
  /// More points do not wait: of very many, the collector keeps the latest.
  private static let mostWaitingPoints = 256
  /// How often it is asked whether the process has ended, where the system does not tell.
  private static let exitInterval = Duration.milliseconds(5)
  /// How much is read at once of one stream or file, so that each gets its turn.
  private static let share = 1 << 20
  /// More than a pipe holds.
  private static let rest = 4 << 20

  init(_ process: WatchedProcess) {
    self.process = process
    request = process.request
    clock = AttemptClock(
      start: process.start,
      timeout: request.timeout,
      idleTimeout: request.idleTimeout,
      grace: request.grace
    )
    output = Stream(descriptor: process.output)
    error = Stream(descriptor: process.error)
    outputLog = LogFile(request.outputLog, limit: request.logLimit)
    errorLog = LogFile(request.errorLog, limit: request.logLimit)
    collector = MetricCollector(request.metrics, wanted: request.wanted, limit: request.pointLimit)
    metricsFile = request.metricsFile.map { MetricsFile($0) }
    if looksAtFile { nextLook = process.start + Self.lookInterval }
  }

  private var looksAtFile: Bool { request.metrics.isFollowed }

  // MARK: What is waited for

  var outputDescriptor: Int32 { output.descriptor }
  var errorDescriptor: Int32 { error.descriptor }
  /// -1 once the process has ended, too.
  var exitDescriptor: Int32 { end == nil ? process.exitDescriptor : -1 }
  var hasOpenPipes: Bool { output.descriptor >= 0 || error.descriptor >= 0 }

  /// When `advance` is to be called at the latest; nil: not until something happens.
  var deadline: SuspendingClock.Instant? {
    guard end == nil else { return nil }
    let poll = process.exitDescriptor < 0 ? SuspendingClock.now + Self.exitInterval : nil
    return [clock.next, nextLook, nextTelling, poll].compactMap { $0 }.min()
  }

  // MARK: What happens

  /// Reads what standard output has, at most so many bytes.
  func readOutput(with buffer: UnsafeMutableRawBufferPointer, most: Int = share) {
    read(&output, most, buffer) { supervision, bytes in
      supervision.outputLog.append(bytes)
      if supervision.metricsFile == nil { supervision.collector.consume(bytes) }
    }
    if collector.newPointCount >= Self.mostWaitingPoints {
      tellPoints()
    } else if nextTelling == nil, collector.newPointCount > 0 {
      nextTelling = .now + Self.tellingDelay
    }
  }

  /// Reads what standard error has, at most so many bytes.
  func readError(with buffer: UnsafeMutableRawBufferPointer, most: Int = share) {
    read(&error, most, buffer) { $0.errorLog.append($1) }
  }

  /// Does what is due.
  func advance(to now: SuspendingClock.Instant, with buffer: UnsafeMutableRawBufferPointer) {
    guard end == nil else { return }
    if let look = nextLook, look <= now {
      nextLook = now + Self.lookInterval
      readMetricsFile(most: Self.share, with: buffer)
      tellPoints()
    }
    if let telling = nextTelling, telling <= now { tellPoints() }
    switch process.channel.stopRequested {
    case .none: break
    case .gentle: if let action = clock.stop(at: now, notice: request.notice) { perform(action) }
    case .now: if let action = clock.stop(at: now) { perform(action) }
    }
    while let action = clock.advance(to: now) { perform(action) }
  }

  /// Learns how the process ended, if it has; it stays to be reaped by whoever started it.
  func checkExit() {
    guard end == nil, let outcome = exitOutcome(of: process.processID) else { return }
    end = (clock.ending.map(Self.outcome) ?? outcome, .now)
  }

  /// Reads what the pipes hold: all there will be, unless other processes have them open.
  func drain(with buffer: UnsafeMutableRawBufferPointer) {
    if output.descriptor >= 0 { readOutput(with: buffer, most: Self.rest) }
    if error.descriptor >= 0 { readError(with: buffer, most: Self.rest) }
  }

  /// Closes everything and says how it went.
  func finish(with buffer: UnsafeMutableRawBufferPointer) -> AttemptReport {
    isFinished = true
    close(&output)
    close(&error)
    if request.metricsFile != nil { readMetricsFile(most: .max, with: buffer) }
    collector.finish()
    let logNotes = [outputLog.finish(), errorLog.finish()].compactMap { $0 }
    if FileIdentity(request.trialDirectory) == nil {
      notes.append("the trial directory was removed while the command ran; its logs are lost")
    } else {
      notes += logNotes
    }
    notes += collector.notes
    // Who is told of them finds the end, too.
    tellPoints()
    return AttemptReport(
      outcome: end?.outcome ?? clock.ending.map(Self.outcome) ?? .stopped,
      process: identity,
      metrics: collector.series,
      notes: notes,
      duration: (end?.time ?? .now) - process.start,
      tail: LogTail(output: output.tail.lines, error: error.tail.lines),
      metricsProblem: metricsProblem,
      confusion: collector.confusion
    )
  }

  private var metricsProblem: String? {
    guard request.metricsFile != nil, metricsFile?.exists == false else { return collector.problem }
    return "there is no such file"
  }

  private func perform(_ action: AttemptClock.Action) {
    switch action {
    case .announce:
      identity = ProcessTable.identity(of: process.processID)
      if let identity { process.channel.tellStarted(identity) }
    case .notify: createFile(at: request.stopFile)
    // The process is not reaped, so that its group cannot be another's.
    case .terminate:
      _ = kill(-process.processID, SIGTERM)
      // A stopped process hears only when it goes on.
      _ = kill(-process.processID, SIGCONT)
    case .kill:
      _ = kill(-process.processID, SIGKILL)
    case .giveUp:
      notes.append("process \(process.processID) did not end when it was killed; the system cannot end it now")
      hasGivenUp = true
    }
  }

  private static func outcome(_ ending: AttemptClock.Ending) -> AttemptOutcome {
    switch ending {
    case .timedOut: .timedOut
    case .idle: .idle
    case .stopped: .stopped
    }
  }

  // MARK: Reading

  private func read(
    _ stream: inout Stream,
    _ most: Int,
    _ buffer: UnsafeMutableRawBufferPointer,
    _ consume: (Supervision, UnsafeRawBufferPointer) -> Void
  ) {
    var total = 0
    while total < most {
      #if canImport(Darwin)
        let count = Darwin.read(stream.descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(stream.descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Glibc.read(stream.descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { break }
      guard count > 0 else {
        close(&stream)
        break
      }
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      stream.tail.append(bytes)
      consume(self, bytes)
      total += count
      enlarge(&stream, after: count)
    }
    if total > 0 { clock.noteActivity(at: .now) }
  }

  /// Gives a stream that fills its pipe a larger one, so that its writer waits less.
  private func enlarge(_ stream: inout Stream, after count: Int) {
    #if os(Linux) || os(Android)
      guard !stream.isEnlarged, count >= 64 << 10 else { return }
      stream.isEnlarged = true
      // F_SETPIPE_SZ, which the C library shows to GNU programs only.
      _ = fcntl(stream.descriptor, 1031, 1 << 20)
    #endif
  }

  private func close(_ stream: inout Stream) {
    guard stream.descriptor >= 0 else { return }
    try? FileDescriptor(rawValue: stream.descriptor).close()
    stream.descriptor = -1
  }

  private func readMetricsFile(most: Int, with buffer: UnsafeMutableRawBufferPointer) {
    do {
      let news = try metricsFile?.read(most: most, into: buffer) { collector.consume($0) }
      switch news {
      case .some(.some): clock.noteActivity(at: .now)
      case .restarted:
        collector = MetricCollector(request.metrics, wanted: request.wanted, limit: request.pointLimit)
        pointsToSkip = pointsTold
        readMetricsFile(most: most, with: buffer)
      case .some(.none), nil: break
      }
    } catch {
      notes.append("the metrics file cannot be read: \(error)")
      metricsFile = nil
      nextLook = nil
    }
  }

  /// Tells observers of all points that they have not been told of.
  func tellPoints() {
    nextTelling = nil
    var points = collector.takeNewPoints()
    let skipped = min(pointsToSkip, points.count)
    pointsToSkip -= skipped
    points.removeFirst(skipped)
    pointsTold += points.count
    process.channel.tell(points)
  }
}
