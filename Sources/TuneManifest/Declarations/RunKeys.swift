import TuneModel
import YAML

/// The keys under `budget`.
enum BudgetKeys {
  /// How many trials an experiment has when its manifest limits neither trials nor time.
  static let defaultTrials = 50

  static let trials = Key<Int>(
    "trials",
    .integer(1...1_000_000),
    defaultWords: "\(defaultTrials), or no limit when `time` is set",
    "How many trials there are in all. A larger number continues a finished experiment.",
    examples: ["60"],
    otherNames: ["n_trials", "max_trials", "num_samples", "iterations", "evaluations"]
  )
  static let time = Key<Duration>(
    "time",
    .duration(allowsZero: false),
    defaultWords: "no limit",
    "Wall clock, summed over all runs of the experiment.",
    examples: ["2h"],
    otherNames: ["timeout", "max_time", "hours", "duration"]
  )
  static let patience = Key<Int>(
    "patience",
    .integer(1...1_000_000),
    defaultWords: "no limit",
    "Ends the experiment after so many trials in a row without a better one.",
    examples: ["20"]
  )
  static let failures = Key<Int>(
    "failures",
    .integer(1...1_000_000),
    defaultWords: "5 before the first trial completes, no limit after",
    "Ends the experiment after so many failed trials in a row.",
    examples: ["10"],
    otherNames: ["max_failures", "errors"]
  )
  static let cost = Key<YAMLNode>(
    "cost",
    .section(CostKeys.section),
    defaultWords: "no limit",
    CostKeys.section.summary,
    examples: ["{metric: dollars, limit: 50}"]
  )
  static let improvement = Key<Double>(
    "improvement",
    .number(0...Double.greatestFiniteMagnitude),
    defaultWords: "no limit",
    """
    Ends the experiment when the search's own model no longer believes that a trial could beat the best one by so \
    much, in the objective's unit: when that was so for \(Experiment.Budget.steadyProposals) proposals in a row, each \
    taken at two standard deviations better than expected. Needs a strategy with a model, as the default is.
    """,
    examples: ["0.001"],
    otherNames: ["regret", "min_delta", "tolerance"]
  )
  static let section = Section(
    "'budget'",
    "When the experiment ends: at whichever limit comes first, or when its objective's `target` is met.",
    keys: [
      trials.declaration, time.declaration, patience.declaration, failures.declaration, cost.declaration,
      improvement.declaration,
    ]
  )
}

/// The keys under `budget.cost`.
enum CostKeys {
  static let metric = Key<String>(
    "metric",
    .text(),
    isRequired: true,
    "The metric that says what a trial has cost; of several runs of a trial all count.",
    examples: ["dollars"],
    otherNames: ["name"]
  )
  static let limit = Key<Double>(
    "limit",
    .number(0...Double.greatestFiniteMagnitude),
    isRequired: true,
    "How much may be spent on all trials together; the trial that goes beyond is the last.",
    examples: ["50"],
    otherNames: ["max", "total"]
  )
  static let section = Section(
    "'cost'",
    "What may be spent, by a metric that the train command reports.",
    keys: [metric.declaration, limit.declaration]
  )
}

/// The keys under `resources`.
enum ResourceKeys {
  static let gpus = Key<Int>(
    "gpus",
    .integer(0...1_024),
    isRequired: true,
    "How many GPUs each running trial has for itself.",
    examples: ["1"],
    otherNames: ["gpu", "devices"]
  )
  static let gpuCount = Key<Int>(
    "of",
    .integer(1...1_024),
    isRequired: true,
    "How many GPUs there are.",
    examples: ["4"],
    otherNames: ["total", "available", "count"]
  )
  static let section = Section(
    "'resources'",
    "GPUs shared among the running trials; sets `CUDA_VISIBLE_DEVICES` for each.",
    keys: [gpus.declaration, gpuCount.declaration]
  )
}
