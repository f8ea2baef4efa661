/// Where a train command's metrics are found.
package enum MetricSource: Hashable, Sendable {
  /// `name: value` and `name=value` in standard output, several on a line; Keras' and Lightning's lines too.
  case output
  /// A regular expression over lines of standard output: either named groups, each a metric, or the groups `name`
  /// and `value`.
  case pattern(String)
  /// A JSON file, relative to the trial directory, written by the end of the run: an object of numbers.
  case json(file: String)
  /// A file of JSON lines, relative to the trial directory: one object of numbers per line, `step` or `epoch` among
  /// them. The default file is `metrics.jsonl`, which the command finds in `TUNE_METRICS`.
  case jsonLines(file: String)
  /// A CSV file with a header, relative to the trial directory: each numeric column a metric, each row a step.
  case csv(file: String)
  /// A CSV file of predictions, from which metrics are computed here when the run has ended.
  case predictions(Predictions)

  package static let defaultJSONLinesFile = "metrics.jsonl"

  /// The file that metrics are read from, relative to the trial directory; nil when they are printed.
  package var file: String? {
    switch self {
    case .output, .pattern: nil
    case .json(let file), .jsonLines(let file), .csv(let file): file
    case .predictions(let predictions): predictions.file
    }
  }

  /// Whether the file grows while the command runs, one report after the other.
  package var isFollowed: Bool {
    switch self {
    case .jsonLines, .csv: true
    case .output, .pattern, .json, .predictions: false
    }
  }
}

/// One value that a train command reported.
package struct MetricPoint: Hashable, Sendable {
  package var metric: String
  /// Which step it belongs to, where the command says so; counted from 1 otherwise.
  package var step: Double
  package var value: Double

  package init(_ metric: String, step: Double, value: Double) {
    self.metric = metric
    self.step = step
    self.value = value
  }
}
