/// One manifest, decoded and valid: everything that `swift-tune run` needs to know.
package struct Experiment: Hashable, Sendable {
  /// Lower-case letters, digits, `-` and `_`; names the results folder.
  package var name: String
  package var summary: String?
  package var prepare: Prepare?
  package var train: Train
  package var space: Space
  package var metrics: MetricSource
  package var objectives: [Objective]
  package var search: Search
  package var budget: Budget
  /// Several runs of each trial; nil: one.
  package var repetition: Repetition?
  /// Runs of the best trials again, when the search has ended.
  package var confirmation: Confirmation?
  /// Stops hopeless trials early; nil: every trial runs to its end.
  package var prune: Prune?
  /// Whether work that an earlier run of this experiment has done is taken from its records.
  package var cache: Bool
  /// How many attempts run at a time, at least 1.
  package var parallel: Int
  package var resources: Resources
  /// Where attempts run.
  package var launcher: LauncherChoice

  package init(
    name: String,
    summary: String? = nil,
    prepare: Prepare? = nil,
    train: Train,
    space: Space,
    metrics: MetricSource = .output,
    objectives: [Objective],
    search: Search,
    budget: Budget = Budget(),
    repetition: Repetition? = nil,
    confirmation: Confirmation? = nil,
    prune: Prune? = nil,
    cache: Bool = true,
    parallel: Int = 1,
    resources: Resources = Resources(),
    launcher: LauncherChoice = .local
  ) {
    self.name = name
    self.summary = summary
    self.prepare = prepare
    self.train = train
    self.space = space
    self.metrics = metrics
    self.objectives = objectives
    self.search = search
    self.budget = budget
    self.repetition = repetition
    self.confirmation = confirmation
    self.prune = prune
    self.cache = cache
    self.parallel = parallel
    self.resources = resources
    self.launcher = launcher
  }

  /// A step that runs once, before the first trial.
  package struct Prepare: Hashable, Sendable {
    package var command: [String]?
    /// Files whose fingerprints go into every record; relative to the manifest.
    package var inputs: [String]

    package init(command: [String]? = nil, inputs: [String] = []) {
      self.command = command
      self.inputs = inputs
    }
  }

  /// What is run for each trial.
  package struct Train: Hashable, Sendable {
    package enum Program: Hashable, Sendable {
      /// An executable product of the package that holds the manifest; built in release.
      case product(String)
      /// Any program: its name or path, then its first arguments.
      case command([String])
    }

    package enum Mode: String, Hashable, Sendable, CaseIterable {
      /// A process for each attempt.
      case process
      /// A process that stays alive for many trials.
      case worker
    }

    package var program: Program
    package var mode: Mode
    package var arguments: [String]
    /// In the manifest's order.
    package var environment: [EnvironmentEntry]
    /// Relative to the manifest's folder.
    package var directory: String
    /// Wall clock of one attempt.
    package var timeout: Duration?
    /// Longest silence.
    package var idleTimeout: Duration?
    /// Between the polite signal and the final one.
    package var grace: Duration
    /// How often a failed attempt is tried again.
    package var retries: Int
    /// How much of each log is kept, in bytes: half from its head, half from its tail.
    package var logLimit: Int

    package init(
      program: Program,
      mode: Mode = .process,
      arguments: [String] = [],
      environment: [EnvironmentEntry] = [],
      directory: String = ".",
      timeout: Duration? = nil,
      idleTimeout: Duration? = nil,
      grace: Duration = .seconds(5),
      retries: Int = 0,
      logLimit: Int = 16 << 20
    ) {
      self.program = program
      self.mode = mode
      self.arguments = arguments
      self.environment = environment
      self.directory = directory
      self.timeout = timeout
      self.idleTimeout = idleTimeout
      self.grace = grace
      self.retries = retries
      self.logLimit = logLimit
    }
  }

  package struct EnvironmentEntry: Hashable, Sendable {
    package var name: String
    /// May hold placeholders.
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  package struct Search: Hashable, Sendable {
    package var strategy: StrategyChoice
    package var seed: UInt64
    /// Assignments to try first; complete them with `Space.completed`.
    package var start: [Assignment]
    /// Other experiments whose results inform this search: manifests or results folders, relative to the manifest.
    package var warmStart: [String]

    package init(
      strategy: StrategyChoice,
      seed: UInt64 = 0,
      start: [Assignment] = [],
      warmStart: [String] = []
    ) {
      self.strategy = strategy
      self.seed = seed
      self.start = start
      self.warmStart = warmStart
    }
  }

  /// When the experiment ends: at whichever comes first.
  package struct Budget: Hashable, Sendable {
    package var trials: Int?
    /// Wall clock, summed over all runs of the experiment.
    package var time: Duration?
    /// Trials in a row without a better one.
    package var patience: Int?
    /// Failures in a row.
    package var failures: Int?
    /// What may be spent: a metric summed over all trials.
    package var cost: Cost?
    /// The experiment ends when no trial is expected to be better by so much, in the objective's unit.
    package var improvement: Double?

    /// For how many proposals in a row the improvement must be out of reach.
    package static let steadyProposals = 5

    package struct Cost: Hashable, Sendable {
      package var metric: String
      package var limit: Double

      package init(metric: String, limit: Double) {
        self.metric = metric
        self.limit = limit
      }
    }

    package init(
      trials: Int? = nil,
      time: Duration? = nil,
      patience: Int? = nil,
      failures: Int? = nil,
      cost: Cost? = nil,
      improvement: Double? = nil
    ) {
      self.cost = cost
      self.improvement = improvement
      self.trials = trials
      self.time = time
      self.patience = patience
      self.failures = failures
    }
  }

  /// Which trials are stopped early, and how.
  package struct Prune: Hashable, Sendable {
    package var choice: PrunerChoice
    /// How long a trial has to end by itself, once it is told; nil: it is stopped at once.
    package var notice: Duration?
    /// Whether trials are told how many steps to train.
    package var hasBudget: Bool

    package init(choice: PrunerChoice, notice: Duration? = nil, hasBudget: Bool = false) {
      self.choice = choice
      self.notice = notice
      self.hasBudget = hasBudget
    }
  }

  /// Devices shared among the running trials.
  package struct Resources: Hashable, Sendable {
    /// How many devices each attempt gets.
    package var gpus: Int
    /// How many there are.
    package var gpuCount: Int

    package init(gpus: Int = 0, gpuCount: Int = 0) {
      self.gpus = gpus
      self.gpuCount = gpuCount
    }
  }
}
