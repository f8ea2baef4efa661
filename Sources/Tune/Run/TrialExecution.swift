import JSON
import SystemPackage
import TuneExecution
import TuneManifest
import TuneModel
import TuneStore

/// Runs one trial: its folder, its command, its attempts, until it has ended or the run is stopped.
struct TrialExecution: Sendable {
  var experiment: Experiment
  /// Absolute.
  var manifestFolder: FilePath
  /// The train command's program and first arguments; may hold placeholders.
  var program: [String]
  var store: RecordStore
  var launcher: any Launcher
  var environment: [String: String]
  var redaction: Redaction
  var clock: RunClock
  var observe: @Sendable (RunEvent) -> Void

  func run(_ record: TrialRecord, slot: Scheduler.Slot) async -> (TrialRecord, Scheduler.Verdict) {
    var record = record
    record.state = .running
    // An attempt without an outcome was running when its tuner died.
    for index in record.attempts.indices where record.attempts[index].outcome == nil {
      record.attempts[index].outcome = .stopped
    }
    while true {
      record.attempts.append(
        AttemptRecord(
          number: record.attempts.count + 1,
          started: Timestamp.text(milliseconds: clock.wall()),
          seed: record.provenance.seed
        )
      )
      let report: AttemptReport
      do {
        try store.prepare(record)
        // Before the command starts: should this process die now, the next one knows what to look for and to end.
        try store.save(record, synced: false)
        observe(.trialStarted(record, attempt: record.attempts.count))
        report = await launch(try request(record, slot), record.number)
      } catch {
        record.state = .interrupted
        return (record, .broken("\(error)"))
      }
      let judgement = AttemptJudgement(report, experiment)
      note(report, judgement, in: &record)
      switch judgement {
      case .completed(let metrics):
        record.state = .completed
        record.metrics = metrics
        record.failure = nil
        return (record, .ended)
      case .interrupted:
        record.state = .interrupted
        return (record, .interrupted)
      case .cannotStart(let why):
        record.state = .interrupted
        return (record, .broken(redaction.apply(why)))
      case .failed(let state, let metrics, let why):
        record.metrics = metrics
        record.failure = redaction.apply(why)
        let failures = record.attempts.count { $0.outcome != .stopped }
        if failures > experiment.train.retries || Task.isCancelled {
          record.state = state
          return (record, .ended)
        }
        observe(.attemptFailed(record, reason: redaction.apply(why)))
      }
    }
  }

  private func launch(_ request: AttemptRequest, _ number: Int) async -> AttemptReport {
    await launcher.run(request) { event in
      if case .metrics(let points) = event { observe(.metrics(trial: number, points)) }
      return .continue
    }
  }

  private func note(_ report: AttemptReport, _ judgement: AttemptJudgement, in record: inout TrialRecord) {
    let last = record.attempts.count - 1
    record.attempts[last].outcome = report.outcome
    record.attempts[last].duration = (report.duration.seconds * 1000).rounded() / 1000
    record.attempts[last].points = report.metrics.points
    record.attempts[last].notes = report.notes.map(redaction.apply)
    if case .failed = judgement { record.attempts[last].logTail = logTail(report.tail) }
  }

  /// The last few lines of what a failed attempt printed, standard error first: programs say there why they fail.
  private func logTail(_ tail: LogTail) -> [String] {
    let lines = tail.error.isEmpty ? tail.output : tail.error
    return lines.suffix(5).map { redaction.apply(String($0.prefix(300))) }
  }

  // MARK: The request

  private func request(_ record: TrialRecord, _ slot: Scheduler.Slot) throws -> AttemptRequest {
    let trial = store.layout.trial(record.number)
    let attempt = record.attempts.count
    // Whoever reads TUNE_METRICS should write where we look.
    var metricsFile = trial.metrics
    if case .jsonLines(let file) = experiment.metrics { metricsFile = trial.root.pushing(FilePath(file)) }
    let values = PlaceholderValues(
      record.assignment,
      builtins: [
        .trial: String(record.number), .trialDirectory: trial.root.string, .parameters: trial.parameters.string,
        .metrics: metricsFile.string, .checkpoint: trial.checkpoint.string, .seed: String(record.provenance.seed),
      ]
    )
    var variables = AttemptEnvironment(
      trial: record.number,
      trialDirectory: trial.root,
      parameters: trial.parameters,
      metrics: metricsFile,
      checkpoint: trial.checkpoint,
      seed: record.provenance.seed,
      assignment: record.assignment,
      entries: try values.environment(experiment.train.environment)
    ).variables(inheriting: environment)
    if experiment.resources.gpus > 0 {
      let count = experiment.resources.gpus
      variables["CUDA_VISIBLE_DEVICES"] = VisibleDevices.text(
        Array(slot * count..<(slot + 1) * count),
        inherited: environment["CUDA_VISIBLE_DEVICES"]
      )
    }
    return AttemptRequest(
      arguments: try values.arguments(program + experiment.train.arguments),
      environment: variables,
      directory: manifestFolder.pushing(FilePath(experiment.train.directory)).lexicallyNormalized(),
      trialDirectory: trial.root,
      logLimit: experiment.train.logLimit,
      timeout: experiment.train.timeout,
      idleTimeout: experiment.train.idleTimeout,
      grace: experiment.train.grace,
      metrics: experiment.metrics,
      wanted: experiment.objectives.map(\.metric),
      marker: AttemptMarker(trialDirectory: trial.root, attempt: attempt)
    )
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
