import JSON
package import SystemPackage

/// Where a trial's attempts are that do not run on this machine, for people: read from their files alone.
package enum AttemptPlace {
  /// One clause for each attempt of a trial that has not ended, as in `job 17 runs on n2`.
  ///
  /// - Parameter trial: the trial's folder.
  package static func words(inTrial trial: FilePath) -> [String] {
    ([trial] + namesInDirectory(trial).sorted().map { trial.appending($0) }).compactMap { part in
      last(in: part.appending("slurm")).flatMap(words)
    }
  }

  /// Tells the jobs of a trial that has not ended to end, or not to begin; the next tuner submits it again.
  ///
  /// - Parameter trial: the trial's folder.
  /// - Returns: their numbers; some may have ended without a result.
  package static func abandon(trial: FilePath) -> [String] {
    ([trial] + namesInDirectory(trial).sorted().map { trial.appending($0) }).compactMap { part in
      guard let folder = last(in: part.appending("slurm")), !folder.has(folder.result) else { return nil }
      // Whoever leaves at once has no time for a disk that is full.
      try? folder.write(Array(StopWord.now.rawValue.utf8), to: folder.stop)
      return job(folder)
    }
  }

  /// Tells the jobs that take many trials that there will be nothing more.
  ///
  /// - Parameter folder: what an experiment's jobs share.
  /// - Returns: their numbers.
  package static func abandonWorkers(in folder: FilePath) -> [String] {
    let pool = PoolFolders(folder.appending("pool"))
    let workers = namesInDirectory(pool.workers).sorted().compactMap { job(JobFolder(pool.workers.appending($0))) }
    if !workers.isEmpty { createFile(at: pool.close) }
    return workers
  }

  private static func job(_ folder: JobFolder) -> String? {
    folder.has(folder.result) ? nil : folder.read(folder.job)?["id"]?.string
  }

  /// The latest submission of a run of a trial.
  private static func last(in folder: FilePath) -> JobFolder? {
    let numbers = namesInDirectory(folder).compactMap { name -> (Int, Int, String)? in
      let parts = name.split(separator: ".").compactMap { Int($0) }
      return parts.count == 2 ? (parts[0], parts[1], name) : nil
    }
    return numbers.max { ($0.0, $0.1) < ($1.0, $1.1) }.map { JobFolder(folder.appending($0.2)) }
  }

  private static func words(_ folder: JobFolder) -> String? {
    guard !folder.has(folder.result), !folder.has(folder.stop) else { return nil }
    if let started = folder.read(folder.started) {
      let node = started["node"]?.string ?? ""
      return "job \(started["id"]?.string ?? "?") runs" + (node.isEmpty ? "" : " on \(node)")
    }
    guard let job = folder.read(folder.job), let id = job["id"]?.string else { return "waits for a job" }
    let reason = job["reason"]?.string ?? ""
    return "job \(id) waits" + (reason.isEmpty || reason == "None" ? "" : ": \(reason)")
  }
}
