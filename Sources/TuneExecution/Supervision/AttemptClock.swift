/// When an attempt's deadlines fall, and what to do at them.
///
/// A value without a clock of its own: it is told the time.
struct AttemptClock {
  typealias Instant = SuspendingClock.Instant

  /// Why we end an attempt.
  enum Ending {
    case timedOut, idle, stopped
  }

  enum Action: Equatable {
    /// Tell the observer who runs.
    case announce
    /// Tell the command, by a file, that it is to end.
    case notify
    /// Ask the process group to end.
    case terminate
    /// End the process group.
    case kill
    /// It did not end: the system cannot end it, as while it waits for a dead disk. Wait no longer.
    case giveUp
  }

  private enum Phase {
    case running
    case noticed(terminateAt: Instant)
    case terminating(killAt: Instant)
    case killed(giveUpAt: Instant)
    case givenUp
  }

  /// How long an attempt lives before its observer is told of it.
  static let announcement = Duration.milliseconds(20)
  /// How long the final signal may take.
  static let patience = Duration.seconds(5)

  /// Why the attempt is being ended; nil while it is not.
  private(set) var ending: Ending?
  private var phase = Phase.running
  private var announceAt: Instant?
  private let timeoutAt: Instant?
  private let idleTimeout: Duration?
  private let grace: Duration
  private var lastActivity: Instant

  init(start: Instant, timeout: Duration?, idleTimeout: Duration?, grace: Duration) {
    announceAt = start + Self.announcement
    timeoutAt = timeout.map { start + $0 }
    self.idleTimeout = idleTimeout
    self.grace = grace
    lastActivity = start
  }

  /// The next instant at which something is due.
  var next: Instant? {
    switch phase {
    case .running: [announceAt, timeoutAt, idleAt].compactMap { $0 }.min()
    case .noticed(let terminateAt): [terminateAt, timeoutAt].compactMap { $0 }.min()
    case .terminating(let killAt): killAt
    case .killed(let giveUpAt): giveUpAt
    case .givenUp: nil
    }
  }

  mutating func noteActivity(at now: Instant) { lastActivity = now }

  /// Ends the attempt because somebody wants it; nothing when it is being ended already.
  ///
  /// - Parameter notice: how long it has to end by itself first.
  mutating func stop(at now: Instant, notice: Duration? = nil) -> Action? {
    switch phase {
    case .running:
      guard let notice else { return end(.stopped, at: now) }
      ending = .stopped
      phase = .noticed(terminateAt: now + notice)
      return .notify
    case .noticed: return notice == nil ? end(.stopped, at: now) : nil
    case .terminating, .killed, .givenUp: return nil
    }
  }

  /// What is due now; to be asked until nothing is.
  mutating func advance(to now: Instant) -> Action? {
    switch phase {
    case .running:
      if let announceAt, announceAt <= now {
        self.announceAt = nil
        return .announce
      }
      if let timeoutAt, timeoutAt <= now { return end(.timedOut, at: now) }
      if let idleAt, idleAt <= now { return end(.idle, at: now) }
      return nil
    case .noticed(let terminateAt):
      guard min(terminateAt, timeoutAt ?? terminateAt) <= now else { return nil }
      return end(.stopped, at: now)
    case .terminating(let killAt):
      guard killAt <= now else { return nil }
      phase = .killed(giveUpAt: now + Self.patience)
      return .kill
    case .killed(let giveUpAt):
      guard giveUpAt <= now else { return nil }
      phase = .givenUp
      return .giveUp
    case .givenUp: return nil
    }
  }

  private var idleAt: Instant? { idleTimeout.map { lastActivity + $0 } }

  private mutating func end(_ ending: Ending, at now: Instant) -> Action {
    self.ending = ending
    phase = .terminating(killAt: now + grace)
    return .terminate
  }
}
