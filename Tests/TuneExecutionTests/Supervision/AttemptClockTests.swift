import Testing

@testable import TuneExecution

@Suite struct AttemptClockTests {
  private let start = SuspendingClock.now

  private func clock(timeout: Duration? = nil, idle: Duration? = nil, grace: Duration = .seconds(5)) -> AttemptClock {
    AttemptClock(start: start, timeout: timeout, idleTimeout: idle, grace: grace)
  }

  /// What is due at a time, in milliseconds since the start.
  private func actions(_ clock: inout AttemptClock, at milliseconds: Int) -> [AttemptClock.Action] {
    var actions: [AttemptClock.Action] = []
    while let action = clock.advance(to: start + .milliseconds(milliseconds)) { actions.append(action) }
    return actions
  }

  @Test func announcesOnceAnAttemptThatLives() {
    var clock = clock()
    #expect(clock.next == start + .milliseconds(20))
    #expect(actions(&clock, at: 19) == [])
    #expect(actions(&clock, at: 20) == [.announce])
    #expect(actions(&clock, at: 1_000_000) == [])
    #expect(clock.next == nil)
  }

  @Test func endsWhatRunsTooLongPolitelyThenByForceThenNoMore() {
    var clock = clock(timeout: .seconds(10))
    #expect(actions(&clock, at: 9_999) == [.announce])
    #expect(clock.next == start + .seconds(10))
    #expect(actions(&clock, at: 10_000) == [.terminate])
    #expect(clock.ending == .timedOut)
    #expect(clock.next == start + .seconds(15))
    #expect(actions(&clock, at: 14_999) == [])
    #expect(actions(&clock, at: 15_000) == [.kill])
    #expect(actions(&clock, at: 19_999) == [])
    #expect(actions(&clock, at: 20_000) == [.giveUp])
    #expect(actions(&clock, at: 90_000) == [])
  }

  @Test func endsWhatIsSilentForTooLong() {
    var clock = clock(timeout: .seconds(100), idle: .seconds(3))
    clock.noteActivity(at: start + .seconds(2))
    #expect(actions(&clock, at: 4_999) == [.announce])
    #expect(actions(&clock, at: 5_000) == [.terminate])
    #expect(clock.ending == .idle)
  }

  @Test func stopsOnceAndForTheFirstReason() {
    var clock = clock(timeout: .seconds(1), grace: .zero)
    #expect(clock.stop(at: start) == .terminate)
    #expect(clock.stop(at: start) == nil)
    #expect(actions(&clock, at: 0) == [.kill])
    #expect(actions(&clock, at: 2_000) == [])
    #expect(clock.ending == .stopped)
  }
}
