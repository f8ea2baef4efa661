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

  /// Grace for processes that outlive their command, which had its own.
  private static let leftoverGrace = Duration.seconds(1)

  package init() {}

  package func run(
    _ request: AttemptRequest,
    observe: @escaping @Sendable (AttemptEvent) async -> AttemptDecision
  ) async -> AttemptReport {
    if Task.isCancelled { return AttemptReport(outcome: .stopped) }
    let channel = AttemptChannel()
    // Not a child of this task: a cancellation is to end the process, not the watch over it.
    Task { channel.end(await execute(request, channel)) }
    return await withTaskCancellationHandler {
      await Self.follow(channel, observe)
    } onCancel: {
      channel.requestStop()
    }
  }

  /// Passes on what happens until there is a report.
  private static func follow(
    _ channel: AttemptChannel,
    _ observe: @Sendable (AttemptEvent) async -> AttemptDecision
  ) async -> AttemptReport {
    while true {
      let (events, report) = await channel.next()
      for event in events where await observe(event) == .stop { channel.requestStop() }
      if let report { return report }
    }
  }

  private func execute(_ request: AttemptRequest, _ channel: AttemptChannel) async -> AttemptReport {
    do throws(StartProblem) {
      return try await start(request, channel)
    } catch {
      return AttemptReport(outcome: .notStarted(error.words))
    }
  }

  private func start(_ request: AttemptRequest, _ channel: AttemptChannel) async throws(StartProblem) -> AttemptReport {
    let spawn = try Spawn(request)
    let (output, errorOutput) = try Self.pipes()
    request.removeOldFiles()

    let clock = SuspendingClock()
    let start = clock.now
    var processID: Int32 = 0
    var report: AttemptReport?
    do throws(StartProblem) {
      try await spawn.run(output: output.write, error: errorOutput.write) { child in
        processID = child.processID
        running.withLock { _ = $0.insert(child.processID) }
        report = await SupervisionLoop.shared.watch(
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
      }
    } catch {
      if processID == 0 {
        closeDescriptor(output.read)
        closeDescriptor(errorOutput.read)
      } else if report == nil {
        _ = await SupervisionLoop.shared.release(channel)
      }
      throw error
    }

    let others = running.withLock { running in
      running.remove(processID)
      return running
    }
    var leftovers = ProcessReaper.Summary()
    let check = LeftoverCheck(processID: processID, marker: request.marker, otherAttempts: others)
    if check.findsAny(after: clock.now - start) {
      let reaper = ProcessReaper(grace: min(request.grace, Self.leftoverGrace))
      leftovers = await reaper.endRest(of: processID, marker: request.marker)
    }
    var finalReport: AttemptReport
    if let report { finalReport = report } else { finalReport = await SupervisionLoop.shared.release(channel) }
    finalReport.notes += leftovers.notes
    return finalReport
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

extension StartProblem {
  fileprivate static let tooManyFiles = StartProblem(
    "the tuner has too many files open (`ulimit -n`); raise the limit or run fewer trials at a time"
  )
}

extension Spawn {
  /// What a request asks for, if it can be had.
  fileprivate init(_ request: AttemptRequest) throws(StartProblem) {
    var environment = request.environment
    request.marker.mark(&environment)
    for argument in request.arguments where argument.utf8.contains(0) {
      throw StartProblem("an argument holds a zero byte, which no argument can: \(argument.debugDescription)")
    }
    for (name, value) in environment {
      if name.isEmpty || name.utf8.contains(0) || name.utf8.contains(UInt8(ascii: "=")) {
        throw StartProblem("an environment variable cannot have the name \(name.debugDescription)")
      }
      if value.utf8.contains(0) {
        throw StartProblem("the environment variable `\(name)` holds a zero byte, which none can")
      }
    }
    switch FileIdentity(request.directory)?.isDirectory {
    case true?: break
    case false?: throw StartProblem("the working directory is not a directory (`train.directory`)")
    case nil: throw StartProblem("the working directory does not exist (`train.directory`)")
    }
    let lookup = ProgramLookup(directory: request.directory, searchPath: environment["PATH"])
    self.init(
      program: try lookup.find(request.arguments.first ?? "").string,
      arguments: request.arguments,
      environment: environment,
      directory: request.directory.string
    )
  }
}

extension AttemptRequest {
  /// Removes logs and metrics of an earlier attempt, so that they are not taken for this one's.
  fileprivate func removeOldFiles() {
    removeFile(at: outputLog)
    removeFile(at: errorLog)
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
