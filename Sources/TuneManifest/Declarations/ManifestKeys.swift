import YAML

/// The keys at the top level of a manifest.
enum ManifestKeys {
  static let formatVersion = 1

  static let tune = Key<Int>(
    "tune",
    .version(formatVersion),
    isRequired: true,
    "The version of the manifest's format.",
    examples: ["1"],
    otherNames: ["version"]
  )
  static let name = Key<String>(
    "name",
    .text(ExperimentName.rule),
    defaultWords: "the file's name",
    "Names the experiment and its results folder: lower-case letters, digits, `-` and `_`.",
    examples: ["digits"],
    otherNames: ["experiment", "title"]
  )
  static let description = Key<String>(
    "description",
    .text(),
    "What is tuned, in a sentence for the report.",
    examples: ["Small CNN on 8×8 digits"],
    otherNames: ["summary"]
  )
  static let prepare = Key<YAMLNode>(
    "prepare",
    .section(PrepareKeys.section),
    PrepareKeys.section.summary,
    otherNames: ["setup", "before"]
  )
  static let train = Key<YAMLNode>(
    "train",
    .section(TrainKeys.section),
    isRequired: true,
    TrainKeys.section.summary,
    examples: ["{command: [python3, train.py]}"],
    otherNames: ["run", "program", "command"]
  )
  static let parameters = Key<YAMLNode>(
    "parameters",
    .mapping(
      keys: FreeKeys(noun: "parameter", rule: ParameterName.rule, counts: 1...1_000),
      values: .variantsOrScalar(ParameterKeys.variants)
    ),
    isRequired: true,
    """
    The search space: each key names a parameter. A parameter is a mapping with a `type`; a bare number, text, `true` \
    or `false` is a constant, passed to the train command and never searched.
    """,
    examples: ["{learning_rate: {type: float, min: 1e-5, max: 0.1, scale: log}}"],
    otherNames: ["space", "search_space", "params", "hyperparameters"]
  )
  static let constraints = Key<[YAMLNode]>(
    "constraints",
    .list(of: .text(), counts: 0...100),
    """
    Conditions that every assignment meets, checked before a trial is run. Arithmetic (`+ - * / % **`), comparisons \
    (also chained: `1 < a <= b`), `and`, `or`, `not`, functions (`abs sqrt log log2 log10 exp floor ceil min max`), \
    numbers, quoted texts, and parameters by name, in backquotes where a name holds `-`. One that mentions a parameter \
    which does not exist in a trial holds.
    """,
    examples: ["[hidden * batch_size <= 16384]"],
    otherNames: ["constraint"]
  )
  static let metrics = Key<YAMLNode>(
    "metrics",
    .variants(MetricsKeys.variants),
    defaultWords: "`{source: stdout}`",
    "Where the train command's metrics are found.",
    examples: ["{source: stdout}", "{source: json, file: result.json}"]
  )
  static let objective = Key<YAMLNode>(
    "objective",
    .section(ObjectiveKeys.section),
    ObjectiveKeys.section.summary,
    examples: ["{metric: accuracy, direction: maximize}"],
    otherNames: ["goal", "optimize"]
  )
  static let objectives = Key<[YAMLNode]>(
    "objectives",
    .list(of: .section(ObjectiveKeys.element), counts: 1...ObjectiveKeys.mostObjectives),
    """
    In place of `objective`, up to \(ObjectiveKeys.mostObjectives) of them, each with the same keys: the search is for \
    the Pareto front, the trials that cannot be improved in one objective without loss in another. With targets, the \
    experiment ends when one trial reaches all of them; `patience` counts trials that add nothing to the front.
    """,
    examples: ["[{metric: accuracy, direction: maximize}, {metric: latency, direction: minimize}]"],
    otherNames: ["goals", "multi_objective"]
  )
  static let budget = Key<YAMLNode>(
    "budget",
    .section(BudgetKeys.section),
    BudgetKeys.section.summary,
    examples: ["{trials: 60, time: 2h, patience: 20}"],
    otherNames: ["stop", "limits", "trials"]
  )
  static let parallel = Key<Int>(
    "parallel",
    .integer(1...1_000),
    default: 1,
    "How many trials run at a time.",
    examples: ["4"],
    otherNames: ["jobs", "workers", "concurrency", "n_jobs"]
  )
  static let resources = Key<YAMLNode>(
    "resources",
    .section(ResourceKeys.section),
    ResourceKeys.section.summary,
    examples: ["{gpus: 1, of: 4}"]
  )

