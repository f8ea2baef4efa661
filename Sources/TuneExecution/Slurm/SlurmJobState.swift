/// What a job's state, as Slurm names it, means for the attempt that it runs.
enum SlurmJobState: Hashable, Sendable {
  /// Waits for its turn.
  case pending
  /// Runs, starts, ends, or pauses.
  case alive
  /// Waits for its turn again: its last run is void.
  case requeued
  /// Its script ended well.
  case completed
  /// Its script ended badly, or could not be started.
  case failed
  /// Ran into its time limit.
  case timeLimit
  case outOfMemory
  /// The cluster ended it: a node failed.
  case nodeFailed
  /// The cluster ended it in favour of another one.
  case preempted
  case cancelled
  /// A word that says nothing to us, which is no information.
  case unknown

  /// - Parameter word: as `squeue` and `sacct` print it; `sacct` adds to some, as in `CANCELLED by 1000`.
  init(_ word: Substring) {
    // A `+` marks a word that was cut.
    switch word.prefix(while: { $0 != " " && $0 != "+" }) {
    case "PENDING": self = .pending
    case "CONFIGURING", "RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT", "RESIZING":
      self = .alive
    case "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT", "REQUEUE_FED": self = .requeued
    case "COMPLETED": self = .completed
    case "FAILED": self = .failed
    case "TIMEOUT", "DEADLINE": self = .timeLimit
    case "OUT_OF_MEMORY": self = .outOfMemory
    case "NODE_FAIL", "BOOT_FAIL", "REVOKED": self = .nodeFailed
    case "PREEMPTED": self = .preempted
    case "CANCELLED": self = .cancelled
    default: self = .unknown
    }
  }

  /// Whether nothing of the job runs or will run.
  var isOver: Bool {
    switch self {
    case .pending, .alive, .requeued, .unknown: false
    case .completed, .failed, .timeLimit, .outOfMemory, .nodeFailed, .preempted, .cancelled: true
    }
  }
}

/// A job as Slurm shows it.
struct SlurmJob: Hashable, Sendable {
  /// The number; of a federation, with `;cluster`.
  var id: String
  var name: String
  var state: SlurmJobState
  /// The state's word.
  var word: String
  /// Why it waits, or what Slurm says of its end.
  var reason: String
  /// The nodes it runs on, or ran on.
  var nodes: String
  /// `status:signal` of its script, where accounting tells it.
  var exit = ""

  /// Why it waits, when that is worth telling: it may wait for ever, or somebody has to do something.
  var complaint: String? {
    guard state == .pending else { return nil }
    let grave = [
      "BadConstraints", "PartitionConfig", "PartitionNodeLimit", "PartitionTimeLimit", "PartitionDown",
      "PartitionInactive", "ReqNodeNotAvail", "JobHeldAdmin", "JobHeldUser", "AccountNotAllowed", "InvalidAccount",
      "InvalidQOS", "Licenses", "Reservation",
    ]
    if grave.contains(where: { reason.hasPrefix($0) }) { return reason }
    let isLimit = (reason.hasPrefix("Assoc") || reason.hasPrefix("QOS")) && reason.contains("Limit")
    return isLimit || reason.hasPrefix("Nodes required for job are DOWN") ? reason : nil
  }

  /// Whether it waits without ever starting by itself, because the controller was restarted while it began.
  var isStuck: Bool { state == .pending && reason.lowercased().contains("launch failed") }
}
