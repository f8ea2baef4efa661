package import TuneModel

/// How an experiment stands: which trials are the best, from where they came, and what they are compared with.
package struct Standing: Sendable {
  /// A trial that completed with a finite value for every objective.
  package struct Entry: Sendable {
    package let record: TrialRecord
    /// One per objective, in the objectives' own units.
    package let values: [Double]

    /// Of the first objective.
    package var value: Double { values[0] }
    package var number: Int { record.number }
  }

  /// What improvement is measured from.
  package struct Baseline: Sendable {
    package let entry: Entry
    /// The trial has the parameters' default values; otherwise it is the first that gave a value.
    package let isDefault: Bool
  }

  package let experiment: Experiment
  /// All trials, by number.
  package let records: [TrialRecord]
  /// The trials that gave a value, by number.
  package let entries: [Entry]
  /// The same by the first objective, the best first; of equals, the earlier first.
  package let ranked: [Entry]
  /// Each trial that was better, by the first objective, than all with a lower number.
  package let improvements: [Entry]
  package let baseline: Baseline?

  /// - Complexity: O(n log n) in the number of records.
  package init(_ experiment: Experiment, _ records: [TrialRecord]) {
    self.experiment = experiment
    // Places are sorted, not records: these are large, and usually in order already.
    let order = records.indices.sorted { records[$0].number < records[$1].number }
    self.records = order.map { records[$0] }
    let objectives = experiment.objectives
    let entries = self.records.compactMap { record -> Entry? in
      guard record.state == .completed, !objectives.isEmpty else { return nil }
      let values = objectives.compactMap { record.metrics[$0.metric] }.filter(\.isFinite)
      return values.count == objectives.count ? Entry(record: record, values: values) : nil
    }
    self.entries = entries
    var ranked: [Entry] = []
    var improvements: [Entry] = []
    if let objective = objectives.first {
      // The standard library's sort is not promised to be stable: the place decides between equals.
      let losses = entries.map { objective.loss($0.value) }
      let order = entries.indices.sorted { losses[$0] < losses[$1] || (losses[$0] == losses[$1] && $0 < $1) }
      ranked = order.map { entries[$0] }
      for entry in entries where improvements.last.map({ objective.isBetter(entry.value, than: $0.value) }) ?? true {
        improvements.append(entry)
      }
    }
    self.ranked = ranked
    self.improvements = improvements

    let defaults = experiment.space.defaults
    if let defaults, let entry = entries.first(where: { $0.record.assignment == defaults }) {
      baseline = Baseline(entry: entry, isDefault: true)
    } else {
      baseline = entries.first.map { Baseline(entry: $0, isDefault: false) }
    }
  }

  package var best: Entry? { ranked.first }
  package var objective: Objective? { experiment.objectives.first }

  /// By how much the best trial differs from the baseline in the first objective; nil where they are one.
  package var improvement: Double? {
    guard let best, let baseline, best.number != baseline.entry.number else { return nil }
    return best.value - baseline.entry.value
  }

  /// Trials that no other trial beats: none is at least as good in every objective and better in one. By the first
  /// objective, the best first.
  ///
  /// - Complexity: O(n · size of the result).
  package func paretoFront() -> [Entry] {
    let objectives = experiment.objectives
    var front: [(entry: Entry, losses: [Double])] = []
    let candidates = ranked.map { entry in
      (entry: entry, losses: zip(objectives, entry.values).map { $0.loss($1) })
    }
    // Sorted lexicographically, no candidate can be beaten by a later one.
    for candidate in candidates.sorted(by: {
      $0.losses == $1.losses
        ? $0.entry.number < $1.entry.number : $0.losses.lexicographicallyPrecedes($1.losses)
    }) {
      let isBeaten = front.contains { member in
        zip(member.losses, candidate.losses).allSatisfy { $0 <= $1 } && member.losses != candidate.losses
      }
      if !isBeaten { front.append(candidate) }
    }
    return front.map(\.entry)
  }

  /// How many trials are in each state.
  package func count(of states: TrialState...) -> Int {
    records.count { states.contains($0.state) }
  }
}

extension TrialRecord {
  /// Seconds over all attempts; nil while none has ended.
  var trainingTime: Double? {
    let durations = attempts.compactMap(\.duration).filter { $0.isFinite && $0 >= 0 }
    return durations.isEmpty ? nil : durations.reduce(0, +)
  }

  /// Who proposed it: the member where the strategy has several; `start` for the defaults and the manifest's starting
  /// points, which no strategy chose; else the strategy.
  var proposer: String {
    explanation.member ?? (explanation.phase == "start" ? "start" : explanation.strategy)
  }
}
