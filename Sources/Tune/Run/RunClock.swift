#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The two times a run needs, so that tests can tell it what time it is.
package struct RunClock: Sendable {
  /// Milliseconds since 1970, for records. May jump: somebody may set the clock.
  package var wall: @Sendable () -> Int64
  /// Seconds from an arbitrary moment, for durations. Never jumps.
  package var steady: @Sendable () -> Double

  package init(wall: @escaping @Sendable () -> Int64, steady: @escaping @Sendable () -> Double) {
    self.wall = wall
    self.steady = steady
  }

  package static let system = RunClock(
    wall: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    },
    steady: {
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
  )
}
