// Its sources are not marked as sendable on all systems, which they are.
@preconcurrency import Dispatch
import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The signals by which Slurm tells a job something.
final class NodeSignals: Sendable {
  private struct State {
    var wasTold = false
    var isTimeUp = false
    var onEnd: (@Sendable () -> Void)?
    var onTime: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  private let sources: [any DispatchSourceSignal]

  /// - Parameter numbers: the signals that are heard; those that are not keep their effect.
  init(hearing numbers: [Int32] = [SIGTERM, SIGINT, SIGHUP, SIGUSR1]) {
    sources = numbers.map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for (number, source) in zip(numbers, sources) {
      let isTime = number == SIGUSR1
      source.setEventHandler { [weak self] in isTime ? self?.noteTime() : self?.noteEnd() }
      source.resume()
    }
  }

  /// Whether the job was told to end.
  var wasTold: Bool { state.withLock { $0.wasTold } }
  /// Whether the job's time limit is near.
  var isTimeUp: Bool { state.withLock { $0.isTimeUp } }

  /// What to do at them, for as long as an attempt runs; at once where one has come.
  func handle(end: @escaping @Sendable () -> Void, time: @escaping @Sendable () -> Void) {
    let (wasTold, isTimeUp) = state.withLock { state in
      (state.onEnd, state.onTime) = (end, time)
      return (state.wasTold, state.isTimeUp)
    }
    if isTimeUp { time() }
    if wasTold { end() }
  }

  private func noteEnd() {
    state.withLock { state in
      state.wasTold = true
      return state.onEnd
    }?()
  }

  private func noteTime() {
    state.withLock { state in
      state.isTimeUp = true
      return state.onTime
    }?()
  }

  /// Passes `SIGUSR1` on to those processes of a group that expect it: the others would die of it.
  static func tellTime(group: Int32) {
    for name in namesInDirectory("/proc") {
      guard let processID = Int32(name), getpgid(processID) == group,
        let status = smallFile(FilePath("/proc/\(name)/status")), catches(SIGUSR1, status)
      else { continue }
      _ = kill(processID, SIGUSR1)
    }
  }

  /// Whether a process whose `/proc/…/status` this is catches a signal.
  static func catches(_ signal: Int32, _ status: [UInt8]) -> Bool {
    let text = String(decoding: status, as: UTF8.self)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("SigCgt:") }),
      let mask = UInt64(line.dropFirst("SigCgt:".count)[...].trimmed, radix: 16)
    else { return false }
    return mask >> UInt64(signal - 1) & 1 == 1
  }
}
