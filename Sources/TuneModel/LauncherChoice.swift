/// Where attempts run.
package enum LauncherChoice: Hashable, Sendable {
  /// As processes of this machine.
  case local
  /// As jobs of a Slurm cluster.
  case slurm(SlurmSettings)
}

/// How attempts become jobs of a Slurm cluster.
package struct SlurmSettings: Hashable, Sendable {
  package enum Mode: String, Hashable, Sendable, CaseIterable {
    /// A job for each attempt.
    case job
    /// Jobs that stay and take one attempt after the other.
    case workers
  }

  package var mode: Mode
  /// How many jobs there are at most at a time.
  package var workers: Int
  package var partition: String?
  /// The time limit of a job; nil: the partition's.
  package var time: Duration?
  /// Further options of `sbatch`.
  package var options: [String]
  /// Lines of shell that run on the node before anything else.
  package var setup: [String]
  /// How often the cluster is asked about its jobs while things change.
  package var poll: Duration
  /// How long a job has to be without any sign of life before it is taken for lost.
  package var lostAfter: Duration
  /// Whether Slurm may run a job again that it has taken its nodes from; else another one is submitted.
  package var requeue: Bool

  package init(
    mode: Mode = .job,
    workers: Int = 1,
    partition: String? = nil,
    time: Duration? = nil,
    options: [String] = [],
    setup: [String] = [],
    poll: Duration = .seconds(10),
    lostAfter: Duration = .seconds(120),
    requeue: Bool = false
  ) {
    self.mode = mode
    self.workers = workers
    self.partition = partition
    self.time = time
    self.options = options
    self.setup = setup
    self.poll = poll
    self.lostAfter = lostAfter
    self.requeue = requeue
  }
}
