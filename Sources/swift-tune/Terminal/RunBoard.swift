import Tune
import TuneModel

/// What a person who watches a run wants to know, gathered from its events. A value; the views draw it.
struct RunBoard: Sendable {
  struct Running: Sendable {
    var record: TrialRecord
    var attempt: Int
    var started: Double
    /// Last value of the objective's metric, with its step.
    var last: MetricPoint?
  }

  struct Ended: Sendable {
    var record: TrialRecord
    var seconds: Double
    var isBest: Bool
  }

  private(set) var experiment: Experiment?
  private(set) var running: [Running] = []
  /// The last few, newest first.
  private(set) var recent: [Ended] = []
  private(set) var best: TrialRecord?
  /// The first completed trial of the experiment as far as this run knows: what the best is compared with.
  private(set) var first: TrialRecord?
  /// With several objectives, the trials that no other equals or beats in all of them.
  private(set) var front: [TrialRecord] = []
  /// Best value of the first objective after each trial that completed.
  private(set) var bestSoFar: [Double] = []
  private(set) var counts: [TrialState: Int] = [:]
  private(set) var endedInThisRun = 0
  private(set) var began = 0.0
  private(set) var notes: [String] = []

  /// - Parameter known: records of earlier runs.
  init(known: [TrialRecord] = [], objectives: [Objective] = []) {
    for record in known.sorted(by: { ($0.order ?? .max, $0.number) < ($1.order ?? .max, $1.number) })
    where record.state.isFinal {
      enter(record, objectives)
    }
  }

  var ended: Int { counts.values.reduce(0, +) }

  mutating func note(_ event: RunEvent, now: Double) {
    switch event {
    case .began(let experiment, _, _):
      self.experiment = experiment
      began = now
    case .note(let diagnostic): notes = Array(([diagnostic.message] + notes).prefix(3))
    case .preparing(let what): notes = Array(([what] + notes).prefix(3))
    case .trialStarted(let record, let attempt):
      running.removeAll { $0.record.number == record.number }
      running.append(Running(record: record, attempt: attempt, started: now))
    case .metrics(let trial, let points):
      guard let index = running.firstIndex(where: { $0.record.number == trial }) else { return }
      let metric = experiment?.objectives.first?.metric
      if let point = points.last(where: { $0.metric == metric }) { running[index].last = point }
    case .attemptFailed(let record, let reason):
      notes = Array((["trial \(record.number) failed and is tried again: \(reason)"] + notes).prefix(3))
    case .trialEnded(let record, let isBest):
      let started = running.first { $0.record.number == record.number }?.started ?? now
      running.removeAll { $0.record.number == record.number }
      endedInThisRun += 1
      enter(record, experiment?.objectives ?? [])
      recent = Array(([Ended(record: record, seconds: now - started, isBest: isBest)] + recent).prefix(6))
    case .trialPaused(let record): running.removeAll { $0.record.number == record.number }
    case .ended: running = []
    }
  }

  private mutating func enter(_ record: TrialRecord, _ objectives: [Objective]) {
    counts[record.state, default: 0] += 1
    guard let objective = objectives.first else { return }
    guard record.state == .completed, let value = record.metrics[objective.metric], value.isFinite else { return }
    if first == nil || record.number < first?.number ?? 0 { first = record }
    if best.flatMap({ $0.metrics[objective.metric] }).map({ objective.isBetter(value, than: $0) }) ?? true {
      best = record
    }
    bestSoFar.append(best?.metrics[objective.metric] ?? value)
    if objectives.count > 1 { extendFront(record, objectives) }
  }

  private mutating func extendFront(_ record: TrialRecord, _ objectives: [Objective]) {
    func beatsOrEquals(_ a: TrialRecord, _ b: TrialRecord) -> Bool {
      objectives.allSatisfy { objective in
        guard let x = a.metrics[objective.metric], let y = b.metrics[objective.metric] else { return false }
        return objective.loss(x) <= objective.loss(y)
      }
    }
    guard beatsOrEquals(record, record), !front.contains(where: { beatsOrEquals($0, record) }) else { return }
    front.removeAll { beatsOrEquals(record, $0) }
    front.append(record)
  }

  /// Seconds until the trials are done, from the pace of this run; nil before there is one.
  func timeLeft(now: Double) -> Double? {
    guard let total = experiment?.budget.trials, endedInThisRun > 1, now > began else { return nil }
    return Double(max(0, total - ended)) * (now - began) / Double(endedInThisRun)
  }
}
