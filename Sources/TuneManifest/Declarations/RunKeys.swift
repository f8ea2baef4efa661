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
  static let section = Section(
    "'budget'",
    "When the experiment ends: at whichever limit comes first, or when its objective's `target` is met.",
    keys: [trials.declaration, time.declaration, patience.declaration, failures.declaration]
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