  static let repetition = Key<YAMLNode>(
    "repeat",
    .section(RepeatKeys.section),
    defaultWords: "one run",
    RepeatKeys.section.summary,
    examples: ["{folds: 5}"],
    otherNames: ["repeats", "folds", "cross_validation", "cv"]
  )
  static let confirm = Key<YAMLNode>(
    "confirm",
    .section(ConfirmKeys.section),
    defaultWords: "no",
    ConfirmKeys.section.summary,
    examples: ["{top: 3, seeds: 5}"]
  )

  static let warmStart = Key<[String]>(
    "warm_start",
    .list(of: .text(), counts: 0...100),
    """
    Other experiments, as manifests or results folders relative to this manifest. Their best trials that lie inside \
    this space are tried first, one after the other, for as long as results here agree with theirs; nothing is copied.
    """,
    examples: ["[../digits-small.yaml]"],
    otherNames: ["transfer", "prior", "from"]
  )
  static let cache = Key<Bool>(
    "cache",
    .boolean,
    default: true,
    """
    Whether work that was done before is not done again: the same parameters, seed, fold, command, inputs and commit, \
    in an earlier run of this experiment that `--fresh` has set aside. Only where git says that no file that it tracks has changed.
    """,
    examples: ["false"],
    otherNames: ["reuse", "memoize"]
  )

  static func prune(_ pruners: PrunerSections) -> Key<YAMLNode> {
    Key(
      "prune",
      .variants(pruners.variants),
      defaultWords: "no trial is stopped",
      """
      Stops hopeless trials early, by the metrics that they report while they run. A rule's options stand beside \
      `strategy`.
      """,
      examples: ["{strategy: asha, budget: {min: 1, max: 27}}"],
      otherNames: ["pruner", "early_stopping", "stopper"]
    )
  }

  static let launcher = Key<YAMLNode>(
    "launcher",
    .section(LauncherKeys.section),
    defaultWords: "processes of this machine",
    LauncherKeys.section.summary,
    examples: ["{slurm: {workers: 16, partition: gpu, time: 4h}}"],
    otherNames: ["backend", "executor", "cluster", "slurm", "scheduler"]
  )

  static func search(_ strategies: StrategySections) -> Key<YAMLNode> {
    Key(
      "search",
      .variants(strategies.variants),
      defaultWords: strategies.variants.defaultName.map { "`{strategy: \($0)}`" },
      "How assignments are proposed. A strategy's options stand beside `strategy`.",
      otherNames: ["strategy", "sampler", "algorithm", "tuner"]
    )
  }

  static func section(_ strategies: StrategySections, _ pruners: PrunerSections) -> Section {
    Section(
      "the manifest",
      "An experiment: what to run, what to vary, and what to make best.",
      keys: [
        tune.declaration, name.declaration, description.declaration, prepare.declaration, train.declaration,
        parameters.declaration, constraints.declaration, metrics.declaration, objective.declaration,
        objectives.declaration, search(strategies).declaration, budget.declaration, prune(pruners).declaration,
        repetition.declaration, confirm.declaration, warmStart.declaration, cache.declaration, parallel.declaration,
        resources.declaration, launcher.declaration,
      ],
      forms: [.init(required: [objective.name]), .init(required: [objectives.name])]
    )
  }
}
