import Synchronization
import SystemPackage
import TuneModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A train command that stays alive, with the thread that talks to it.
final class Worker: Sendable {
  /// A trial that is to be run.
  struct Job: Sendable {
    var request: AttemptRequest
    var trial: WorkerRequest
    var channel: AttemptChannel
  }

  private struct State {
    var job: Job?
    var isFinishing = false
    var hasEnded = false
    /// Whoever waits for the end.
    var waiting: [CheckedContinuation<Void, Never>] = []
    /// Whether the thread was woken and has not looked since.
    var isAwake = false
    /// Whether nobody should give it another trial.
    var isSpent = false
    /// How the process ended, once its thread looks for trials no more.
    var gone: AttemptOutcome?
    /// The report of a trial that the worker, which had run others, did not live to hear of.
    var unheard = false
  }

  private let state = Mutex(State())
  private let wakePipe: OutputPipe

  private init(_ wakePipe: OutputPipe) {
    self.wakePipe = wakePipe
    wakePipe.makeWriterNonBlocking()
  }

  deinit { wakePipe.close() }

  /// Starts a worker.
  static func start(_ request: AttemptRequest) async throws(StartProblem) -> Worker {
    let spawn = try Spawn(request, way: .usual)
    guard let wakePipe = OutputPipe() else { throw .tooManyFiles }
    let worker = Worker(wakePipe)
    guard let streams = WorkerStreams() else { throw .tooManyFiles }
    let marker = request.marker
    let grace = request.grace
    let result: Result<Void, StartProblem> = await withCheckedContinuation { started in
      Task {
        do throws(StartProblem) {
          try await spawn.run(
            input: streams.input.read,
            output: streams.output.write,
            error: streams.error.write
          ) { child in
            WorkerThread.start(worker, child, streams)
            started.resume(returning: .success(()))
            await worker.exit()
            let reaper = ProcessReaper(grace: min(grace, .seconds(1)))
            _ = await reaper.endRest(of: child.processID, marker: marker)
            return true
          }
          worker.noteEnd()
        } catch {
          // Nothing is thrown once the process runs, but that the system does not say how it ended.
          if worker.hasStarted { worker.noteEnd() } else { started.resume(returning: .failure(error)) }
        }
      }
    }
    do { try result.get() } catch {
      streams.closeOurs()
      throw error
    }
    return worker
  }

  // MARK: From tasks

  /// Whether it can be given a trial.
  var isAlive: Bool { state.withLock { !$0.hasEnded && !$0.isSpent && !$0.isFinishing } }

  func begin(_ request: AttemptRequest, _ trial: WorkerRequest, _ channel: AttemptChannel) {
    let gone = state.withLock { state in
      if state.gone == nil {
        state.job = Job(request: request, trial: trial, channel: channel)
      } else {
        state.unheard = true
      }
      return state.gone
    }
    guard let gone else { return wake() }
    channel.tellEnd(
      .whole(
        gone == .exited(0) ? AttemptReport(outcome: .failed, failure: Worker.noResult) : AttemptReport(outcome: gone)
      )
    )
  }

  static let noResult = "the worker ended without a result"

  /// Ends the worker, politely: its standard input ends.
  func finish() {
    state.withLock { $0.isFinishing = true }
    wake()
  }

  /// Waits for the end of the process and of all that it left running.
  func hasEnded() async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if !state.hasEnded { state.waiting.append(continuation) }
        return state.hasEnded
      }
      if isOver { continuation.resume() }
    }
  }

  /// Whether the worker died before it can have heard of its last trial, though it had run others.
  func diedIdle(_ report: AttemptReport) -> Bool { state.withLock { $0.unheard } }

  func wake() {
    let needsByte = state.withLock { state in
      defer { state.isAwake = true }
      return !state.isAwake
    }
    guard needsByte else { return }
    var byte: UInt8 = 1
    _ = write(wakePipe.write, &byte, 1)
  }

  // MARK: From the thread

  private let exitState = Mutex<(hasExited: Bool, waiter: CheckedContinuation<Void, Never>?, hasStarted: Bool)>(
    (false, nil, false)
  )

  var wakeDescriptor: Int32 { wakePipe.read }

  fileprivate var hasStarted: Bool { exitState.withLock { $0.hasStarted } }

  func noteStart() { exitState.withLock { $0.hasStarted = true } }

  struct Orders {
    var job: Job?
    var isFinishing: Bool
  }

  /// What there is to do.
  func takeOrders() -> Orders {
    var bytes: [UInt8] = [0, 0, 0, 0]
    while read(wakePipe.read, &bytes, bytes.count) > 0 {}
    return state.withLock { state in
      state.isAwake = false
      defer { state.job = nil }
      return Orders(job: state.job, isFinishing: state.isFinishing)
    }
  }

  /// Nobody may give it another trial: it is being ended, or has ended.
  func noteSpent(unheard: Bool = false) {
    state.withLock { state in
      state.isSpent = true
      if unheard { state.unheard = true }
    }
  }

  /// The process has ended, and nobody looks for trials any more.
  ///
  /// - Returns: the one that it was given since its thread last looked.
  func noteGone(_ outcome: AttemptOutcome) -> Job? {
    state.withLock { state in
      state.gone = outcome
      state.isSpent = true
      defer { state.job = nil }
      return state.job
    }
  }

  /// The process has ended, and is yet to be reaped.
  func noteExit() {
    let waiter = exitState.withLock { exit in
      exit.hasExited = true
      defer { exit.waiter = nil }
      return exit.waiter
    }
    waiter?.resume()
  }

  private func exit() async {
    await withCheckedContinuation { continuation in
      let isOver = exitState.withLock { exit in
        if !exit.hasExited { exit.waiter = continuation }
        return exit.hasExited
      }
      if isOver { continuation.resume() }
    }
  }

  private func noteEnd() {
    let waiting = state.withLock { state in
      state.hasEnded = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for waiter in waiting { waiter.resume() }
  }
}

/// The pipes between us and a worker.
struct WorkerStreams: Sendable {
  /// We write.
  let input: OutputPipe
  let output: OutputPipe
  let error: OutputPipe

  /// Nil when this process has no descriptors left.
  init?() {
    guard let input = OutputPipe() else { return nil }
    guard let output = OutputPipe() else {
      input.close()
      return nil
    }
    guard let error = OutputPipe() else {
      input.close()
      output.close()
      return nil
    }
    (self.input, self.output, self.error) = (input, output, error)
    input.makeWriterNonBlocking()
    // The worker's end of its input is a usual one: what it reads from should wait.
    _ = fcntl(input.read, F_SETFL, 0)
  }

  func closeOurs() {
    closeDescriptor(input.write)
    closeDescriptor(output.read)
    closeDescriptor(error.read)
  }
}
