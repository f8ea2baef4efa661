import Synchronization
import SystemPackage
import TuneModel

/// Runs attempts as processes of this machine.
///
/// Each has a session and a process group of its own, so that no terminal and no signal to the tuner reaches it, and so
/// that all of it can be ended: first politely, after a grace by force, and at the end whatever it left running.
package final class LocalLauncher: Launcher {
  /// First processes of attempts that run.
  private let running = Mutex<Set<Int32>>([])
  private let program = KnownProgram()
  private let way: Spawn.Way

  /// Grace for processes that outlive their command, which had its own.
  private static let leftoverGrace = Duration.seconds(1)

  package convenience init() { self.init(way: .usual) }

  init(way: Spawn.Way) {
    self.way = way
  }

  package func run(
    _ request: AttemptRequest,
    observe: @escaping @Sendable (AttemptEvent) async -> AttemptDecision
  ) async -> AttemptReport {
    if Task.isCancelled { return AttemptReport(outcome: .stopped) }
    let channel = AttemptChannel()
    return await withTaskCancellationHandler {
      do throws(StartProblem) {
        return try await start(request, channel, observe)
      } catch {
        return AttemptReport(outcome: .notStarted(error.words))
      }
    } onCancel: {
      channel.requestStop()
    }
  }

  private func start(
    _ request: AttemptRequest,
    _ channel: AttemptChannel,
    _ observe: @escaping @Sendable (AttemptEvent) async -> AttemptDecision
  ) async throws(StartProblem) -> AttemptReport {
    let spawn = try Spawn(request, way: way, program)
    let (output, errorOutput) = try Self.pipes()
    request.removeOldFiles()

    let start = SuspendingClock.now
    let watched = Mutex<Watched?>(nil)
    do throws(StartProblem) {
      try await spawn.run(output: output.write, error: errorOutput.write) { child in
        self.running.withLock { _ = $0.insert(child.processID) }
        SupervisionLoop.shared.watch(
          WatchedProcess(
            processID: child.processID,
            exitDescriptor: child.exitDescriptor,
            output: output.read,
            error: errorOutput.read,
            start: start,
            request: request,
            channel: channel
          )
        )
        let end = await Self.follow(channel, observe)
        watched.withLock { $0 = Watched(processID: child.processID, end: end) }
        if case .givenUp = end { return false } else { return true }
      }
    } catch {
      switch watched.withLock({ $0?.end }) {
      case nil:
        closeDescriptor(output.read)
        closeDescriptor(errorOutput.read)
      case .pipesHeld?: SupervisionLoop.shared.release(channel)
      case .whole?, .givenUp?: break
      }
      throw error
    }
    // Nothing was thrown, so the body ran.
    guard let watched = watched.withLock({ $0 }) else { throw .unknownEnd(of: spawn) }
    return await finish(watched, request, channel, lifetime: .now - start)
  }

  /// A process that was watched to its end.
  private struct Watched {
    var processID: Int32
    var end: AttemptChannel.End
  }

  /// Passes on what happens until the watch ends.
  private static func follow(
    _ channel: AttemptChannel,
    _ observe: @Sendable (AttemptEvent) async -> AttemptDecision
  ) async -> AttemptChannel.End {
    while true {
      let news = await channel.news()
      for event in news.events where await observe(event) == .stop { channel.requestStop(gently: true) }
      if let end = news.end { return end }
    }
  }

  /// Ends what the command left running.
  private func finish(
    _ watched: Watched,
    _ request: AttemptRequest,
    _ channel: AttemptChannel,
    lifetime: SuspendingClock.Duration
  ) async -> AttemptReport {
    let others = running.withLock { running in
      running.remove(watched.processID)
      return running
    }
    if case .givenUp(let report) = watched.end { return report }
    var leftovers = ProcessReaper.Summary()
    let check = LeftoverCheck(processID: watched.processID, marker: request.marker, otherAttempts: others)
    if check.findsAny(after: lifetime) {
      let reaper = ProcessReaper(grace: min(request.grace, Self.leftoverGrace))
      leftovers = await reaper.endRest(of: watched.processID, marker: request.marker)
    }
    var end = watched.end
    if case .pipesHeld = end {
      SupervisionLoop.shared.release(channel)
      end = await Self.follow(channel) { _ in .continue }
    }
    guard case .whole(var report) = end else { preconditionFailure("pipes that were released are held") }
    report.notes += leftovers.notes
    return report
  }

  private static func pipes() throws(StartProblem) -> (output: OutputPipe, error: OutputPipe) {
    guard let output = OutputPipe() else { throw .tooManyFiles }
    guard let error = OutputPipe() else {
      output.close()
      throw .tooManyFiles
    }
    return (output, error)
  }
}

extension Spawn {
  /// What a request asks for, if it can be had.
  init(_ request: AttemptRequest, way: Way, _ program: KnownProgram = KnownProgram()) throws(StartProblem) {
    var environment = request.environment
    request.marker.mark(&environment)
    for argument in request.arguments where holdsZeroByte(argument) {
      throw StartProblem("an argument holds a zero byte, which no argument can: \(argument.debugDescription)")
    }
    for (name, value) in environment {
      if name.isEmpty || holdsZeroByte(name) || name.utf8.contains(UInt8(ascii: "=")) {
        throw StartProblem("an environment variable cannot have the name \(name.debugDescription)")
      }
      if holdsZeroByte(value) {
        throw StartProblem("the environment variable `\(name)` holds a zero byte, which none can")
      }
    }
    switch FileIdentity(request.directory)?.isDirectory {
    case true?: break
    case false?: throw StartProblem("the working directory is not a directory (`train.directory`)")
    case nil: throw StartProblem("the working directory does not exist (`train.directory`)")
    }
    guard mayExecute(request.directory) else {
      throw StartProblem("the working directory cannot be entered: no permission (`train.directory`)")
    }
    let lookup = ProgramLookup(directory: request.directory, searchPath: environment["PATH"])
    self.init(
      program: try program.find(request.arguments.first ?? "", by: lookup).string,
      arguments: request.arguments,
      environment: environment,
      directory: request.directory.string,
      way: way
    )
  }
}

extension AttemptRequest {
  /// Removes logs and metrics of an earlier attempt, so that they are not taken for this one's.
  func removeOldFiles() {
    removeFile(at: outputLog)
    removeFile(at: errorLog)
    if notice != nil { removeFile(at: stopFile) }
    guard let file = metricsFile?.lexicallyNormalized() else { return }
    // Whatever the manifest names, nothing outside of the trial's own directory goes.
    if file.starts(with: trialDirectory.lexicallyNormalized()) { removeFile(at: file) }
  }
}

extension ProcessReaper.Summary {
  /// What a person should know of it.
  fileprivate var notes: [String] {
    var notes: [String] = []
    if ended > 0 {
      let processes = ended == 1 ? "1 process" : "\(ended) processes"
      let force = killed == 0 ? "" : killed == ended ? ", by force" : ", \(killed) of them by force"
      notes.append("\(processes) outlived the command and had to be ended\(force)")
    }
    if !remaining.isEmpty {
      let numbers = remaining.map(String.init).joined(separator: ", ")
      notes.append("processes that the command left running cannot be ended: \(numbers)")
    }
    return notes
  }
}

private func holdsZeroByte(_ text: String) -> Bool {
  text.utf8.withContiguousStorageIfAvailable { $0.contains(0) } ?? text.utf8.contains(0)
}
