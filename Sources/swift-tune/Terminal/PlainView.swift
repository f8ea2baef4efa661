import Tune
import TuneModel
import TuneReport

/// The same events as lines, for logs: where there is no terminal to draw on.
struct PlainView: Sendable {
  private var board: RunBoard
  private let name: String
  /// When the last line about an ordinary trial was written.
  private var spoke = -Double.infinity

  /// Seconds between lines about trials that are neither the best nor failed.
  static let pause = 2.0

  init(name: String, known: [TrialRecord], objectives: [Objective]) {
    self.name = name
    board = RunBoard(known: known, objectives: objectives)
  }

  /// The lines that an event is worth, without newlines.
  mutating func lines(_ event: RunEvent, now: Double) -> [String] {
    board.note(event, now: now)
    switch event {
    case .began(let experiment, let resumed, let interrupted): return [began(experiment, resumed, interrupted)]
    case .note(let diagnostic): return ["tune: \(name): \(diagnostic.severity.rawValue): \(diagnostic.message)"]
    case .preparing(let what): return ["tune: \(name): \(what)"]
    case .attemptFailed(let record, let reason):
      return ["tune: \(name): trial \(record.number) failed and is tried again: \(Wording.line(reason))"]
    case .trialEnded(let record, let isBest):
      let isOrdinary = record.state == .completed && !isBest || record.state == .pruned
      if isOrdinary, now - spoke < PlainView.pause { return [] }
      spoke = now
      return [ended(record, isBest)]
    case .trialStarted, .metrics, .trialPaused, .ended: return []
    }
  }

  private func began(_ experiment: Experiment, _ resumed: Int, _ interrupted: Int) -> String {
    var line = "tune: \(name): \(experiment.objectives.aims) with \(experiment.search.strategy.name)"
    if let trials = experiment.budget.trials { line += ", \(Wording.count(trials, "trial"))" }
    line += ", \(experiment.parallel) at a time"
    if resumed > 0 { line += "; \(resumed) done already" }
    if interrupted > 0 { line += "; \(interrupted) interrupted, taken up again" }
    return line
  }

  private func ended(_ record: TrialRecord, _ isBest: Bool) -> String {
    var line = "tune: \(name): trial \(record.number) \(record.state.words)"
    let objectives = board.experiment?.objectives ?? []
    for objective in objectives {
      if let value = record.metrics[objective.metric] { line += " \(objective.metric)=\(NumberText.number(value))" }
    }
    if isBest { line += objectives.count > 1 ? " (extends the front)" : " (best so far)" }
    if let failure = record.failure { line += ": \(Wording.line(failure))" }
    // Of several runs (folds, seeds, retries) all count.
    let durations = record.attempts.compactMap(\.duration)
    if !durations.isEmpty { line += " in \(NumberText.duration(durations.reduce(0, +)))" }
    let total = board.experiment?.budget.trials.map { "/\($0)" } ?? ""
    return line + " [\(board.ended)\(total)]"
  }
}
