import TuneModel

extension ReportDocument {
  /// What the search took.
  var cost: ReportValue {
    let times = standing.records.map { $0.trainingTime ?? 0 }
    let total = times.reduce(0, +)
    guard total > 0 else { return .nothing }
    let attempts = standing.records.map(\.attempts.count).reduce(0, +)
    let run = standing.records.count { $0.trainingTime != nil }
    let sorted = standing.records.compactMap(\.trainingTime).sorted()
    let median = sorted[(sorted.count - 1) / 2]

    var text = "\(Wording.count(run, "trial")) took **\(NumberText.duration(total))** of training"
    if attempts > run { text += " in \(attempts) attempts" }
    if run > 1 {
      text +=
        ", \(NumberText.duration(median)) in the median and \(NumberText.duration(sorted[sorted.count - 1])) at most"
    }
    if experiment.parallel > 1 { text += "; up to \(experiment.parallel) ran at a time" }
    var sentences = [text + "."]
    let shares: [(states: [TrialState], words: String)] = [
      ([.failed, .timedOut, .infeasible], "gave no value"), ([.pruned], "were pruned"),
    ]
    for (states, words) in shares {
      let spent = zip(standing.records, times).filter { states.contains($0.0.state) }.map(\.1).reduce(0, +)
      if spent > 0 {
        sentences.append(
          "Trials that \(words) took \(NumberText.duration(spent)) (\(NumberText.percent(spent / total)))."
        )
      }
    }
    if run > 1, !hasSeveralObjectives, let best = standing.best {
      let until = zip(standing.records, times).filter { $0.0.number <= best.number }.map(\.1).reduce(0, +)
      sentences.append("The best was found after \(NumberText.duration(until)) of it.")
    }
    return ReportValue(sentences)
  }
}
