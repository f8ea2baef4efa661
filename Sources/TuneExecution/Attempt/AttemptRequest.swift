package import SystemPackage
package import TuneModel

/// One execution of a train command: what to run, where, for how long, and where its metrics are.
package struct AttemptRequest: Hashable, Sendable {
  /// The program, by name or path, and its arguments, which reach it unchanged. A name is looked up in the `PATH` of
  /// `environment`; a path is relative to `directory`.
  package var arguments: [String]
  /// The whole environment, but for the marker.
  package var environment: [String: String]
  /// The working directory; absolute.
  package var directory: FilePath
  /// Where the attempt's own files belong, the metrics file among them; absolute. It exists.
  package var trialDirectory: FilePath
  /// Where standard output goes. The file is made when there is something to write; what an earlier attempt left there
  /// is removed.
  package var outputLog: FilePath
  /// Where standard error goes; like `outputLog`.
  package var errorLog: FilePath
  /// How much of each log is kept, in bytes: half from its head, half from its tail.
  package var logLimit: Int
  /// Wall clock of the attempt; time in which the machine sleeps does not count.
  package var timeout: Duration?
  /// Longest time without any output or new metrics.
  package var idleTimeout: Duration?
  /// Between the polite signal and the final one.
  package var grace: Duration
  /// How long an attempt that an observer stops has to end by itself, told by the file `stop` in its directory, before
  /// it gets the polite signal; nil: none.
  package var notice: Duration?
  /// Where metrics are found. What an earlier attempt left in a metrics file is removed.
  package var metrics: MetricSource
  /// Names of the metrics that are looked for.
  package var wanted: [String]
  /// How many points are kept.
  package var pointLimit: Int
  /// What the attempt's processes are recognised by.
  package var marker: AttemptMarker
  /// What a worker is told, and which; nil where the arguments are run for this attempt alone.
  package var worker: WorkerOrder?

  package struct WorkerOrder: Hashable, Sendable {
    /// Each slot has a worker of its own.
    package var slot: Int
    package var trial: WorkerRequest

    package init(slot: Int, trial: WorkerRequest) {
      self.slot = slot
      self.trial = trial
    }
  }

  package init(
    arguments: [String],
    environment: [String: String],
    directory: FilePath,
    trialDirectory: FilePath,
    outputLog: FilePath? = nil,
    errorLog: FilePath? = nil,
    logLimit: Int = 16 << 20,
    timeout: Duration? = nil,
    idleTimeout: Duration? = nil,
    grace: Duration = .seconds(5),
    notice: Duration? = nil,
    metrics: MetricSource = .output,
    wanted: [String] = [],
    pointLimit: Int = MetricSeries.defaultLimit,
    marker: AttemptMarker,
    worker: WorkerOrder? = nil
  ) {
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.trialDirectory = trialDirectory
    self.outputLog = outputLog ?? trialDirectory.appending("stdout.log")
    self.errorLog = errorLog ?? trialDirectory.appending("stderr.log")
    self.logLimit = logLimit
    self.timeout = timeout
    self.idleTimeout = idleTimeout
    self.grace = grace
    self.notice = notice
    self.metrics = metrics
    self.wanted = wanted
    self.pointLimit = pointLimit
    self.marker = marker
    self.worker = worker
  }

  /// What tells the command to save its state and end.
  var stopFile: FilePath { trialDirectory.appending("stop") }

  /// The file that metrics are read from; nil when they are printed.
  var metricsFile: FilePath? {
    metrics.file.map { trialDirectory.pushing(FilePath($0)) }
  }
}
