import JSON
package import SystemPackage

/// What the tool does as a job: whatever the job's folder says.
package enum NodeCommand {
  /// - Parameters:
  ///   - folder: the job's.
  ///   - environment: what train commands inherit.
  /// - Returns: the exit status: 0 when there was nothing wrong with the job itself.
  package static func run(folder path: FilePath, environment: [String: String]) async -> Int32 {
    let folder = JobFolder(path)
    folder.refresh()
    guard let spec = folder.read(folder.spec), let name = spec["name"]?.string else {
      report("\(folder.spec.string) cannot be read here")
      return 75
    }
    let signals = NodeSignals()
    let job = NodeJob(environment: environment, name: name)
    do throws(Errno) {
      switch spec["kind"]?.string {
      case "attempt":
        _ = try await NodeAttempt(folder: folder, environment: environment, signals: signals, job: job).run()
      case "worker":
        let seconds: Double?
        if let limit = spec["seconds"]?.double { seconds = limit } else { seconds = await timeLeft(environment) }
        try await NodeWorker(
          folder: folder,
          environment: environment,
          signals: signals,
          job: job,
          pool: PoolFolders(FilePath(spec["pool"]?.string ?? "")),
          beat: spec["beat"]?.double ?? 30,
          idleLimit: spec["idle"]?.double ?? WorkerPool.idleLimit,
          seconds: seconds
        ).run()
      case "preflight": try NodePreflight(folder: folder, environment: environment, job: job).run(spec)
      default:
        report("this swift-tune does not know what \(folder.spec.string) asks for; is it another version?")
        return 75
      }
    } catch {
      report("\(folder.path.string) cannot be written: \(error)")
      return 74
    }
    return 0
  }

  /// How long the job may take, where only Slurm knows; nil: for ever, or nobody says.
  private static func timeLeft(_ environment: [String: String]) async -> Double? {
    guard let id = environment["SLURM_JOB_ID"] else { return nil }
    let commands = SlurmCommands(inheriting: environment, directory: "/")
    let reply = await commands.run(["squeue", "--noheader", "--jobs=\(id)", "--format=%L"], limit: 60)
    return reply.status == 0 ? NodeWorker.seconds(timeLeft: reply.output[...]) : nil
  }

  /// Into the job's log.
  private static func report(_ words: String) {
    _ = try? FileDescriptor.standardError.writeAll("swift-tune: \(words)\n".utf8)
  }
}
