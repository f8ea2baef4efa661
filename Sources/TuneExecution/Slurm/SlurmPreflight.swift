import JSON
package import SystemPackage

/// Finds out with one small job whether trials could run on the cluster.
package struct SlurmPreflight: Sendable {
  package enum Finding: Hashable, Sendable {
    /// All is well, on this node.
    case good(node: String)
    /// The job still waits, and was cancelled: nothing is known.
    case waiting(String)
    case problem(String)
  }

  private let launcher: SlurmLauncher

  package init(_ launcher: SlurmLauncher) {
    self.launcher = launcher
  }

  /// - Parameters:
  ///   - program: what trials run, by name or path; nil when that is not known yet.
  ///   - directory: where they run it; absolute.
  ///   - limit: how long it may take, in seconds.
  package func run(program: String?, directory: FilePath, limit: Double) async -> Finding {
    let nonce = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let folder = JobFolder(launcher.place.folder.appending("preflight-\(nonce)"))
    defer { removeFolder(folder) }
    do throws(Errno) {
      return try await run(folder, nonce, program, directory, limit)
    } catch {
      return .problem("\(folder.path) cannot be written: \(error)")
    }
  }

  private func run(
    _ folder: JobFolder,
    _ nonce: String,
    _ program: String?,
    _ directory: FilePath,
    _ limit: Double
  ) async throws(Errno) -> Finding {
    let name = launcher.jobName("check")
    try folder.create()
    try folder.write(Array(nonce.utf8), to: folder.path.appending("nonce"))
    var spec: JSONObject = ["kind": "preflight", "name": .string(name), "directory": .string(directory.string)]
    spec["program"] = program.map { .string($0) }
    try folder.write(.object(spec), to: folder.spec)
    let id: String
    switch try await launcher.submit(folder, named: name) {
    case .accepted(let number): id = number
    case .refused(let why), .later(let why), .uncertain(let why): return .problem("sbatch: \(why)")
    }
    let begun = steadySeconds()
    launcher.queue.follow(name, id: id)
    launcher.queue.hurry()
    defer { launcher.queue.forget(name) }
    var overSince: Double?
    while true {
      folder.refresh()
      if let result = folder.read(folder.result) { return finding(result, nonce) }
      if let refusal = folder.text(folder.refused), !refusal.isEmpty { return .problem(refusal) }
      let now = steadySeconds()
      let answer = launcher.queue.answer(name, since: begun)
      if case .job(let job, _) = answer, job.state.isOver {
        overSince = overSince ?? now
        if now - (overSince ?? now) > min(launcher.rules.grace, 10) {
          let log = SubmissionCourse.tail(folder.log).last
          let what = log ?? "it left nothing behind: is \(folder.path) on a file system that the nodes share?"
          return .problem("the job ended on \(job.nodes) as \(job.word) and did not begin: \(what)")
        }
      }
      if now - begun > limit {
        launcher.queue.cancel(name, id: id)
        await Alarm().wait(min(2, launcher.rules.poll))
        if case .job(let job, _) = answer, job.state == .pending { return .waiting(job.reason) }
        return .waiting("no answer within \(Int(limit)) s")
      }
      await Alarm().wait(0.2)
    }
  }

  private func finding(_ result: JSONValue, _ nonce: String) -> Finding {
    let node = result["node"]?.string ?? "a node"
    if result["nonce"]?.string != nonce {
      return .problem("node \(node) sees an old state of \(launcher.place.folder): the file system is not shared")
    }
    if let problem = result["problem"]?.string { return .problem("on node \(node): \(problem)") }
    return .good(node: node)
  }

  private func removeFolder(_ folder: JobFolder) {
    for name in namesInDirectory(folder.path) { removeFile(at: folder.path.appending(name)) }
    removeDirectory(at: folder.path)
  }
}
