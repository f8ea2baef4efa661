import JSON
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The node's side of a worker: takes attempts and runs them, until nothing is left to do or its time is nearly over.
struct NodeWorker: Sendable {
  var folder: JobFolder
  var environment: [String: String]
  var signals: NodeSignals
  var job: NodeJob
  var pool: PoolFolders
  /// Between two signs of life, in seconds.
  var beat: Double
  /// How long it waits for something to do, in seconds.
  var idleLimit: Double
  /// How long the job may take, in seconds from its start; nil: for ever.
  var seconds: Double?

  func run() async throws(Errno) {
    folder.refresh()
    guard !folder.has(folder.stop), try folder.claim(job.json, as: folder.started) else { return }
    let heart = Task {
      var beats = 0
      while !Task.isCancelled {
        beats += 1
        try? folder.write(Array("\(beats)".utf8), to: folder.heartbeat)
        try? await Task.sleep(for: .seconds(beat))
      }
    }
    let why = await work()
    heart.cancel()
    try folder.write(["left": .string(why)], to: folder.result)
  }

  /// - Returns: why it stopped.
  private func work() async -> String {
    let start = steadySeconds()
    // Workers that began together do not all leave together; and Slurm counts from before this.
    let deadline = seconds.map { start + $0 - max(5, $0 * Double.random(in: 0.03...0.08)) } ?? .infinity
    var longest = 0.0
    var idleSince = start
    let alarm = Alarm()
    let bells = [pool.queue, pool.root, folder.path].map { FolderBell($0, alarm) }
    defer { withExtendedLifetime(bells) {} }
    while true {
      if signals.wasTold { return "told to end" }
      if signals.isTimeUp { return "time" }
      let now = steadySeconds()
      if now + 1.2 * longest > deadline { return "time" }
      if FileIdentity(pool.close) != nil || folder.has(folder.stop) { return "closed" }
      if let name = pool.take() {
        await run(name)
        idleSince = steadySeconds()
        longest = max(longest, idleSince - now)
        continue
      }
      if now - idleSince > idleLimit { return "idle" }
      await alarm.wait(min(0.5, 0.03 + (now - idleSince) / 10))
    }
  }

  private func run(_ name: String) async {
    let file = pool.taken.appending(name)
    guard let path = folder.text(file) else { return }
    let attempt = NodeAttempt(
      folder: JobFolder(FilePath(path)),
      environment: environment,
      signals: signals,
      job: job
    )
    // A folder that cannot be written is the attempt's problem, which its tuner will see.
    _ = try? await attempt.run()
    removeFile(at: file)
  }

  /// Seconds that `squeue` says are left of a job, as in `1-02:03:04` or `4:05`.
  static func seconds(timeLeft text: Substring) -> Double? {
    var rest = text.trimmed
    var days = 0.0
    if let dash = rest.firstIndex(of: "-") {
      guard let count = Double(rest[..<dash]) else { return nil }
      days = count
      rest = rest[rest.index(after: dash)...]
    }
    var seconds = 0.0
    for part in rest.split(separator: ":", omittingEmptySubsequences: false) {
      guard let number = Double(part) else { return nil }
      seconds = seconds * 60 + number
    }
    return days * 86_400 + seconds
  }
}

/// Renames a file; whether this was done, and by us.
func renames(_ from: FilePath, to: FilePath) -> Bool {
  from.withPlatformString { from in to.withPlatformString { rename(from, $0) } } == 0
}
