import TuneExecution
import TuneModel

/// What an attempt's end means for its trial.
enum AttemptJudgement: Sendable {
  case completed(MetricValues)
  /// With what it reported before, and why it failed.
  case failed(TrialState, MetricValues, String)
  /// We stopped it; not the trial's fault.
  case interrupted
  /// Nothing of this experiment can be started, for this reason.
  case cannotStart(String)

  init(_ report: AttemptReport, _ experiment: Experiment) {
    let metrics = report.metrics.values(for: experiment.objectives)
    switch report.outcome {
    case .exited(0): self = AttemptJudgement.succeeded(report, metrics, experiment)
    case .stopped: self = .interrupted
    case .notStarted(let why): self = .cannotStart(why)
    case .timedOut:
      let why = report.failure ?? "ran longer than its timeout of \(manifestWords(experiment.train.timeout))"
      self = .failed(.timedOut, metrics, why)
    case .idle:
      self = .failed(
        .timedOut,
        metrics,
        "printed nothing for \(manifestWords(experiment.train.idleTimeout)), its idle_timeout"
      )
    case .failed: self = .failed(.failed, metrics, report.failure ?? "the worker gave no reason")
    case .exited, .signaled:
      self = .failed(.failed, metrics, AttemptJudgement.words(report.outcome, report.tail))
    }
  }

  private static func succeeded(_ report: AttemptReport, _ metrics: MetricValues, _ experiment: Experiment) -> Self {
    for objective in experiment.objectives {
      guard let value = metrics[objective.metric] else {
        let missing = MissingMetric(
          metric: objective.metric,
          source: experiment.metrics,
          found: report.metrics.names,
          problem: report.metricsProblem,
          tail: report.tail
        )
        return .failed(.failed, metrics, missing.summary)
      }
      guard value.isFinite else {
        return .failed(.failed, metrics, "\(objective.metric) is \(value.isNaN ? "not a number" : "infinite")")
      }
    }
    return .completed(metrics)
  }

  /// How a command ended, with the last line it printed, for a person.
  static func words(_ outcome: AttemptOutcome, _ tail: LogTail) -> String {
    let last = (tail.error.isEmpty ? tail.output : tail.error).last { !$0.allSatisfy(\.isWhitespace) }
    let quote = last.map { ": \($0.prefix(200))" } ?? ""
    return switch outcome {
    case .exited(let status): "exit status \(status)\(quote)"
    case .signaled(let signal, let coreDumped):
      "ended by \(signalName(signal))\(coreDumped ? ", core dumped" : "")\(quote)"
    case .timedOut: "ran too long\(quote)"
    case .idle: "was silent too long\(quote)"
    case .stopped: "was stopped"
    case .failed: "failed\(quote)"
    case .notStarted(let why): why
    }
  }

  private static func signalName(_ number: Int) -> String {
    let names = [
      1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 6: "SIGABRT", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV",
      13: "SIGPIPE", 15: "SIGTERM",
    ]
    let hint = number == 9 ? " (out of memory?)" : ""
    return (names[number] ?? "signal \(number)") + hint
  }
}

/// A duration as manifests write it.
private func manifestWords(_ duration: Duration?) -> String {
  guard let seconds = duration?.seconds else { return "0s" }
  if seconds >= 3600, seconds.truncatingRemainder(dividingBy: 3600) == 0 { return "\(Int(seconds / 3600))h" }
  if seconds >= 60, seconds.truncatingRemainder(dividingBy: 60) == 0 { return "\(Int(seconds / 60))m" }
  return seconds == seconds.rounded() ? "\(Int(seconds))s" : "\(seconds)s"
}
