import JSON
import Synchronization
import SystemPackage
import TuneExecution
import TuneManifest
import TuneMath
import TuneModel
import TunePruning
import TuneStore

/// Executes a run of a trial: its folder, its command, its attempts, until it has ended or is stopped.
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
  /// Judges trials while they run; nil where none is stopped early.
  var board: PruningBoard?
  /// Says how long trials train, where they are not judged.
  var budgets: PruningBoard?
  var cache: WorkCache?

  func run(_ progress: LiveRecord, _ part: TrialPart?, slot: Scheduler.Slot) async -> PartEnd {
    while true {
      let report: AttemptReport
      let decision: PruningDecision
      let index: Int
      var isLost = false
      do {
        let begun = try progress.begin(
          part,
          started: Timestamp.text(milliseconds: clock.wall()),
          seed: seed(progress.record, part),
          budget: budget(progress, part),
          reopening: launcher.reattaches
        ) { record in
          try store.prepare(record)
          if let parent = record.explanation.continues {
            isLost = try !store.copyCheckpoint(from: parent, to: record.number)
          }
          // Before the command starts: should this process die now, the next one knows what to look for and to end. That
          // a trial began may get lost with the machine, but not what earlier attempts at it have found.
          try store.save(record, synced: record.attempts.count > 1)
        }
        index = begun.index
        if isLost { return lost(progress, index) }
        if begun.record.attempts[index].work == nil, let end = reuse(progress, index) { return end }
        let attempt = begun.record.attempts[...index].count { $0.part == part }
        observe(.trialStarted(begun.record, attempt: attempt, part: part))
        board?.begin(begun.record, part)
        (report, decision) = await launch(try request(begun.record, index, slot), begun.record.number, part)
      } catch {
        return .broken("\(error)")
      }
      // It runs on, and the next run takes it up: nothing of it has ended.
      if report.isDetached { return .interrupted }
      let judgement = AttemptJudgement(report, experiment)
      if let pruning = decision.pruning {
        progress.update { note(report, .interrupted, in: &$0.attempts[index]) }
        return .pruned(pruning, TrialExecution.values(report.metrics.points, at: pruning, experiment))
      }
      let record = progress.update { note(report, judgement, in: &$0.attempts[index]) }
      if let board, let metrics = board.pause(record, part, decision, judgement) {
        progress.update { $0.attempts[index].metrics = metrics }
        return .paused(metrics)
      }
      switch judgement {
      case .completed(let metrics): return .completed(board?.whole(record, part, metrics) ?? metrics)
      case .interrupted: return .interrupted
      case .cannotStart(let why): return .broken(redaction.apply(why))
      case .failed(let state, let metrics, let why):
        let why = redaction.apply(why)
        let failures = record.attempts.count { $0.part == part && $0.outcome != .stopped && $0.paused == nil }
        if failures > experiment.train.retries || Task.isCancelled { return .failed(state, metrics, why) }
        observe(.attemptFailed(record, reason: why))
      }
    }
  }

  /// Runs of the same number have the same seed in all trials, so that trials differ by their parameters alone; seeds
  /// of confirmations are none that the search saw.
  private func seed(_ record: TrialRecord, _ part: TrialPart?) -> UInt64 {
    part.map { TrialSeed.seed(experiment: experiment.search.seed, part: $0) } ?? record.provenance.seed
  }

  /// A trial cannot go on from a checkpoint that is not there.
  private func lost(_ progress: LiveRecord, _ index: Int) -> PartEnd {
    let parent = progress.record.explanation.continues ?? 0
    let why = "trial \(parent) left no checkpoint to go on from: the train command saves it in TUNE_CHECKPOINT"
    progress.update { $0.attempts[index].outcome = .notStarted(why) }
    return .failed(.failed, MetricValues(), why)
  }

  private func budget(_ progress: LiveRecord, _ part: TrialPart?) -> Int? {
    let record = progress.record
    if case .confirmation? = part { return record.budget }
    return progress.budget ?? record.explanation.budget ?? (board ?? budgets)?.budget(ofTrial: record.number)
  }

  /// Takes an attempt's result from an earlier run of the experiment, where the same work was done there.
  private func reuse(_ progress: LiveRecord, _ index: Int) -> PartEnd? {
    let record = progress.record
    // What a trial goes on from is not part of the key.
    guard let cache, record.explanation.budget == nil, board?.pauses != true else { return nil }
    let attempt = record.attempts[index]
    let work = cache.key(record.assignment, attempt.part, seed: attempt.seed, budget: attempt.budget)
    guard let known = cache[work] else {
      progress.update { $0.attempts[index].work = work }
      return nil
    }
    progress.update { record in
      record.attempts[index].work = work
      record.attempts[index].reused = known.place
      record.attempts[index].outcome = .exited(0)
      record.attempts[index].duration = 0
      record.attempts[index].points = known.points
      if attempt.part != nil { record.attempts[index].metrics = known.metrics }
    }
    board?.begin(record, attempt.part)
    guard let pruning = board?.judge(record.number, attempt.part, known.points).pruning else {
      return .completed(known.metrics)
    }
    progress.update { $0.attempts[index].outcome = .stopped }
    return .pruned(pruning, TrialExecution.values(known.points, at: pruning, experiment))
  }

  /// - Returns: how it went, and whether it was stopped early. That decision stands, even if the command ended by itself
  ///   at the same time.
  private func launch(
    _ request: AttemptRequest,
    _ number: Int,
    _ part: TrialPart?
  ) async -> (AttemptReport, PruningDecision) {
    let decision = Mutex(PruningDecision.goOn)
    let report = await launcher.run(request) { event in
      if case .note(let words) = event { observe(.note(Diagnostic(.note, words))) }
      guard case .metrics(let points) = event else { return .continue }
      observe(.metrics(trial: number, part: part, points))
      guard let board else { return .continue }
      return decision.withLock { decision in
        // What comes while the command is being ended changes nothing.
        if decision == .goOn { decision = board.judge(number, part, points) }
        return decision == .goOn ? .continue : .stop
      }
    }
    return (report, decision.withLock { $0 })
  }

  /// A trial's metrics at the step at which it was stopped, whatever it reported after.
  private static func values(
    _ points: [MetricPoint],
    at pruning: Pruning,
    _ experiment: Experiment
  ) -> MetricValues {
    var values = MetricValues()
    for point in points where point.step <= pruning.step { values[point.metric] = point.value }
    if experiment.objectives.count == 1 { values[experiment.objectives[0].metric] = pruning.value }
    return values
  }

  private func note(_ report: AttemptReport, _ judgement: AttemptJudgement, in attempt: inout AttemptRecord) {
    attempt.outcome = report.outcome
    attempt.duration = (report.duration.seconds * 1000).rounded() / 1000
    attempt.points = report.metrics.points
    attempt.notes = report.notes.map(redaction.apply)
    attempt.confusion = report.confusion.flatMap { matrix in
      ConfusionCounts(
        labels: matrix.labels,
        cells: matrix.cells.map { .init(truth: $0.truth, prediction: $0.prediction, count: $0.count) }
      )
    }
    switch judgement {
    case .completed(let metrics): if attempt.part != nil { attempt.metrics = metrics }
    case .failed: attempt.logTail = logTail(report.tail)
    case .interrupted, .cannotStart: break
    }
  }

  /// The last few lines of what a failed attempt printed, standard error first: programs say there why they fail.
  private func logTail(_ tail: LogTail) -> [String] {
    let lines = tail.error.isEmpty ? tail.output : tail.error
    return lines.suffix(5).map { redaction.apply(String($0.prefix(300))) }
  }

  // MARK: The request

  private func request(_ record: TrialRecord, _ index: Int, _ slot: Scheduler.Slot) throws -> AttemptRequest {
    let attempt = record.attempts[index]
    let trial = store.layout.trial(record.number).part(attempt.part)
    if experiment.train.mode == .worker { return try workerRequest(record, attempt, trial, slot) }
    let budget = attempt.budget
    // Whoever reads TUNE_METRICS should write where we look.
    var metricsFile = trial.metrics
    if case .jsonLines(let file) = experiment.metrics { metricsFile = trial.root.pushing(FilePath(file)) }
    let values = PlaceholderValues(
      record.assignment,
      builtins: [
        .trial: String(record.number), .trialDirectory: trial.root.string, .parameters: trial.parameters.string,
        .metrics: metricsFile.string, .checkpoint: trial.checkpoint.string, .seed: String(attempt.seed),
        .fold: fold(attempt.part).map(String.init) ?? "", .budget: budget.map(String.init) ?? "",
      ]
    )
    var variables = AttemptEnvironment(
      trial: record.number,
      trialDirectory: trial.root,
      parameters: trial.parameters,
      metrics: metricsFile,
      checkpoint: trial.checkpoint,
      seed: attempt.seed,
      fold: fold(attempt.part),
      budget: budget.map(Double.init),
      assignment: record.assignment,
      entries: try values.environment(experiment.train.environment)
    ).variables(inheriting: environment)
    setDevices(&variables, slot)
    return AttemptRequest(
      arguments: try values.arguments(program + experiment.train.arguments),
      environment: variables,
      directory: manifestFolder.pushing(FilePath(experiment.train.directory)).lexicallyNormalized(),
      trialDirectory: trial.root,
      logLimit: experiment.train.logLimit,
      timeout: experiment.train.timeout,
      idleTimeout: experiment.train.idleTimeout,
      grace: experiment.train.grace,
      notice: experiment.prune?.notice,
      metrics: experiment.metrics,
      wanted: experiment.objectives.map(\.metric),
      marker: AttemptMarker(trialDirectory: store.layout.trial(record.number).root, attempt: attempt.number)
    )
  }

  /// What a worker is started with, and told.
  private func workerRequest(
    _ record: TrialRecord,
    _ attempt: AttemptRecord,
    _ trial: TrialLayout,
    _ slot: Scheduler.Slot
  ) throws -> AttemptRequest {
    var variables = environment.filter { !$0.key.hasPrefix("TUNE_") }
    if variables["PYTHONUNBUFFERED"] == nil { variables["PYTHONUNBUFFERED"] = "1" }
    for entry in experiment.train.environment { variables[entry.name] = entry.value }
    variables["TUNE_WORKER"] = String(slot + 1)
    setDevices(&variables, slot)
    return AttemptRequest(
      arguments: try PlaceholderValues(Assignment(), builtins: [:]).arguments(program + experiment.train.arguments),
      environment: variables,
      directory: manifestFolder.pushing(FilePath(experiment.train.directory)).lexicallyNormalized(),
      trialDirectory: trial.root,
      logLimit: experiment.train.logLimit,
      timeout: experiment.train.timeout,
      idleTimeout: experiment.train.idleTimeout,
      grace: experiment.train.grace,
      notice: experiment.prune?.notice,
      wanted: experiment.objectives.map(\.metric),
      marker: TrialExecution.workerMarker(store.layout, slot),
      worker: .init(
        slot: slot,
        trial: WorkerRequest(
          trial: record.number,
          attempt: attempt.number,
          parameters: record.assignment.json.object ?? JSONObject(),
          seed: attempt.seed,
          directory: trial.root.string,
          metrics: experiment.objectives.map(\.metric),
          fold: fold(attempt.part),
          budget: attempt.budget,
          checkpoint: trial.checkpoint.string
        )
      )
    )
  }

  /// What a worker's processes carry.
  static func workerMarker(_ layout: ResultsLayout, _ slot: Scheduler.Slot) -> AttemptMarker {
    AttemptMarker(trialDirectory: layout.cache.appending("worker-\(slot + 1)"), attempt: 1)
  }

  private func setDevices(_ variables: inout [String: String], _ slot: Scheduler.Slot) {
    let count = experiment.resources.gpus
    guard count > 0 else { return }
    variables["CUDA_VISIBLE_DEVICES"] = VisibleDevices.text(
      Array(slot * count..<(slot + 1) * count),
      inherited: environment["CUDA_VISIBLE_DEVICES"]
    )
  }

  /// Confirmations go through the folds again.
  private func fold(_ part: TrialPart?) -> Int? {
    guard let repetition = experiment.repetition, repetition.kind == .folds else { return nil }
    return switch part {
    case .fold(let number): number
    case .confirmation(let number): (number - 1) % repetition.count + 1
    case .seed, nil: nil
    }
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
