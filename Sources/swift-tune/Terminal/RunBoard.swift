import Tune
import TuneModel

/// What a person who watches a run wants to know, gathered from its events. A value; the views draw it.
struct RunBoard: Sendable {
  struct Running: Sendable {
    var record: TrialRecord
    /// Which of the trial's runs this is, where it has several; these may run at the same time.
    var part: TrialPart?
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
  /// What runs. It keeps its place while others come and go, so that its line on the screen does not move.
  private(set) var slots: [Running?] = []
  /// When the trials that run were started, by number.
  private var startTimes: [Int: Double] = [:]
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
  /// Trials that trained as far as they were told to and may go on; until then they count as ended.
  private(set) var paused: Set<Int> = []
  /// Trials that ended, or paused, in this run.
  private var reached: Set<Int> = []
  private(set) var began = 0.0
  private(set) var notes: [String] = []
  /// The member that proposed the latest trial, of a strategy that has several.
  private(set) var member: String?
  /// The last step that any trial has reached: where the others will probably end.
  private(set) var lastStep: Double?
  /// Whether somebody asked for the run to end.
  var isStopping = false

  private static let recentCount = 3

  /// - Parameter known: records of earlier runs.
  init(known: [TrialRecord] = [], objectives: [Objective] = []) {
    for record in known.sorted(by: { ($0.order ?? .max, $0.number) < ($1.order ?? .max, $1.number) })
    where record.state.isFinal {
      enter(record, objectives)
    }
    paused = Set(known.filter { $0.state == .paused }.map(\.number))
  }

  var running: [Running] { slots.compactMap(\.self) }

  var ended: Int { counts.values.reduce(0, +) + paused.count }

  func count(of states: TrialState...) -> Int { states.reduce(0) { $0 + (counts[$1] ?? 0) } }

  mutating func note(_ event: RunEvent, now: Double) {
    switch event {
    case .began(let experiment, _, _):
      self.experiment = experiment
      slots = Array(repeating: nil, count: max(1, experiment.parallel))
      began = now
    case .note(let diagnostic): add(note: diagnostic.message)
    case .preparing(let what): add(note: what)
    case .trialStarted(let record, let attempt, let part): start(record, attempt, part, now)
    case .metrics(let trial, let part, let points):
      guard let index = index(of: trial, part) else { return }
      let metric = experiment?.objectives.first?.metric
      if let point = points.last(where: { $0.metric == metric }) { slots[index]?.last = point }
    case .attemptFailed(let record, let reason):
      add(note: "trial \(record.number) failed and is tried again: \(reason)")
    case .trialEnded(let record, let isBest):
      let started = startTimes.removeValue(forKey: record.number) ?? now
      end(record.number)
      paused.remove(record.number)
      reached.insert(record.number)
      enter(record, experiment?.objectives ?? [])
      let ended = Ended(record: record, seconds: now - started, isBest: isBest)
      recent = Array(([ended] + recent).prefix(Self.recentCount))
    case .partEnded(let trial, let part):
      if let index = index(of: trial, part) { slots[index] = nil }
    case .trialPaused(let record):
      startTimes[record.number] = nil
      end(record.number)
      paused.insert(record.number)
      reached.insert(record.number)
    case .ended: slots = []
    }
  }

  private mutating func add(note: String) { notes = Array(([note] + notes).prefix(3)) }

  // MARK: What runs

  private func index(of trial: Int, _ part: TrialPart?) -> Int? {
    slots.firstIndex { $0?.record.number == trial && $0?.part == part }
  }

  private mutating func start(_ record: TrialRecord, _ attempt: Int, _ part: TrialPart?, _ now: Double) {
    // What was said of the preparation, or of a failed attempt, is past.
    notes = []
    paused.remove(record.number)
    member = record.explanation.member ?? member
    if startTimes[record.number] == nil { startTimes[record.number] = now }
    let running = Running(record: record, part: part, attempt: attempt, started: now)
    if let index = index(of: record.number, part) ?? slots.firstIndex(where: { $0 == nil }) {
      slots[index] = running
    } else {
      slots.append(running)
    }
  }

  private mutating func end(_ trial: Int) {
    for index in slots.indices where slots[index]?.record.number == trial { slots[index] = nil }
  }

  // MARK: What ended

  private mutating func enter(_ record: TrialRecord, _ objectives: [Objective]) {
    counts[record.state, default: 0] += 1
    guard let objective = objectives.first else { return }
    guard record.state == .completed, let value = record.metrics[objective.metric], value.isFinite else { return }
    let steps = record.attempts.last?.points.lazy.filter { $0.metric == objective.metric }.map(\.step)
    lastStep = steps?.max().map { max($0, lastStep ?? $0) } ?? lastStep
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

  /// Seconds until the trials are done, from the pace of this run; nil before there is one, and when they are: what runs
  /// then runs again what was best.
  func timeLeft(now: Double) -> Double? {
    guard let total = experiment?.budget.trials, reached.count > 1, now > began, ended < total else {
      return nil
    }
    return Double(total - ended) * (now - began) / Double(reached.count)
  }
}
