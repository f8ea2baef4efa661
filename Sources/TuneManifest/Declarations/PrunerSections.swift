import TuneModel
import YAML

/// The keys under `prune`, made from the pruners that there are.
struct PrunerSections: Sendable {
  let variants: Variants

  /// - Parameter pruners: the first is the default.
  init(_ pruners: [PrunerDeclaration]) {
    let strategyKey = Key<String>(
      "strategy",
      .choice(pruners.map { Choice($0.name, $0.summary) }),
      defaultWords: pruners.first.map { "`\($0.name)`" },
      "Which rule decides.",
      otherNames: ["name", "pruner", "algorithm", "method", "rule"]
    )
    variants = Variants(
      discriminator: "strategy",
      defaultName: pruners.first?.name,
      sections: pruners.map { pruner in
        Section(
          "pruner '\(pruner.name)'",
          pruner.summary,
          variant: pruner.name,
          keys: [strategyKey.declaration, PruneKeys.notice.declaration] + pruner.options.map(StrategySections.key)
        )
      }
    )
  }
}

/// The keys under `prune` that every pruner has.
enum PruneKeys {
  static let notice = Key<Duration>(
    "notice",
    .duration(allowsZero: false),
    defaultWords: "stopped at once",
    """
    For train commands that want to save their state: a trial that is to be stopped first finds a file `stop` in its \
    directory, and has so long to end by itself before it gets any signal.
    """,
    examples: ["30s"]
  )
}

/// The keys under `repeat`.
enum RepeatKeys {
  static let seeds = Key<Int>(
    "seeds",
    .integer(2...1_000),
    "Run each trial so many times, with seeds that all trials share.",
    examples: ["3"],
    otherNames: ["times", "count", "n", "repeats", "runs"]
  )
  static let folds = Key<Int>(
    "folds",
    .integer(2...1_000),
    """
    Run each trial once for each fold of a cross-validation; the train command gets the fold's number, from 1, as \
    `{fold}` or `TUNE_FOLD`.
    """,
    examples: ["5"],
    otherNames: ["cv", "k", "splits", "n_splits"]
  )
  static let aggregate = Key<String>(
    "aggregate",
    .choice([
      Choice("mean", "the mean of the runs", otherNames: ["average", "avg"]),
      Choice("median", "the median of the runs"),
      Choice("worst", "the worst of the runs"),
      Choice("bound", "the mean, worsened by `deviations` standard deviations", otherNames: ["lower", "robust"]),
    ]),
    default: "mean",
    "What a trial's value is, from those of its runs. Metrics that are no objective are averaged.",
    examples: ["median"],
    otherNames: ["reduce", "reduction", "combine"]
  )
  static let deviations = Key<Double>(
    "deviations",
    .number(0...100),
    defaultWords: "1",
    "For `aggregate: bound`: by how many standard deviations the mean is worsened.",
    examples: ["2"],
    otherNames: ["k", "sigma", "sd"]
  )
  static let section = Section(
    "'repeat'",
    "Several runs of the train command for each trial: with several `seeds`, or on several `folds`.",
    keys: [seeds.declaration, folds.declaration, aggregate.declaration, deviations.declaration],
    forms: [Section.Form(required: ["seeds"]), Section.Form(required: ["folds"])]
  )
}

/// The keys under `confirm`.
enum ConfirmKeys {
  static let top = Key<Int>(
    "top",
    .integer(2...100),
    default: 3,
    "How many of the best trials are run again.",
    examples: ["3"],
    otherNames: ["best", "trials"]
  )
  static let seeds = Key<Int>(
    "seeds",
    .integer(2...1_000),
    default: 5,
    "How many times each, with seeds that the search did not see.",
    examples: ["5"],
    otherNames: ["repeats", "runs", "times"]
  )
  static let section = Section(
    "'confirm'",
    """
    Runs the best trials again when the search has ended, because the best of many noisy values is a lucky one. The \
    report then says which is best, and whether its lead is real.
    """,
    keys: [top.declaration, seeds.declaration]
  )
}
