/// A CSV file of predictions, from which metrics are computed here, and how to read it.
package struct Predictions: Hashable, Sendable {
  package enum Task: String, Hashable, Sendable, CaseIterable {
    /// Truth and prediction are labels.
    case classification
    /// Truth and prediction are numbers.
    case regression
  }

  /// Relative to the trial's directory.
  package var file: String
  package var task: Task
  /// The column of what is true.
  package var truth: String
  /// The column of what was predicted.
  package var prediction: String
  /// Columns of the predicted probabilities: one for each of the labels, or one for the positive label alone.
  package var probabilities: [String]
  /// The label that each column of probabilities is of; empty: the labels of the file, in order.
  package var labels: [String]
  /// The label that precision, recall, F1 and the area under the curve are of.
  package var positive: String?

  package init(
    file: String = defaultFile,
    task: Task = .classification,
    truth: String = "truth",
    prediction: String = "prediction",
    probabilities: [String] = [],
    labels: [String] = [],
    positive: String? = nil
  ) {
    self.file = file
    self.task = task
    self.truth = truth
    self.prediction = prediction
    self.probabilities = probabilities
    self.labels = labels
    self.positive = positive
  }

  package static let defaultFile = "predictions.csv"

  /// The metrics that are computed, in the order of the report.
  package var metricNames: [String] {
    guard task == .classification else { return ["mse", "rmse", "mae", "r2"] }
    var names = ["accuracy", "balanced_accuracy"]
    if positive != nil { names += ["precision", "recall", "f1"] }
    for average in ["macro", "micro", "weighted"] {
      names += ["precision", "recall", "f1"].map { "\($0)_\(average)" }
    }
    if !probabilities.isEmpty { names += ["log_loss", "roc_auc"] }
    return names
  }
}
