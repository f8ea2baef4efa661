import Subprocess
package import SystemPackage

/// What a command of Slurm answered.
struct SlurmReply: Hashable, Sendable {
  /// Nil when it did not end by itself, or could not be started.
  var status: Int?
  var output = ""
  var error = ""
  var timedOut = false

  /// Without the program's own name in front of every line.
  private static func plain(_ line: String) -> String {
    for mark in ["sbatch: error: ", "squeue: error: ", "slurm_load_jobs error: "] where line.hasPrefix(mark) {
      return String(line.dropFirst(mark.count))
    }
    return line
  }

  /// The last thing it complained of, for a person.
  var words: String {
    let text = error.isEmpty ? output : error
    let lines = text.split(whereSeparator: \.isNewline).map { String($0.trimmed) }.filter { !$0.isEmpty }
    return lines.suffix(3).map(Self.plain).joined(separator: "; ")
  }
}

/// Runs the commands of Slurm: `sbatch`, `squeue`, `scancel`, `sacct`.
package struct SlurmCommands: Sendable {
  private let environment: [String: String]
  private let directory: FilePath

  /// - Parameter inherited: our own environment. A tuner that is itself a job has variables of its job, which would
  ///   change what its own submissions mean.
  package init(inheriting inherited: [String: String], directory: FilePath) {
    environment = Self.environment(inheriting: inherited)
    self.directory = directory
  }

  /// What is left of an environment for commands of Slurm, and so for jobs.
  static func environment(inheriting inherited: [String: String]) -> [String: String] {
    let kept = ["SLURM_CONF", "SLURM_CONF_SERVER", "SLURM_JWT"]
    return inherited.filter { name, _ in
      kept.contains(name) || !["SLURM_", "SBATCH_", "SLURMD_", "SALLOC_", "SRUN_"].contains { name.hasPrefix($0) }
    }
  }

  /// Runs a command to its end, or for so many seconds.
  func run(_ arguments: [String], limit: Double) async -> SlurmReply {
    guard let name = arguments.first, CommandOutput.hasFreeDescriptors() else {
      return SlurmReply(error: "too many open files")
    }
    return await withTaskGroup(of: SlurmReply?.self) { group in
      group.addTask { await result(name, Array(arguments.dropFirst())) }
      group.addTask {
        try? await Task.sleep(for: .seconds(limit))
        return nil
      }
      defer { group.cancelAll() }
      if let reply = await group.next() ?? nil { return reply }
      return SlurmReply(error: "\(name) did not answer within \(Int(limit)) s", timedOut: true)
    }
  }

  private func result(_ name: String, _ arguments: [String]) async -> SlurmReply {
    var options = PlatformOptions()
    // A Ctrl-C on the terminal is ours to handle.
    options.createSession = true
    var variables: [Environment.Key: String] = [:]
    for (name, value) in environment {
      if let key = Environment.Key(rawValue: name) { variables[key] = value }
    }
    do {
      let lookup = ProgramLookup(directory: directory, searchPath: environment["PATH"])
      let result = try await Subprocess.run(
        .path(try lookup.find(name)),
        arguments: Arguments(arguments),
        environment: .custom(variables),
        workingDirectory: directory,
        platformOptions: options,
        output: .string(limit: 32 << 20),
        error: .string(limit: 1 << 20)
      )
      guard case .exited(let status) = result.terminationStatus else { return SlurmReply(error: "\(name) was ended") }
      return SlurmReply(status: Int(status), output: result.standardOutput, error: result.standardError)
    } catch let problem as StartProblem {
      return SlurmReply(error: problem.words)
    } catch {
      return SlurmReply(error: "\(name) cannot be run: \(error)")
    }
  }
}
