import Tune
import TuneModel
import TuneReport

/// The same events as lines, for logs: where there is no terminal to draw on.
struct PlainView: Sendable {
  private var board: RunBoard
  private let name: String
  /// When the last line about a trial was written.
  private var spoke = -Double.infinity
  /// Why the last trial that was told of as failed did so.
  private var failure: String?

  /// Seconds between lines about trials that are neither the best nor failed for a new reason.
  static let pause = 2.0
  /// Seconds after which a run that has nothing to tell says that it is alive.
  static let silence = 60.0

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
      let isNews = isBest || (record.failure != nil && record.failure != failure)
      guard isNews || now - spoke >= PlainView.pause else { return [] }
      failure = record.failure ?? failure
      spoke = now
      return [ended(record, isBest)]
    case .trialPaused(let record):
      guard now - spoke >= PlainView.pause else { return [] }
      spoke = now
      return [ended(record, false)]
    case .trialStarted, .metrics, .partEnded, .ended: return []
    }
  }

  /// What is going on, where nothing has been said for long; called now and then.
  mutating func sign(now: Double) -> String? {
    guard !board.running.isEmpty, now - max(spoke, board.began) >= PlainView.silence else { return nil }
    spoke = now
    let metric = board.experiment?.objectives.first?.metric ?? ""
    let trials = board.running.prefix(4).map { running in
      let part = running.part.map { " \($0.words)" } ?? ""
      var text = "trial \(running.record.number)\(part) for \(LiveProgress.elapsed(now - running.started))"
      if let last = running.last {
        text += ", step \(NumberText.number(last.step)) \(Wording.line(metric))=\(NumberText.number(last.value))"
      }
      return text
    }
    let rest = board.running.count - trials.count
    let more = rest > 0 ? "; \(rest) more" : ""
    return "tune: \(name): running \(trials.joined(separator: "; "))\(more) [\(board.ended)\(total)]"
  }

  private var total: String { board.experiment?.budget.trials.map { "/\($0)" } ?? "" }

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
    if let seconds = record.seconds { line += " in \(NumberText.duration(seconds))" }
    return line + " [\(board.ended)\(total)]"
  }
}
