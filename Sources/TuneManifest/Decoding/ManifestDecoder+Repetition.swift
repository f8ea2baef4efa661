import JSON
import TuneModel
import YAML

extension ManifestDecoder {
  mutating func repetition(_ fields: Fields) -> Repetition? {
    guard fields.isValid(ManifestKeys.repetition) else { return nil }
    let fields = fields.section(ManifestKeys.repetition)
    let deviations = fields[RepeatKeys.deviations]
    if fields.has(RepeatKeys.deviations), fields[RepeatKeys.aggregate] != "bound" {
      findings.error(
        "'deviations' says something about aggregate: bound only",
        at: fields.keyRange(RepeatKeys.deviations)
      )
    }
    let aggregate: Repetition.Aggregate =
      switch fields[RepeatKeys.aggregate] {
      case "median": .median
      case "worst": .worst
      case "bound": .bound(deviations: deviations ?? 1)
      default: .mean
      }
    if let folds = fields[RepeatKeys.folds] { return Repetition(.folds, count: folds, aggregate: aggregate) }
    return fields[RepeatKeys.seeds].map { Repetition(.seeds, count: $0, aggregate: aggregate) }
  }

  mutating func confirmation(_ fields: Fields, _ objectives: [Objective]?) -> Confirmation? {
    guard fields.isValid(ManifestKeys.confirm) else { return nil }
    if let objectives, objectives.count > 1 {
      findings.error(
        "'confirm' needs a single objective: of several, no trial is the best",
        at: fields.keyRange(ManifestKeys.confirm)
      )
    }
    let fields = fields.section(ManifestKeys.confirm)
    guard let top = fields[ConfirmKeys.top], let seeds = fields[ConfirmKeys.seeds] else { return nil }
    return Confirmation(top: top, seeds: seeds)
  }

  mutating func prune(_ fields: Fields) -> Experiment.Prune? {
    let key = ManifestKeys.prune(pruners)
    guard fields.isValid(key) else { return nil }
    let node = fields[key]
    let name = node?[pruners.variants.discriminator]?.scalar?.text ?? pruners.variants.defaultName
    guard let name, let declaration = rules.first(where: { $0.name == name }) else { return nil }
    let own = fields.section(key)
    if declaration.needsRepeats, !fields.has(ManifestKeys.repetition) {
      findings.error(
        "the pruner '\(name)' compares folds or repeats, and there are none",
        at: fields.keyRange(key),
        advice: "add `repeat: {folds: 5}` or `repeat: {seeds: 5}`"
      )
    }
    let options = json(of: declaration.options, in: node)
    let most = options["budget"]?["max"]?.int
    if let least = options["budget"]?["min"]?.int, let most, least > most {
      findings.error("the budget's min \(least) is above its max \(most)", at: own.anchor)
    }
    let pauses = options["mode"]?.string == "promote"
    if pauses { checkPromotion(fields, largest: most) }
    return Experiment.Prune(
      choice: PrunerChoice(name: name, options: options),
      notice: own[PruneKeys.notice],
      hasBudget: most != nil || pauses
    )
  }

  /// What it takes for trials to pause and go on from their checkpoints.
  private mutating func checkPromotion(_ fields: Fields, largest: Int?) {
    let key = ManifestKeys.prune(pruners)
    let range = fields[key]?["mode"]?.range ?? fields.keyRange(key)
    if largest == nil {
      findings.error(
        "with `mode: promote` trials are told how far to train, and nothing says how far at most",
        at: range,
        advice: "add the steps of a whole training: `budget: {max: 81}`"
      )
    }
    if fields.has(ManifestKeys.repetition) {
      findings.error(
        "'mode: promote' has trials go on from a checkpoint, and with 'repeat' a trial has several",
        at: range,
        advice: "use `mode: stop`, or `confirm` for repeats of the best trials"
      )
    }
    if continuesTrials(fields) {
      findings.error(
        "with this search strategy trials go on from each other, which leaves no budget to pause at",
        at: range
      )
    }
  }

  /// A rule that judges by step has to see the steps.
  mutating func checkPruning(_ fields: Fields, _ prune: Experiment.Prune?, _ metrics: MetricSource?) {
    guard let prune, let metrics, let rule = rules.first(where: { $0.name == prune.choice.name }), !rule.needsRepeats
    else { return }
    switch metrics {
    case .json, .predictions:
      findings.error(
        "the pruner '\(rule.name)' judges trials while they run, and these metrics are read when they have ended",
        at: fields.keyRange(ManifestKeys.prune(pruners)),
        advice: "report metrics for each step: on standard output, or with source: jsonl or csv"
      )
    case .output, .pattern, .jsonLines, .csv: break
    }
  }

  /// Whether the strategy's trials go on from each other.
  func continuesTrials(_ fields: Fields) -> Bool {
    let name = fields.node(ManifestKeys.search(strategies))?[strategies.variants.discriminator]?.scalar?.text
    return options.contains { $0.name == name && $0.continuesTrials }
  }

  /// What a placeholder lacks to have a meaning in this manifest, with what to add; nil: nothing.
  func lack(of placeholder: Placeholder) -> String? {
    switch placeholder {
    case .fold: hasFolds ? nil : "`repeat: {folds: 5}`"
    case .budget: hasBudget ? nil : "`prune: {strategy: asha, budget: {max: 20}}`"
    case .trial, .trialDirectory, .parameters, .metrics, .seed, .checkpoint: nil
    }
  }
}
