import Synchronization

/// Lets a task sleep until a time has passed or somebody wakes it.
final class Alarm: Sendable {
  private struct State {
    var isRung = false
    var sleeper: Task<Void, Never>?
  }

  private let state = Mutex(State())

  /// Ends the sleep, or the next one.
  func ring() {
    state.withLock { state in
      state.isRung = true
      state.sleeper?.cancel()
    }
  }

  /// Sleeps, also in a task that is cancelled. One task may sleep at a time.
  func wait(_ seconds: Double) async {
    let sleeper = state.withLock { state -> Task<Void, Never>? in
      guard !state.isRung else { return nil }
      let task = Task { _ = try? await Task.sleep(for: .seconds(seconds)) }
      state.sleeper = task
      return task
    }
    await sleeper?.value
    state.withLock { $0 = State() }
  }
}

/// Seconds from an arbitrary moment; does not stand still while the machine sleeps.
func steadySeconds() -> Double {
  let elapsed = Alarm.origin.duration(to: ContinuousClock.now)
  return elapsed.inSeconds
}

extension Alarm {
  fileprivate static let origin = ContinuousClock.now
}
