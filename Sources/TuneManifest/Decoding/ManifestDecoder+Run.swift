import TuneModel
import YAML

extension ManifestDecoder {
  mutating func budget(_ fields: Fields) -> Experiment.Budget {
    let endsByItself = continuesTrials(fields)
    let fields = fields.section(ManifestKeys.budget)
    let time = fields[BudgetKeys.time]
    let trials = fields[BudgetKeys.trials] ?? (time == nil && !endsByItself ? BudgetKeys.defaultTrials : nil)
    let patience = fields[BudgetKeys.patience]
    if let patience, let trials, patience >= trials {
      findings.warning(
        "patience \(patience) never ends an experiment of \(trials) trials",
        at: fields.range(BudgetKeys.patience)
      )
    }
    var cost: Experiment.Budget.Cost?
    if fields.isValid(BudgetKeys.cost) {
      let own = fields.section(BudgetKeys.cost)
      if let metric = own[CostKeys.metric], let limit = own[CostKeys.limit] {
        cost = .init(metric: metric, limit: limit)
      }
    }
    return Experiment.Budget(
      trials: trials,
      time: time,
      patience: patience,
      failures: fields[BudgetKeys.failures],
      cost: cost,
      improvement: fields[BudgetKeys.improvement]
    )
  }

  mutating func resources(_ fields: Fields, parallel: Int, _ train: Experiment.Train?) -> Experiment.Resources {
    let own = fields.section(ManifestKeys.resources)
    guard let gpus = own[ResourceKeys.gpus], let count = own[ResourceKeys.gpuCount] else {
      return Experiment.Resources()
    }
    if gpus > count {
      findings.error("a trial cannot have \(gpus) GPUs of \(count)", at: own.range(ResourceKeys.gpus))
    } else if gpus > 0, parallel * gpus > count, fields.isValid(ManifestKeys.parallel) {
      findings.error(
        "\(parallel) trials at a time with \(gpus) GPU\(gpus == 1 ? "" : "s") each need \(parallel * gpus), and there are \(count)",
        at: fields.range(ManifestKeys.parallel),
        advice: "write parallel: \(count / gpus)"
      )
    }
    if gpus > 0, train?.environment.contains(where: { $0.name == "CUDA_VISIBLE_DEVICES" }) == true {
      findings.error(
        "'resources' sets CUDA_VISIBLE_DEVICES for each trial, and so does 'train.environment'",
        at: own.anchor,
        advice: "remove one of them"
      )
    }
    return Experiment.Resources(gpus: gpus, gpuCount: count)
  }
}
