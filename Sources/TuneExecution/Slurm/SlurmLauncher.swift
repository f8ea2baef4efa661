import JSON
import Synchronization
package import SystemPackage
package import TuneModel

/// Runs attempts as jobs of a Slurm cluster, on a file system that the nodes share with the tuner.
///
/// Files are the truth and Slurm is a hint. An attempt is run by this tool on the node, as it would be run here, and
/// ends with the result that it writes into its folder (``JobFolder``). Slurm is asked about all jobs at once, in the
/// background, and believed when it says that a job has ended without a result; see ``SubmissionWatch``. So neither a
/// controller that is down nor a tuner that is killed costs anything: running an attempt again that has begun takes it
/// up where it is.
package final class SlurmLauncher: Launcher {
  /// Where things are, all seen by the nodes under the same paths.
  package struct Place: Sendable {
    /// The experiment's name, a part of the jobs' names.
    package var experiment: String
    /// For what the jobs of the experiment share; absolute.
    package var folder: FilePath
    /// The tool itself.
    package var tool: FilePath
    /// What jobs inherit.
    package var environment: [String: String]

    package init(experiment: String, folder: FilePath, tool: FilePath, environment: [String: String]) {
      self.experiment = experiment
      self.folder = folder
      self.tool = tool
      self.environment = environment
    }
  }

  let settings: SlurmSettings
  let rules: SlurmRules
  let place: Place
  let queue: SlurmQueue
  /// Whether jobs run on when everything is stopped.
  let detaches: Bool
  /// Whether any attempt was left running.
  private let hasDetached = Atomic(false)
  private let lazyPool = Mutex<WorkerPool?>(nil)
  /// What people have been told already.
  private let told = Mutex<Set<String>>([])

  /// - Parameter rules: in place of those that follow from the settings.
  package init(_ settings: SlurmSettings, _ place: Place, detaches: Bool = false, rules: SlurmRules? = nil) {
    self.settings = settings
    let rules = rules ?? SlurmRules(settings)
    self.rules = rules
    self.place = place
    self.detaches = detaches
    queue = SlurmQueue(
      SlurmCommands(inheriting: place.environment, directory: FilePath("/")),
      prefix: Self.prefix(place),
      rules: rules
    )
  }

  package var reattaches: Bool { true }

  package func run(
    _ request: AttemptRequest,
    observe: @escaping @Sendable (AttemptEvent) async -> AttemptDecision
  ) async -> AttemptReport {
    if Task.isCancelled { return AttemptReport(outcome: .stopped) }
    let attempt = SlurmAttempt(self, request, observe)
    // Not a child: what has to be done when it is stopped takes a while.
    let task = Task {
      do throws(Errno) {
        return try await attempt.run()
      } catch {
        return AttemptReport(outcome: .notStarted("its folder \(request.trialDirectory) cannot be written: \(error)"))
      }
    }
    let report = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      attempt.requestStop(.now)
    }
    if report.isDetached { hasDetached.store(true, ordering: .relaxed) }
    return report
  }

  /// Ends what is left of the experiment's jobs: those of runs that nobody wanted any more, such as a trial's other
  /// folds after one has failed.
  package func finish() async {
    guard !hasDetached.load(ordering: .relaxed) else { return }
    lazyPool.withLock { $0 }?.close()
    // Not a child: the run's task may be cancelled, and nothing runs in one that is.
    await Task { [queue, rules] in await queue.cancelRest(within: rules.farewell) }.value
  }

  /// The names of the experiment's jobs begin with its own, and with what tells its folder from others.
  static func prefix(_ place: Place) -> String {
    // FNV-1a.
    var hash: UInt32 = 2_166_136_261
    for byte in place.folder.string.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    let digits = String(hash, radix: 16)
    return "\(place.experiment.prefix(40))-\(String(repeating: "0", count: 8 - digits.count))\(digits)-"
  }

  /// A name that no job has had.
  func jobName(_ what: String) -> String {
    "\(queue.prefix)\(what)-\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
  }

  /// Its workers, in the mode that has them.
  var pool: WorkerPool {
    lazyPool.withLock { pool in
      let known = pool ?? WorkerPool(self)
      pool = known
      return known
    }
  }

  /// The script of all jobs, which is there when this returns.
  func script() throws(Errno) -> FilePath {
    let folder = JobFolder(place.folder)
    let path = place.folder.appending("job.sh")
    let text = Array(SlurmJobScript.text(setup: settings.setup).utf8)
    if smallFile(path) != text {
      try folder.create()
      try folder.write(text, to: path)
    }
    return path
  }

  /// Hands a folder's job to the cluster, once; the folder says what the job is to do.
  func submit(_ folder: JobFolder, named name: String) async throws(Errno) -> SlurmSubmission {
    let script = try script().string
    return await queue.submit { excluded in
      settings.sbatch(
        name: name,
        log: folder.log.string,
        directory: place.folder.string,
        excluded: excluded,
        script: [script, folder.path.string, place.tool.string]
      )
    }
  }

  /// Whether a person has not been told this before.
  func isNews(_ words: String) -> Bool { told.withLock { $0.insert(words).inserted } }

  /// What the queue has to tell, in words.
  func takeNotices() -> [String] {
    queue.takeNotices().map { notice in
      switch notice {
      case .silent(let words): "Slurm does not answer; what runs goes on (\(words))"
      case .answersAgain: "Slurm answers again"
      }
    }
  }
}
