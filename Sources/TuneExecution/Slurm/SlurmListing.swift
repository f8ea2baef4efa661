/// What `squeue` and `sacct` print, read.
enum SlurmListing {
  /// All jobs of the user, finished ones too: without `-t all` a job that failed looks like one that never was. Selected
  /// by nothing else: one unknown number spoils a list of numbers, and sites move jobs between partitions.
  static let squeue = ["squeue", "--noheader", "--me", "--states=all", "--format=%i|%T|%r|%N|%j"]

  /// The jobs whose name starts with a prefix. Lines that are not whole, and elements of arrays, are passed over.
  ///
  /// Of several jobs of one name the last counts that is not over; else the last.
  static func jobs(squeue text: String, prefix: String) -> [String: SlurmJob] {
    var jobs: [String: SlurmJob] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "|", maxSplits: 4, omittingEmptySubsequences: false)
      guard fields.count == 5 else { continue }
      let name = fields[4].trimmed
      guard name.hasPrefix(prefix), isJobID(fields[0].trimmed) else { continue }
      let word = fields[1].trimmed
      let job = SlurmJob(
        id: String(fields[0].trimmed),
        name: String(name),
        state: SlurmJobState(word),
        word: String(word),
        reason: String(fields[2].trimmed),
        nodes: String(fields[3].trimmed)
      )
      if let other = jobs[job.name], !other.state.isOver, job.state.isOver { continue }
      jobs[job.name] = job
    }
    return jobs
  }

  /// The command that explains jobs of which `squeue` knows nothing any more.
  static func sacct(_ ids: [String], since: String) -> [String] {
    [
      "sacct", "--allocations", "--parsable2", "--noheader", "--format=JobID,JobName%200,State,ExitCode,NodeList",
      "--starttime=\(since)", "--jobs=\(ids.joined(separator: ","))",
    ]
  }

  /// The jobs that `sacct` printed. A job that was run several times has several records, of which the last counts.
  static func jobs(sacct text: String, prefix: String) -> [String: SlurmJob] {
    var jobs: [String: SlurmJob] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(\.trimmed)
      guard fields.count == 5, isJobID(fields[0]), fields[1].hasPrefix(prefix) else { continue }
      jobs[String(fields[1])] = SlurmJob(
        id: String(fields[0]),
        name: String(fields[1]),
        state: SlurmJobState(fields[2]),
        word: String(fields[2]),
        reason: "",
        nodes: String(fields[4]),
        exit: String(fields[3])
      )
    }
    return jobs
  }

  static func isJobID(_ text: Substring) -> Bool { !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } }
}

extension Substring {
  var trimmed: Substring {
    var rest = self
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }
}
