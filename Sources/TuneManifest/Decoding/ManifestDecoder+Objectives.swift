import TuneModel
import YAML

extension ManifestDecoder {
  /// One, or several; nil when one of them is wrong.
  mutating func objectives(_ fields: Fields, _ metrics: MetricSource?) -> [Objective]? {
    guard fields.has(ManifestKeys.objectives) else {
      guard fields.isValid(ManifestKeys.objective) else { return nil }
      return objective(fields.section(ManifestKeys.objective), metrics).map { [$0] }
    }
    guard fields.isValid(ManifestKeys.objectives), !fields.has(ManifestKeys.objective) else { return nil }
    let elements = fields.sections(ManifestKeys.objectives)
    var objectives: [Objective] = []
    for element in elements {
      guard let objective = objective(element, metrics) else { continue }
      if objectives.contains(where: { $0.metric == objective.metric }) {
        findings.error(
          "\(quoted(objective.metric)) is among the objectives already",
          at: element.range(ObjectiveKeys.metric),
          advice: "each objective has a metric of its own"
        )
      } else {
        objectives.append(objective)
      }
    }
    return objectives.count == elements.count ? objectives : nil
  }

  private mutating func objective(_ fields: Fields, _ metrics: MetricSource?) -> Objective? {
    guard let metric = fields[ObjectiveKeys.metric],
      let direction = fields[ObjectiveKeys.direction].flatMap(Objective.Direction.init(rawValue:)),
      let reduction = fields[ObjectiveKeys.over].flatMap(Objective.Reduction.init(rawValue:))
    else { return nil }
    if case .pattern(let text) = metrics, let pattern = try? MetricPattern(text) {
      let groups = pattern.metrics
      if !groups.contains("name"), !groups.contains(metric) {
        findings.error(
          "the pattern has no group \(quoted(metric))",
          at: fields.range(ObjectiveKeys.metric),
          advice: suggestion(for: metric, among: groups, noun: "its groups")
        )
      }
    }
    if case .predictions(let predictions) = metrics {
      checkComputed(metric, predictions, at: fields.range(ObjectiveKeys.metric))
    }
    return Objective(
      metric: metric,
      direction: direction,
      target: fields[ObjectiveKeys.target],
      reduction: reduction
    )
  }

  /// Refuses several objectives where the strategy can make only one best.
  mutating func checkStrategy(_ fields: Fields, _ name: String, supports objectiveCount: Int) {
    guard objectiveCount > 1, let declaration = options.first(where: { $0.name == name }),
      !declaration.supportsSeveralObjectives
    else { return }
    let node = fields.node(ManifestKeys.search(strategies))?[strategies.variants.discriminator]
    let able = options.filter(\.supportsSeveralObjectives).map(\.name)
    findings.error(
      "strategy \(quoted(name)) makes one objective best, and there are \(objectiveCount)",
      at: node?.range ?? fields.keyRange(ManifestKeys.objectives),
      advice: able.isEmpty
        ? nil : "with several objectives, search: {strategy: …} takes \(alternatives(able))"
    )
  }

  /// Refuses a pruner that cannot compare trials by several objectives.
  mutating func checkPruner(_ fields: Fields, _ name: String, supports objectiveCount: Int) {
    guard objectiveCount > 1, let declaration = rules.first(where: { $0.name == name }),
      !declaration.supportsSeveralObjectives
    else { return }
    let able = rules.filter(\.supportsSeveralObjectives).map(\.name)
    let key = ManifestKeys.prune(pruners)
    findings.error(
      "the pruner \(quoted(name)) compares trials by one objective, and there are \(objectiveCount)",
      at: fields.node(key)?[pruners.variants.discriminator]?.range ?? fields.keyRange(key),
      advice: able.isEmpty ? nil : "with several objectives, prune: {strategy: …} takes \(alternatives(able))"
    )
  }
}
