import Synchronization
import TuneModel

/// Connects the task that runs an attempt, and its observer, with the thread that watches the process.
///
/// Events wait here until the observer takes them; metrics that come meanwhile are taken together.
final class AttemptChannel: Sendable {
  private struct State {
    var started: ProcessIdentity?
    var points: [MetricPoint] = []
    var report: AttemptReport?
    /// Who waits for any of them.
    var waiter: CheckedContinuation<Void, Never>?

    var hasNews: Bool { started != nil || !points.isEmpty || report != nil }

    mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
      defer { waiter = nil }
      return waiter
    }
  }

  /// Of more points an observer that is late gets the latest.
  private static let mostPoints = 16_384

  private let state = Mutex(State())
  private let stop = Atomic(false)

  // MARK: From the attempt's task

  /// Asks for the attempt's end; the thread sees to it.
  func requestStop() {
    stop.store(true, ordering: .releasing)
    SupervisionLoop.shared.wake()
  }

  /// Waits for news: what happened since the last call, and the report once there is one. One task may wait at a time;
  /// it waits on when it is cancelled.
  func next() async -> (events: [AttemptEvent], report: AttemptReport?) {
    await withCheckedContinuation { continuation in
      let isReady = state.withLock { state in
        if !state.hasNews { state.waiter = continuation }
        return state.hasNews
      }
      if isReady { continuation.resume() }
    }
    return state.withLock { state in
      var events: [AttemptEvent] = []
      if let started = state.started { events.append(.started(started)) }
      if !state.points.isEmpty { events.append(.metrics(state.points)) }
      state.started = nil
      state.points = []
      return (events, state.report)
    }
  }

  // MARK: From the thread

  var isStopRequested: Bool { stop.load(ordering: .acquiring) }

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

  /// Delivers the report, unless there is one already.
  func end(_ report: AttemptReport) {
    change { if $0.report == nil { $0.report = report } }
  }

  private func change(_ change: (inout State) -> Void) {
    let waiter = state.withLock { state in
      change(&state)
      return state.takeWaiter()
    }
    waiter?.resume()
  }
}
