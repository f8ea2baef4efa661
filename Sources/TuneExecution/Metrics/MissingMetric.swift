package import TuneModel

/// Why a trial has no value for an objective, in words that help to mend it.
package struct MissingMetric: Hashable, Sendable {
  package var metric: String
  package var source: MetricSource
  /// Names of the metrics that were found instead.
  package var found: [String]
  /// Why the source as a whole could not be read, where that is so.
  package var problem: String?
  package var tail: LogTail

  package init(metric: String, source: MetricSource, found: [String], problem: String? = nil, tail: LogTail) {
    self.metric = metric
    self.source = source
    self.found = found
    self.problem = problem
    self.tail = tail
  }

  /// What is missing, what was looked for, what was found instead or where it is: one sentence.
  package var summary: String {
    if let problem, found.isEmpty { return "no metric `\(metric)`: cannot read \(place): \(problem)" }
    var text = "no metric `\(metric)` was found in \(place); looked for \(sought)"
    if isInErrorOutput {
      text += "; it is printed to standard error, and metrics are read from standard output"
    } else if found.isEmpty {
      text += "; found no metric at all"
    } else {
      text += "; found " + Self.list(found)
      if let near = nearest(to: metric, among: found) { text += "; did you mean `\(near)`?" }
    }
    return text
  }

  private var place: String {
    source.file.map { "`\($0)` in the trial directory" } ?? "standard output"
  }

  private var sought: String {
    switch source {
    case .output: "`\(metric): VALUE` and `\(metric)=VALUE`"
    case .pattern(let pattern): "lines that match `\(pattern)`"
    case .json: "a number with the key `\(metric)` in a JSON object"
    case .jsonLines: "lines such as `{\"step\": 1, \"\(metric)\": 0.5}`"
    case .csv: "a column `\(metric)` with numbers"
    case .predictions(let predictions): "predictions, from which come \(Self.list(predictions.metricNames))"
    }
  }

  private var isInErrorOutput: Bool {
    guard source.file == nil else { return false }
    var collector = MetricCollector(source, wanted: [metric])
    for line in tail.error { Array((line + "\n").utf8).withUnsafeBytes { collector.consume($0) } }
    collector.finish()
    return collector.series.names.contains(metric)
  }

  static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 8 ? shown + " and \(names.count - 8) more" : shown
  }
}
