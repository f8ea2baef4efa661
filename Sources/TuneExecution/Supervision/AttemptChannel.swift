import Synchronization
import TuneModel

/// Connects the task that runs an attempt, and its observer, with the thread that watches the process.
///
/// Events wait here until the task takes them; metrics that come meanwhile are taken together.
final class AttemptChannel: Sendable {
  /// How the watch over a process ended.
  enum End {
    /// The process has ended, and its pipes with it.
    case whole(AttemptReport)
    /// The process has ended, but others hold its pipes open. To be released once those are ended.
    case pipesHeld
    /// The process did not end when it was killed.
    case givenUp(AttemptReport)
  }

  struct News {
    var events: [AttemptEvent] = []
    var end: End?
  }

  private struct State {
    var started: ProcessIdentity?
    var points: [MetricPoint] = []
    var end: End?
    /// Who waits for any of them.
    var waiter: CheckedContinuation<Void, Never>?

    var hasNews: Bool { started != nil || !points.isEmpty || end != nil }

    mutating func takeNews() -> News {
      defer { (started, points, end) = (nil, [], nil) }
      var events: [AttemptEvent] = []
      if let started { events.append(.started(started)) }
      if !points.isEmpty { events.append(.metrics(points)) }
      return News(events: events, end: end)
    }

    mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
      defer { waiter = nil }
      return waiter
    }
  }

  /// Of more points an observer that is late gets the latest.
  private static let mostPoints = 16_384

  private let state = Mutex(State())
  private let stop = Atomic(0)
  private let wake: @Sendable () -> Void

  /// - Parameter wake: makes the thread that watches look at `stopRequested`.
  init(wake: @escaping @Sendable () -> Void = { SupervisionLoop.shared.wake() }) {
    self.wake = wake
  }

  // MARK: From the attempt's task

  enum Stop: Int {
    case none, gentle, now
  }

  /// Asks for the attempt's end; the thread sees to it.
  ///
  /// - Parameter gently: whether it may be given notice first.
  func requestStop(gently: Bool = false) {
    _ = stop.max((gently ? Stop.gentle : .now).rawValue, ordering: .releasing)
    wake()
  }

  /// Waits for what happened since the last call. One task may wait at a time; it waits on when it is cancelled.
  func news() async -> News {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if !state.hasNews { state.waiter = continuation }
        return state.hasNews
      }
      if isReady { continuation.resume() }
    }
    return state.withLock { $0.takeNews() }
  }

  // MARK: From the thread

  var stopRequested: Stop { Stop(rawValue: stop.load(ordering: .acquiring)) ?? .none }

  func tellStarted(_ process: ProcessIdentity) {
    change { $0.started = process }
  }

  func tell(_ points: [MetricPoint]) {
    guard !points.isEmpty else { return }
    change { state in
      state.points += points
      if state.points.count > Self.mostPoints { state.points.removeFirst(state.points.count - Self.mostPoints) }
    }
  }

  func tellEnd(_ end: End) {
    change { $0.end = end }
  }

  private func change(_ change: (inout State) -> Void) {
    let waiter = state.withLock { state in
      change(&state)
      return state.takeWaiter()
    }
    waiter?.resume()
  }
}
