/// Where a trial stands.
package enum TrialState: String, Hashable, Sendable, CaseIterable {
  case running, completed, pruned, failed, infeasible
  case timedOut = "timed_out"
  /// Was running when its tuner died; the next run takes it up again.
  case interrupted
  /// Given to somebody who asked for a trial and will tell what came of it; no run touches it.
  case asked
  /// Trained as far as it was told to, and waits to be told to go on from its checkpoint.
  case paused

  package var isFinal: Bool {
    switch self {
    case .running, .interrupted, .asked, .paused: false
    case .completed, .pruned, .failed, .infeasible, .timedOut: true
    }
  }
}

/// Everything known of one trial: the content of its `trial.json`, and the only truth about it.
package struct TrialRecord: Hashable, Sendable {
  package var number: Int
  package var state: TrialState
  package var assignment: Assignment
  /// Final value of each metric, in the order of first appearance.
  package var metrics: MetricValues
  package var explanation: Explanation
  /// How many trials had ended when this one was proposed, and which were running then; with `order` it lets a
  /// strategy be folded over the records again.
  package var seen: Int
  package var pending: [Int]
  /// The trial's place in the order of completion, from 1; nil while it has not ended.
  package var order: Int?
  package var attempts: [AttemptRecord]
  package var provenance: Provenance
  /// Why it failed, in one sentence.
  package var failure: String?
  /// Why it was stopped before its end.
  package var pruning: Pruning?

  package init(
    number: Int,
    state: TrialState = .running,
    assignment: Assignment,
    metrics: MetricValues = MetricValues(),
    explanation: Explanation,
    seen: Int,
    pending: [Int] = [],
    order: Int? = nil,
    attempts: [AttemptRecord] = [],
    provenance: Provenance,
    failure: String? = nil,
    pruning: Pruning? = nil
  ) {
    self.number = number
    self.state = state
    self.assignment = assignment
    self.metrics = metrics
    self.explanation = explanation
    self.seen = seen
    self.pending = pending
    self.order = order
    self.attempts = attempts
    self.provenance = provenance
    self.failure = failure
    self.pruning = pruning
  }
}

extension TrialRecord {
  /// What its learning curve is made of: the reports of the attempts after which it paused, and of the last one of a
  /// run of it (the first run, where there are several) that reported anything. Attempts between were given up.
  package func curve(of metric: String? = nil) -> [MetricPoint] {
    let attempts = attempts.filter { $0.part == nil || $0.part == .fold(1) || $0.part == .seed(1) }
    let last = attempts.lastIndex { attempt in
      attempt.points.contains { metric == nil || $0.metric == metric }
    }
    return attempts.indices.filter { attempts[$0].paused != nil || $0 == last }.flatMap { attempts[$0].points }
      .filter { metric == nil || $0.metric == metric }
  }

  /// How far the train command was told to train when it ran last; nil where it was told nothing.
  package var budget: Int? { attempts.last?.budget }
}

/// Metrics by name, in the order of first appearance.
package struct MetricValues: Hashable, Sendable, Sequence {
  package private(set) var names: [String] = []
  package private(set) var values: [Double] = []

  package init() {}

  package var isEmpty: Bool { names.isEmpty }

  package subscript(name: String) -> Double? {
    get { names.firstIndex(of: name).map { values[$0] } }
    set {
      if let index = names.firstIndex(of: name) {
        if let newValue {
          values[index] = newValue
        } else {
          names.remove(at: index)
          values.remove(at: index)
        }
      } else if let newValue {
        names.append(name)
        values.append(newValue)
      }
    }
  }

  package func makeIterator() -> Zip2Sequence<[String], [Double]>.Iterator {
    zip(names, values).makeIterator()
  }
}

/// One execution of the train command.
package struct AttemptRecord: Hashable, Sendable {
  package var number: Int
  /// Which of the trial's runs it belongs to; nil where a trial has only one.
  package var part: TrialPart?
  /// What the result depends on, as a fingerprint; nil where the code is not known.
  package var work: String?
  /// Where the result was taken from, in place of a run; as in `digits.old, trial 12`.
  package var reused: String?
  /// UTC, `2026-03-02T10:14:07.123Z`.
  package var started: String
  /// Wall clock, in seconds.
  package var duration: Double?
  package var outcome: AttemptOutcome?
  package var seed: UInt64
  /// The process group and its start time while it runs, so that a later tuner can end what an earlier one left.
  package var process: ProcessIdentity?
  /// Steps, in all, that the train command was told to train; nil where it was told nothing.
  package var budget: Int?
  /// The trial's place in the order of completion when it paused after this attempt; nil unless it did.
  package var paused: Int?
  /// Final value of each metric, where the trial has several runs or paused after this one; else they are the trial's.
  package var metrics: MetricValues
  /// Metrics over the steps, in the order in which they were reported; thinned when there are very many.
  package var points: [MetricPoint]
  /// What a person should know: output that was cut, metrics that were thinned, a value that was not a number.
  package var notes: [String]
  /// What was taken for what, where metrics are computed from predicted labels.
  package var confusion: ConfusionCounts?
  /// The last lines of the log of an attempt that failed; records outlive logs.
  package var logTail: [String]

  package init(
    number: Int,
    part: TrialPart? = nil,
    started: String,
    duration: Double? = nil,
    outcome: AttemptOutcome? = nil,
    seed: UInt64,
    process: ProcessIdentity? = nil,
    metrics: MetricValues = MetricValues(),
    points: [MetricPoint] = [],
    notes: [String] = [],
    logTail: [String] = []
  ) {
    self.number = number
    self.part = part
    self.started = started
    self.duration = duration
    self.outcome = outcome
    self.seed = seed
    self.process = process
    self.metrics = metrics
    self.points = points
    self.notes = notes
    self.logTail = logTail
  }
}

/// How an execution of the train command ended.
package enum AttemptOutcome: Hashable, Sendable {
  case exited(Int)
  /// Ended by a signal that we did not send.
  case signaled(Int, coreDumped: Bool)
  /// Ran past its wall clock.
  case timedOut
  /// Was silent for too long.
  case idle
  /// Ended by us: the experiment was stopped, or a pruner decided so.
  case stopped
  /// A worker said that the trial failed, or did not keep to what was agreed.
  case failed
  /// Could not be started at all.
  case notStarted(String)
}

/// A process that outlives a restart of the tuner recognisably: numbers are reused, start times with them are not.
package struct ProcessIdentity: Hashable, Sendable {
  package var processID: Int32
  /// Ticks since boot when the process started, as the system counts them; 0 where it does not say.
  package var startTime: UInt64
  /// What tells this boot of the machine from the next; empty where the system does not say.
  package var boot: String

  package init(processID: Int32, startTime: UInt64, boot: String) {
    self.processID = processID
    self.startTime = startTime
    self.boot = boot
  }
}

/// What a result depends on besides its parameters.
package struct Provenance: Hashable, Sendable {
  /// The git commit of the manifest's repository; nil outside one.
  package var commit: String?
  package var dirty: Bool?
  package var seed: UInt64
  /// The version of swift-tune.
  package var tool: String
  /// Fingerprints of the declared input files, by path relative to the manifest.
  package var inputs: [String: String]

  package init(commit: String? = nil, dirty: Bool? = nil, seed: UInt64, tool: String, inputs: [String: String] = [:]) {
    self.commit = commit
    self.dirty = dirty
    self.seed = seed
    self.tool = tool
    self.inputs = inputs
  }
}
