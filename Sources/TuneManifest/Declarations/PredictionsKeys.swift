import TuneModel

/// The keys under `metrics` for metrics that are computed from predictions.
enum PredictionsKeys {
  private static let defaults = Predictions()

  static let file = Key<String>(
    "file",
    .text(),
    default: Predictions.defaultFile,
    "The CSV file, relative to the trial's directory: a header, then a row for each prediction.",
    examples: ["test/predictions.csv"],
    otherNames: ["path"]
  )
  static let task = Key<String>(
    "task",
    .choice([
      Choice(Predictions.Task.classification.rawValue, "truth and prediction are labels", otherNames: ["classify"]),
      Choice(Predictions.Task.regression.rawValue, "truth and prediction are numbers", otherNames: ["regress"]),
    ]),
    default: Predictions.Task.classification.rawValue,
    """
    What is predicted: labels give `accuracy`, `balanced_accuracy`, and `precision`, `recall` and `f1` each with \
    `_macro`, `_micro` and `_weighted`; numbers give `mse`, `rmse`, `mae` and `r2`. Definitions are scikit-learn's.
    """,
    examples: ["regression"],
    otherNames: ["kind", "type", "problem"]
  )
  static let truth = Key<String>(
    "truth",
    .text(),
    default: defaults.truth,
    "The column of what is true.",
    examples: ["label"],
    otherNames: ["target", "y_true", "label", "actual"]
  )
  static let prediction = Key<String>(
    "prediction",
    .text(),
    default: defaults.prediction,
    "The column of what was predicted.",
    examples: ["predicted"],
    otherNames: ["predicted", "y_pred", "output"]
  )
  static let probabilities = Key<[String]>(
    "probabilities",
    .list(of: .text(), counts: 1...10_000),
    defaultWords: "none",
    """
    Columns of predicted probabilities, one for each label, or one alone: the positive label's. They give `log_loss` \
    and `roc_auc`, which is that of the `positive` label, or else the mean over each label against the rest.
    """,
    examples: ["[p_cat, p_dog]"],
    otherNames: ["probability", "scores", "proba"]
  )
  static let labels = Key<[String]>(
    "labels",
    .list(of: .word, counts: 2...10_000),
    defaultWords: "the labels in the file, sorted",
    "The label that each column of probabilities is of.",
    examples: ["[cat, dog]"],
    otherNames: ["classes"]
  )
  static let positive = Key<String>(
    "positive",
    .word,
    defaultWords: "none",
    "The label to which `precision`, `recall` and `f1` belong, which are computed only with it.",
    examples: ["dog"],
    otherNames: ["pos_label", "positive_label"]
  )
  static let section = Section(
    "'metrics' with source: predictions",
    "Computed from a CSV file of predictions when the run has ended.",
    variant: "predictions",
    keys: [
      MetricsKeys.source.declaration, file.declaration, task.declaration, truth.declaration, prediction.declaration,
      probabilities.declaration, labels.declaration, positive.declaration,
    ]
  )
}
