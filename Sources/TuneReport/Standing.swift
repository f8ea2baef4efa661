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
  /// Trials that no other trial beats: none is at least as good in every objective and better in one. By the first
  /// objective, the best first; with one objective, the best.
  package let front: [Entry]
  /// The best trials, run again when the search had ended; nil where the experiment does not do that.
  package let finalists: Finalists?
  /// The trial to recommend: the best of those that were run again, else of the search.
  package let best: Entry?

  /// - Complexity: O(n log n + n · size of the front) in the number of records.
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
    front = objectives.count > 1 ? Standing.front(of: ranked, objectives) : Array(ranked.prefix(1))

    let finalists = Finalists(experiment, self.records)
    let winner = finalists?.winner?.record.number
    self.finalists = finalists
    best = winner.flatMap { number in entries.first { $0.number == number } } ?? ranked.first

    let defaults = experiment.space.defaults
    if let defaults, let entry = entries.first(where: { $0.record.assignment == defaults }) {
      baseline = Baseline(entry: entry, isDefault: true)
    } else {
      baseline = entries.first.map { Baseline(entry: $0, isDefault: false) }
    }
  }

  private static func front(of entries: [Entry], _ objectives: [Objective]) -> [Entry] {
    var front: [(entry: Entry, losses: [Double])] = []
    let candidates = entries.map { entry in
      (entry: entry, losses: zip(objectives, entry.values).map { $0.loss($1) })
    }
    // Sorted lexicographically, no candidate can be beaten by a later one. Of equals the first is on the front.
    for candidate in candidates.sorted(by: {
      $0.losses == $1.losses
        ? $0.entry.number < $1.entry.number : $0.losses.lexicographicallyPrecedes($1.losses)
    }) {
      let isBeaten = front.contains { member in
        zip(member.losses, candidate.losses).allSatisfy { $0 <= $1 }
      }
      if !isBeaten { front.append(candidate) }
    }
    return front.map(\.entry)
  }

  package var objective: Objective? { experiment.objectives.first }

  /// By how much the best trial differs from the baseline in the first objective; nil where they are one.
  package var improvement: Double? {
    guard let best, let baseline, best.number != baseline.entry.number else { return nil }
    return best.value - baseline.entry.value
  }

  /// An entry's values as something to minimize.
  func losses(_ entry: Entry) -> [Double] {
    zip(experiment.objectives, entry.values).map { $0.loss($1) }
  }

  /// The best trial in one of several objectives; of equals, that which is better in the others, or earlier.
  func best(in objective: Int) -> Entry? {
    front.min { a, b in
      let (x, y) = (losses(a)[objective], losses(b)[objective])
      return x < y || (x == y && a.number < b.number)
    }
  }

  /// The trial of the front that is nearest to the best in all objectives at once, each by its range on the front. Nil
  /// where the front has fewer than three trials, or the nearest is best in an objective itself.
  var compromise: Entry? {
    guard front.count > 2 else { return nil }
    let vectors = front.map(losses)
    let ends = experiment.objectives.indices.map { objective -> (low: Double, high: Double) in
      let all = vectors.map { $0[objective] }
      return (all.min() ?? 0, all.max() ?? 0)
    }
    func distance(_ index: Int) -> Double {
      zip(vectors[index], ends).reduce(0) { sum, pair in
        let (loss, end) = pair
        let share = end.high > end.low ? (loss / 2 - end.low / 2) / (end.high / 2 - end.low / 2) : 0
        return sum + share * share
      }
    }
    let distances = front.indices.map(distance)
    guard let nearest = front.indices.min(by: { distances[$0] < distances[$1] }),
      zip(vectors[nearest], ends).allSatisfy({ $0 > $1.low || $1.low == $1.high })
    else { return nil }
    return front[nearest]
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
