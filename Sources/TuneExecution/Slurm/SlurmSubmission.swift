import TuneModel

/// What becomes of a script that is handed to `sbatch`.
enum SlurmSubmission: Hashable, Sendable {
  /// It is a job now.
  case accepted(id: String)
  /// It is not, and trying again would not help: every job would be refused alike.
  case refused(String)
  /// It may be one all the same, or will be later: to be tried again, once it is known that there is no job.
  case later(String)
  /// It was refused for a reason that is not known to us.
  case uncertain(String)

  /// Judges what `sbatch --parsable` said.
  init(_ reply: SlurmReply) {
    guard let status = reply.status else {
      self = reply.timedOut ? .later("sbatch does not answer") : .refused(reply.words)
      return
    }
    if status == 0 {
      // Sites print banners before the number.
      let last = reply.output.split(whereSeparator: \.isNewline).last { !$0.trimmed.isEmpty }?.trimmed ?? ""
      let parts = last.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
      if let id = parts.first, SlurmListing.isJobID(id) {
        self = .accepted(id: String(id))
      } else {
        self = .uncertain("sbatch printed no job number: \(reply.words)")
      }
      return
    }
    let error = reply.error.lowercased()
    if Self.transient.contains(where: error.contains) {
      self = .later(reply.words)
    } else {
      self = Self.permanent.contains(where: error.contains) ? .refused(reply.words) : .uncertain(reply.words)
    }
  }

  private static let transient = [
    "submitlimit", "submit limit", "job limit", "maxsubmit", "maxjob", "violates accounting/qos policy", "queue full",
    "socket timed out", "unable to contact", "try again", "temporarily", "timed out", "connection refused",
    "slurm_persist_conn", "zero bytes were transmitted", "resource temporarily unavailable", "pending job dependenc",
  ]
  private static let permanent = [
    "invalid", "unrecognized option", "unrecognised option", "unknown option", "requested node configuration is not",
    "memory specification can not be satisfied", "more processors requested than permitted", "requires an argument",
    "access/permission denied", "job submit/allocate failed", "unable to open file", "requested time limit is",
    "authentication failure", "not found",
  ]
}

extension SlurmSettings {
  /// The command line of a job. The user's own options come last, so that they win.
  ///
  /// - Parameters:
  ///   - log: absolute; its folder exists, for a job whose log cannot be made fails without a word.
  ///   - directory: absolute; it exists, for a job without it runs somewhere else.
  func sbatch(
    name: String,
    log: String,
    directory: String,
    excluded: [String],
    script: [String]
  ) -> [String] {
    var words = [
      "sbatch", "--parsable", requeue ? "--requeue" : "--no-requeue", "--job-name=\(name)", "--output=\(log)",
      "--open-mode=append",
      "--chdir=\(directory)", "--export=ALL", "--signal=B:USR1@60",
    ]
    if let partition { words.append("--partition=\(partition)") }
    // Whole minutes, as Slurm counts them.
    if let time { words.append("--time=\(max(1, Int((time.inSeconds / 60).rounded(.up))))") }
    if !excluded.isEmpty { words.append("--exclude=\(excluded.joined(separator: ","))") }
    return words + options + script
  }
}
