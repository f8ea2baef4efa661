import TuneModel

/// A trial of which something runs, or is yet to run.
struct OpenTrial: Sendable {
  let progress: LiveRecord
  /// Runs that have not begun; for a trial that has only one, nil stands for it.
  private(set) var waiting: [TrialPart?]
  private var running: [TrialPart?: Task<PartEnd, Never>?] = [:]
  /// What has been decided about the trial, while other runs of it are still being ended.
  private(set) var end: PartEnd?

  /// Takes up a trial where its record ends.
  ///
  /// - Parameter budget: see `LiveRecord`.
  init(_ record: TrialRecord, parts: [TrialPart?], budget: Int? = nil) {
    progress = LiveRecord(record, budget: budget)
    let done = record.parts
    waiting = parts.filter { part in part.map { done[$0] == nil } ?? true }
  }

  var isIdle: Bool { running.isEmpty }
  var isDone: Bool { running.isEmpty && (waiting.isEmpty || end != nil) }

  mutating func takePart() -> TrialPart?? {
    guard end == nil, !waiting.isEmpty else { return nil }
    return .some(waiting.removeFirst())
  }

  /// - Parameter task: to end the run alone; nil where it can only be ended with everything.
  mutating func begin(_ part: TrialPart?, _ task: Task<PartEnd, Never>?) { running[part] = .some(task) }

  /// Notes how a run ended. Nothing but its completion is waited for any longer: other runs of the trial are ended.
  mutating func settle(_ part: TrialPart?, _ result: PartEnd) {
    running[part] = nil
    switch result {
    case .completed:
      if waiting.isEmpty, running.isEmpty, end == nil { end = result }
    case .failed(let state, let metrics, let why):
      decide(.failed(state, metrics, part.map { "\($0.words): \(why)" } ?? why))
    case .paused, .pruned, .interrupted, .broken: decide(result)
    }
  }

  /// Decides what becomes of the trial; the first decision stands.
  mutating func decide(_ end: PartEnd) {
    guard self.end == nil else { return }
    self.end = end
    waiting = []
    for task in running.values { task?.cancel() }
  }
}
