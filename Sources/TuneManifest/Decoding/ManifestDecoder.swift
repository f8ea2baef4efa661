import TuneModel
import YAML

/// Makes an experiment of a manifest whose shape has been checked, and checks what only the whole can tell.
struct ManifestDecoder {
  var findings: Findings
  let strategies: StrategySections
  let options: [StrategyDeclaration]
  let pruners: PrunerSections
  let rules: [PrunerDeclaration]
  /// Whether `{fold}` and `{budget}` mean something.
  private(set) var hasFolds = false
  private(set) var hasBudget = false

  init(
    _ findings: Findings,
    strategies: StrategySections,
    options: [StrategyDeclaration],
    pruners: PrunerSections,
    rules: [PrunerDeclaration]
  ) {
    self.findings = findings
    self.strategies = strategies
    self.options = options
    self.pruners = pruners
    self.rules = rules
  }

  /// The experiment as far as it is good; only without errors can it be run.
  mutating func experiment(_ root: YAMLNode) -> Experiment? {
    let start = SourceRange(root.range.start, root.range.start)
    let fields = Fields(root, anchor: start, invalid: findings.invalid)

    let parameters = parameters(fields)
    let constraints = constraints(fields, parameters)
    let prepare = prepare(fields)
    let repetition = repetition(fields)
    let prune = prune(fields)
    // A mistake there is reported there.
    hasFolds = repetition.map { $0.kind == .folds } ?? (fields.has(ManifestKeys.repetition))
    hasBudget = continuesTrials(fields) || (prune?.hasBudget ?? fields.has(ManifestKeys.prune(pruners)))
    let train = train(fields, parameters)
    let metrics = metrics(fields)
    if train?.mode == .worker, fields.has(ManifestKeys.metrics) {
      findings.error(
        "'metrics' has no meaning for a worker, whose answers hold its metrics",
        at: fields.keyRange(ManifestKeys.metrics)
      )
    }
    let objectives = objectives(fields, metrics)
    let confirmation = confirmation(fields, objectives)
    checkPruning(fields, prune, metrics)
    if let prune, let objectives { checkPruner(fields, prune.choice.name, supports: objectives.count) }
    let budget = budget(fields)
    let (launcher, parallel) = launcher(fields, train)
    let resources = resources(fields, parallel: parallel, train)
    let space = parameters.parameters.map { Space($0, constraints: constraints ?? []) }
    var search = search(fields, parameters, space)
    for node in fields.node(ManifestKeys.warmStart)?.sequence ?? [] { checkRelative(node, to: "the manifest's folder") }
    search?.warmStart = fields[ManifestKeys.warmStart] ?? []
    if let search, let objectives { checkStrategy(fields, search.strategy.name, supports: objectives.count) }
    if let space, constraints != nil { checkConstraints(fields, space, search?.start ?? []) }

    guard let train, let space, let objectives, let search else { return nil }
    return Experiment(
      name: fields[ManifestKeys.name] ?? ExperimentName.of(file: findings.file),
      summary: fields[ManifestKeys.description],
      prepare: prepare,
      train: train,
      space: space,
      metrics: metrics ?? .output,
      objectives: objectives,
      search: search,
      budget: budget,
      repetition: repetition,
      confirmation: confirmation,
      prune: prune,
      cache: fields[ManifestKeys.cache] ?? true,
      parallel: parallel,
      resources: resources,
      launcher: launcher
    )
  }
}
