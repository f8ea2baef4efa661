import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Signals and other ways of being told to stop.
enum ProcessSignals {
  private static let stoppingSignals: [Int32] = [SIGINT, SIGTERM, SIGHUP]

  /// Undoes the blocked signals that some parents leave to their children, and makes a broken pipe an error of the
  /// write instead of the end of the process.
  static func unblock() {
    var set = sigset_t()
    sigemptyset(&set)
    sigprocmask(SIG_SETMASK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
    // With it ignored, which is inherited too, nobody would learn how a train command ended.
    signal(SIGCHLD, SIG_DFL)
  }

  /// Runs `body` in a task that is cancelled by Ctrl-C, SIGTERM, SIGHUP, or the end of the parent's lifeline.
  ///
  /// - Parameters:
  ///   - stopping: called as soon as anything asks to stop; once.
  ///   - again: called when another signal comes after that; nil: it changes nothing.
  /// - Returns: the result, and whether anything asked to stop.
  static func stoppable<Result: Sendable>(
    stopping: @escaping @Sendable () -> Void = {},
    again: (@Sendable () -> Void)? = nil,
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> (result: Result, stopped: Bool) {
    let stopped = Atomic<Bool>(false)
    let task = Task { try await body() }
    /// - Returns: whether this was the first time.
    @Sendable @discardableResult func stop() -> Bool {
      let isFirst = !stopped.exchange(true, ordering: .relaxed)
      if isFirst { stopping() }
      task.cancel()
      return isFirst
    }
    listen(to: stoppingSignals) { if !stop() { again?() } }
    let lifeline = lifeline { stop() }
    defer {
      for number in stoppingSignals { listeners.withLock { $0[number] = nil } }
      lifeline?.cancel()
    }
    let result = try await task.value
    return (result, stopped.load(ordering: .relaxed))
  }

  /// Calls `body` when the terminal's window has changed, until the next such call.
  static func whenResized(_ body: @escaping @Sendable () -> Void) {
    listen(to: [SIGWINCH], body)
  }

  /// What to do about a signal.
  private static let listeners = Mutex<[Int32: @Sendable () -> Void]>([:])
  /// Never cancelled: where that is done, Linux's Dispatch hears nothing by later ones for the same signal.
  private static let sources = Mutex<[Int32: any DispatchSourceSignal]>([:])
  /// Signals that came while nobody listened: between two experiments, Ctrl-C means those that follow.
  private static let unheard = Mutex<Set<Int32>>([])

  private static func listen(to signals: [Int32], _ body: @escaping @Sendable () -> Void) {
    for number in signals {
      listeners.withLock { $0[number] = body }
      sources.withLock { sources in
        guard sources[number] == nil else { return }
        if number != SIGWINCH { signal(number, SIG_IGN) }
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
          if let listener = listeners.withLock({ $0[number] }) {
            listener()
          } else {
            unheard.withLock { _ = $0.insert(number) }
          }
        }
        source.resume()
        sources[number] = source
      }
      if unheard.withLock({ $0.remove(number) }) != nil { body() }
    }
  }

  /// Watches standard input where the parent left a pipe there that it never writes to: it closes with the parent,
  /// also when that was killed.
  private static func lifeline(_ stop: @escaping @Sendable () -> Void) -> (any DispatchSourceRead)? {
    guard Terminal.variable("SWIFT_TUNE_LIFELINE") == "1" else { return nil }
    let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
    source.setEventHandler {
      var byte: UInt8 = 0
      if read(STDIN_FILENO, &byte, 1) == 0 {
        source.cancel()
        stop()
      }
    }
    source.resume()
    return source
  }
}
