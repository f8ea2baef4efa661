import TuneModel

/// What came of the trial.
extension TrialContext {
  var outcome: [Sentence] {
    switch record.state {
    case .completed: entry.map { completed($0) } ?? ["It ended without a value of the objective\(time)."]
    case .pruned: [stoppedEarly]
    case .failed, .infeasible: ["It failed\(time): \(quote: reason)."] + tries
    case .timedOut: ["It was ended for taking too long\(time): \(quote: reason)."] + tries
    case .running: ["It is running."] + [progress].compactMap(\.self)
    case .interrupted: ["It was interrupted; the next run takes it up again."] + [progress].compactMap(\.self)
    case .asked: ["It was asked for, and its result has not been told yet."]
    case .paused:
      ["It paused at its budget, and goes on when it turns out to be among the best."] + [progress].compactMap(\.self)
    }
  }

  private func completed(_ entry: Standing.Entry) -> [Sentence] {
    var result: Sentence = "It came to \(values(entry))\(time)."
    if record.pruning?.isSettled == true, let words = record.pruning?.words {
      result = "It came to \(values(entry))\(time), where it was ended: \(quote: words)."
    }
    return [result] + runs + ranks(entry) + baseline(entry) + confirmation + reused
  }

  // MARK: Ranks

  private func ranks(_ entry: Standing.Entry) -> [Sentence] {
    guard let untilEnd, let objective = standing.objective else { return [] }
    if hasSeveralObjectives { return [front(entry, untilEnd)] }
    let others = untilEnd.filter { $0.number != entry.number }
    guard let bestOther = best(of: others) else { return ["It was the first trial to give a value."] }
    let rank = 1 + others.count { !objective.isBetter(entry.value, than: $0.value) }
    let gain = NumberText.change(entry.value - bestOther.value)
    let then: Sentence =
      if rank == 1 {
        "That was the best of \(untilEnd.count) so far, \(gain) on trial \(bestOther.number)."
      } else if entry.value == bestOther.value {
        "That was as good as the best of \(untilEnd.count) then, trial \(bestOther.number)."
      } else {
        "That was the \(Wording.ordinal(rank)) of \(untilEnd.count) then; the best was \(name(bestOther.number))."
      }
    guard standing.entries.count > untilEnd.count, let best = standing.ranked.first else { return [then] }
    let place = 1 + standing.entries.count { objective.isBetter($0.value, than: entry.value) }
    let total = standing.entries.count
    let now: Sentence =
      if place == 1 {
        "It is still \(best.number == entry.number ? "the best" : "among the best") of \(total)."
      } else if best.number == bestOther.number {
        "Now it is the \(Wording.ordinal(place)) of \(total)."
      } else {
        "Now it is the \(Wording.ordinal(place)) of \(total); the best is \(name(best.number))."
      }
    return [then, now]
  }

  /// Where it stood among trade-offs, and stands.
  private func front(_ entry: Standing.Entry, _ untilEnd: [Standing.Entry]) -> Sentence {
    let beater = untilEnd.first { beats($0, entry) }
    if let beater { return "It was no new trade-off: \(name(beater.number)) was as good or better in every objective." }
    if standing.front.contains(where: { $0.number == entry.number }) {
      return "No trial beats it in every objective: it is on the Pareto front."
    }
    guard let later = standing.entries.first(where: { beats($0, entry) }) else {
      return "It extended the Pareto front."
    }
    return "It extended the Pareto front, until \(name(later.number)) was as good or better in every objective."
  }

  private func beats(_ a: Standing.Entry, _ b: Standing.Entry) -> Bool {
    let (x, y) = (standing.losses(a), standing.losses(b))
    return a.number != b.number && zip(x, y).allSatisfy { $0 <= $1 } && x != y
  }

  private func baseline(_ entry: Standing.Entry) -> [Sentence] {
    guard !hasSeveralObjectives, let baseline = standing.baseline, baseline.entry.number != entry.number,
      let untilEnd, best(of: untilEnd)?.number == entry.number, untilEnd.count > 2
    else { return [] }
    // Where the trial that it beat is the default itself, that has been said.
    guard best(of: untilEnd.filter { $0.number != entry.number })?.number != baseline.entry.number else { return [] }
    let whom = baseline.isDefault ? "the default" : "the first trial"
    return ["It is \(NumberText.change(entry.value - baseline.entry.value)) on \(whom)."]
  }

  // MARK: Runs

  /// The values of its folds or repeats.
  private var runs: [Sentence] {
    guard let repetition = experiment.repetition, let objective = standing.objective else { return [] }
    let values = record.values(of: objective.metric).filter(\.isFinite)
    guard values.count > 1, let low = values.min(), let high = values.max() else { return [] }
    let ends = NumberText.column([low, high])
    let what = repetition.kind == .folds ? "folds" : "runs with different seeds"
    return ["Its \(values.count) \(what) came to \(ends[0]) to \(ends[1])."]
  }

  /// What runs after the search showed.
  private var confirmation: [Sentence] {
    guard let objective = standing.objective else { return [] }
    let values = record.values(of: objective.metric, confirmed: true).filter(\.isFinite)
    guard !values.isEmpty else { return [] }
    let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
    let runs = Wording.count(values.count, "run")
    return ["\(runs) after the search, with fresh seeds, came to \(NumberText.number(mean)) on average."]
  }

  private var reused: [Sentence] {
    guard let place = record.attempts.compactMap(\.reused).last else { return [] }
    return ["Nothing was run: the same work had been done by \(quote: place)."]
  }

  /// ` in 4.0s`
  private var time: String {
    guard record.attempts.allSatisfy({ $0.reused == nil }), let seconds = record.trainingTime else { return "" }
    return (record.state == .completed ? " in " : " after ") + NumberText.duration(seconds)
  }

  private var tries: [Sentence] {
    let tries = record.attempts.count { $0.part == nil }
    return tries > 1 ? ["It was tried \(tries) times."] : []
  }

  // MARK: Trials without a value

  private var stoppedEarly: Sentence {
    guard let pruning = record.pruning else { return "It was stopped early\(time)." }
    return "It was stopped early\(time), by \(name: pruning.rule): \(quote: pruning.words)."
  }

  private var reason: String { FailureGroup.reason(record, experiment.objectives) ?? "for no reason on record" }

  /// The last value of a trial that has not ended.
  private var progress: Sentence? {
    guard let metric = standing.objective?.metric,
      let point = record.attempts.last?.points.last(where: { $0.metric == metric })
    else { return nil }
    let value = NumberText.number(point.value)
    return "Its last value is \(quote: metric) \(value), at step \(NumberText.number(point.step))."
  }
}
