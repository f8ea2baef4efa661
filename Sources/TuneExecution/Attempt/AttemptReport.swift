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

  package init(
    outcome: AttemptOutcome,
    process: ProcessIdentity? = nil,
    metrics: MetricSeries = MetricSeries(),
    notes: [String] = [],
    duration: Duration = .zero,
    tail: LogTail = LogTail()
  ) {
    self.outcome = outcome
    self.process = process
    self.metrics = metrics
    self.notes = notes
    self.duration = duration
    self.tail = tail
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
