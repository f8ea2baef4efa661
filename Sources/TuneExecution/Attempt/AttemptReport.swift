package import TuneMath
package import TuneModel

/// How an attempt went.
package struct AttemptReport: Sendable {
  package var outcome: AttemptOutcome
  /// The process, unless it ended too soon to be of interest or never started.
  package var process: ProcessIdentity?
  /// Every metric over the steps.
  package var metrics: MetricSeries
  /// What a person should know: output that was cut, processes that had to be ended, a log that could not be written.
  package var notes: [String]
  /// Wall clock from start to end.
  package var duration: Duration
  package var tail: LogTail
  /// Why the metrics' file could not be read as a whole, where that is so.
  package var metricsProblem: String?
  /// What was taken for what, where metrics are computed from predicted labels.
  package var confusion: ConfusionMatrix?
  /// Why it failed, where somebody else than the command says so: a worker, or the place where it ran.
  package var failure: String?
  /// Whether it runs on, and only we have left it.
  package var isDetached = false

  package init(
    outcome: AttemptOutcome,
    process: ProcessIdentity? = nil,
    metrics: MetricSeries = MetricSeries(),
    notes: [String] = [],
    duration: Duration = .zero,
    tail: LogTail = LogTail(),
    metricsProblem: String? = nil,
    confusion: ConfusionMatrix? = nil,
    failure: String? = nil
  ) {
    self.outcome = outcome
    self.process = process
    self.metrics = metrics
    self.notes = notes
    self.duration = duration
    self.tail = tail
    self.metricsProblem = metricsProblem
    self.confusion = confusion
    self.failure = failure
  }
}

/// The last lines of an attempt's logs, made fit for a terminal and for a report.
package struct LogTail: Hashable, Sendable {
  /// Of standard output.
  package var output: [String]
  /// Of standard error.
  package var error: [String]

  package init(output: [String] = [], error: [String] = []) {
    self.output = output
    self.error = error
  }
}
