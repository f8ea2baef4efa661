import TuneMath
import TuneModel

extension ReportDocument {
  /// The best trials, run again with seeds that the search did not see, and whether the first one's lead is real.
  var confirmation: ReportValue {
    guard let finalists = standing.finalists, let objective = standing.objective else { return .nothing }
    let ranked = finalists.ranked
    guard !ranked.isEmpty else { return .nothing }
    let metric = MarkdownText.prose(objective.metric, limit: 30)
    var table = MarkdownTable([
      ("Trial", .right), ("\(metric) in the search", .right), ("Fresh seeds", .right), ("Mean", .right),
      ("± sd", .right), ("Worst", .right),
    ])
    let found = NumberText.column(ranked.map { $0.record.metrics[objective.metric] ?? .nan })
    let means = NumberText.column(ranked.map { Statistics.mean($0.values) })
    let worst = NumberText.column(ranked.map { Repetition.Aggregate.worst($0.values, objective.direction) })
    for (row, finalist) in ranked.enumerated() {
      let number = "\(finalist.record.number)"
      table.append([
        row == 0 && finalists.unconfirmed.isEmpty ? "**\(number)**" : number, found[row], "\(finalist.values.count)",
        means[row], NumberText.number(Statistics.standardDeviation(finalist.values), digits: 2), worst[row],
      ])
    }
    let failed = finalists.all.filter(\.hasFailed).map(\.record.number)
    let out = "\(trials(failed)) failed when run again, and \(failed.count == 1 ? "is" : "are") out."
    return [
      "table": .text(table.text),
      "lead": ReportValue(ranked.count > 1 ? lead(of: ranked[0], over: ranked[1], objective) : nil),
      "failed": failed.isEmpty ? .nothing : .text(out),
    ]
  }

  /// Whether the lead is more than chance, by the differences of runs with the same seed.
  private func lead(of first: Finalists.Finalist, over second: Finalists.Finalist, _ objective: Objective) -> String {
    let differences = zip(first.values, second.values).map { objective.loss($1) - objective.loss($0) }
    let mean = Statistics.mean(differences)
    if differences.allSatisfy({ $0 == 0 }) {
      let names = "trials \(first.record.number) and \(second.record.number)"
      return "On the same seeds, \(names) come to the same: take either."
    }
    let test = PairedTest.student(differences)
    let names = "trial \(first.record.number) leads trial \(second.record.number)"
    let size = "by \(NumberText.number(mean, digits: 2))"
    let error = Statistics.standardDeviation(differences) / Double(differences.count).squareRoot()
    let reach = StudentT.quantile(0.975, degreesOfFreedom: Double(differences.count - 1)) * error
    var text = "On the same seeds, \(names) \(size)"
    if reach.isFinite, reach > 0 {
      let ends = NumberText.column([mean - reach, mean + reach])
      text += ", with 95 % confidence by \(ends[0]) to \(ends[1])"
    }
    if test.pValue < 0.05 { return text + ": **the lead is real** (\(Wording.pValue(test.pValue)))." }
    return text + ": **the lead may be chance** (\(Wording.pValue(test.pValue))); take either."
  }

  /// What stopping early has saved.
  var savings: String? {
    guard let rule = experiment.prune?.choice.name else { return nil }
    let pruned = standing.count(of: .pruned)
    guard pruned > 0, let metric = standing.objective?.metric else { return nil }
    func steps(_ record: TrialRecord) -> Double {
      record.curve(of: metric).map(\.step).max() ?? 0
    }
    let ended = standing.records.filter { $0.state == .completed || $0.state == .pruned }
    let whole = ended.filter { $0.state == .completed }.map(steps).max() ?? 0
    let ran = ended.reduce(0) { $0 + ($1.pruning.map { min($0.step, whole) } ?? steps($1)) }
    var text =
      "\(Wording.count(pruned, "trial")) \(pruned == 1 ? "was" : "were") stopped early by \(MarkdownText.code(rule))"
    if whole > 0, ran < whole * Double(ended.count), experiment.repetition == nil {
      let share = ran / (whole * Double(ended.count))
      text += ": \(NumberText.percent(share)) of the steps of whole trainings were run"
    }
    return text + "."
  }
}
