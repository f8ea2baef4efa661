import JSON
import Synchronization
import SystemPackage
import TuneModel

/// The node's side of an attempt: runs the train command as the tuner would run it on its own machine, and says in the
/// attempt's folder what happens.
struct NodeAttempt: Sendable {
  var folder: JobFolder
  /// That of the job, its set-up done.
  var environment: [String: String]
  var signals: NodeSignals
  /// The job that runs it.
  var job: NodeJob

  /// How often the folder is looked at for the word to end.
  private static let lookInterval = 0.5

  /// Runs the attempt, unless it is to be run no more, or somebody else runs it.
  ///
  /// - Returns: whether it was run here.
  func run() async throws(Errno) -> Bool {
    folder.refresh()
    if job.restarts > 0, let next = folder.nextOfSameJob {
      var attempt = self
      attempt.folder = next
      return try await attempt.run()
    }
    guard let spec = folder.read(folder.spec), !folder.has(folder.stop),
      let json = spec["request"], let request = AttemptRequest(json: json, environment: environment)
    else { return false }
    guard try folder.claim(job.json, as: folder.started) else {
      createFile(at: folder.again)
      guard job.restarts > 0, spec["requeues"]?.bool == true else { return false }
      return try await restart(patience: 8 * max(1, spec["beat"]?.double ?? 30))
    }
    let report = await run(request, beat: spec["beat"]?.double ?? 30)
    guard case .object(var object) = report.json else { return true }
    // Slurm tells the processes of a job to end one after the other. The command may be faster than we, and a script whose
    // program was ended so may go on, and end as if all were well.
    if !signals.wasTold {
      let isEnded = report.outcome == .signaled(15, coreDumped: false) || report.outcome == .exited(143)
      await Alarm().wait(isEnded ? 0.3 : min(0.05, report.duration.inSeconds / 100))
    }
    folder.refresh()
    if signals.wasTold || folder.has(folder.stop) { object["told"] = true }
    if signals.isTimeUp { object["time_is_up"] = true }
    try folder.write(.object(object), to: folder.result)
    return true
  }

  /// Waits for the tuner to say what a job does that Slurm has started again: its last submission has ended, and what it
  /// still writes counts no more, so that the next one is this run's.
  private func restart(patience: Double) async throws(Errno) -> Bool {
    let end = steadySeconds() + patience
    while steadySeconds() < end {
      if folder.nextOfSameJob != nil { return try await run() }
      await Alarm().wait(Self.lookInterval)
    }
    return false
  }

  private func run(_ request: AttemptRequest, beat: Double) async -> AttemptReport {
    let process = Mutex<Int32?>(nil)
    let writer = EventWriter(folder.events)
    let task = Task {
      await LocalLauncher().run(request) { event in
        switch event {
        case .started(let identity):
          process.withLock { $0 = identity.processID }
          // The time may have come before there was a process to tell.
          if signals.isTimeUp { NodeSignals.tellTime(group: identity.processID) }
        case .metrics(let points): writer.write(points)
        case .note: break
        }
        return .continue
      }
    }
    signals.handle(end: { task.cancel() }, time: { process.withLock { $0 }.map(NodeSignals.tellTime) })
    defer { signals.handle(end: {}, time: {}) }
    let watch = Task { await self.watch(request, beat: beat) { task.cancel() } }
    let report = await task.value
    watch.cancel()
    await watch.value
    return report
  }

  /// Shows that the attempt lives, and ends it when the tuner wants it, until it has ended.
  private func watch(_ request: AttemptRequest, beat: Double, end: @Sendable () -> Void) async {
    var beats = 0
    var nextBeat = steadySeconds()
    var endsAt = Double.infinity
    while !Task.isCancelled {
      let now = steadySeconds()
      if now >= nextBeat {
        beats += 1
        nextBeat = now + beat
        // A disk that is full is the result's problem.
        try? folder.write(Array("\(beats)".utf8), to: folder.heartbeat)
      }
      folder.refresh()
      if endsAt == .infinity, let word = folder.text(folder.stop) {
        if word == StopWord.gentle.rawValue, let notice = request.notice {
          createFile(at: request.stopFile)
          endsAt = now + notice.inSeconds
        } else {
          endsAt = now
        }
      }
      // Who said gently may come to say now.
      if endsAt > now, endsAt < .infinity, folder.text(folder.stop) == StopWord.now.rawValue { endsAt = now }
      if now >= endsAt { end() }
      try? await Task.sleep(for: .seconds(min(Self.lookInterval, max(0.05, nextBeat - now))))
    }
  }
}

/// What a `stop` file says.
enum StopWord: String {
  /// The command has its notice to end by itself.
  case gentle
  case now
}

/// The job that a process runs in.
struct NodeJob: Hashable, Sendable {
  var name: String
  var id: String
  var node: String
  var restarts: Int

  init(environment: [String: String], name: String) {
    self.name = name
    id = environment["SLURM_JOB_ID"] ?? ""
    node = environment["SLURMD_NODENAME"] ?? ""
    restarts = Int(environment["SLURM_RESTART_COUNT"] ?? "") ?? 0
  }

  var json: JSONValue {
    ["name": .string(name), "id": .string(id), "node": .string(node), "restarts": .integer(restarts)]
  }
}

/// Appends points to the file that the tuner follows: a JSON array of name, step and value on each line.
private final class EventWriter: Sendable {
  private let file: FileDescriptor?

  init(_ path: FilePath) {
    file = try? FileDescriptor.open(
      path,
      .writeOnly,
      options: [.create, .append, .closeOnExec],
      permissions: [.ownerReadWrite, .groupRead, .otherRead]
    )
  }

  func write(_ points: [MetricPoint]) {
    var lines: [UInt8] = []
    for point in points {
      let line: JSONValue = [.string(point.metric), .number(point.step), .number(point.value)]
      lines += line.serializedBytes() + [UInt8(ascii: "\n")]
    }
    _ = try? file?.writeAll(lines)
  }

  deinit { try? file?.close() }
}
