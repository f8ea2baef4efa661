import Foundation

/// A moment in the life of another process, on the clock of its own computing where there is one.
///
/// On Linux that clock counts what all its threads have computed, so that other work on the machine does not matter.
/// Elsewhere it is the clock on the wall.
struct ComputingTime {
  private let process: pid_t
  private let start: Double

  init(of process: pid_t) {
    self.process = process
    start = ComputingTime.now(process)
  }

  func secondsSince() -> Double { ComputingTime.now(process) - start }

  private static func now(_ process: pid_t) -> Double {
    #if os(Linux)
      var clock = clockid_t()
      var time = timespec()
      if clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 {
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
      }
    #endif
    return ProcessInfo.processInfo.systemUptime
  }
}

enum ProcessMemory {
  /// The most memory in bytes that a running process has held; nil where the system does not say.
  static func peak(_ process: pid_t) -> Int? {
    #if os(Linux)
      guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
        let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
        let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
      else { return nil }
      return kilobytes << 10
    #else
      return nil
    #endif
  }
}
