import TuneMath
import TuneModel

/// What a report says of several objectives.
extension ReportDocument {
  private static let frontLimit = 20
  private static let stepLimit = 10

  // MARK: The answer

  /// The best in each objective, and what lies between them.
  var front: ReportValue {
    let front = standing.front
    guard hasSeveralObjectives, !front.isEmpty else { return .nothing }
    var choices = experiment.objectives.indices.compactMap { index -> String? in
      guard let entry = standing.best(in: index) else { return nil }
      let objective = experiment.objectives[index]
      let metric = MarkdownText.prose(objective.metric)
      return
        "Best \(metric) \(objective.arrow): **\(NumberText.number(entry.values[index]))**, trial \(entry.number): "
        + settings(of: entry.record.assignment, limit: 6)
    }
    if let compromise = standing.compromise {
      let values = zip(experiment.objectives, compromise.values).map { objective, value in
        "\(MarkdownText.prose(objective.metric)) \(NumberText.number(value))"
      }
      choices.append(
        "A compromise: \(Wording.list(values)), trial \(compromise.number): "
          + settings(of: compromise.record.assignment, limit: 6)
      )
    }
    let verb =
      front.count == 1 ? "trial of \(standing.entries.count) beats" : "trials of \(standing.entries.count) beat"
    let answer =
      front.count == 1
      ? "One \(verb) or equals all others in every objective."
      : "\(front.count) \(verb) each other only in part: none can be improved in one objective without loss in another."
    return [
      "count": .text(Wording.count(front.count, "trial")),
      "verdict": ReportValue([answer] + progressOnBaseline + targets),
      "choices": .list(choices.map { .text($0) }),
    ]
  }

  /// What the front has to say of the default or the first trial.
  private var progressOnBaseline: [String] {
    guard let baseline = standing.baseline, standing.entries.count > 1 else { return [] }
    let name = name(of: baseline) + (baseline.isDefault ? "" : ",")
    let losses = standing.losses(baseline.entry)
    if standing.front.contains(where: { $0.number == baseline.entry.number }) {
      return ["\(name.prefix(1).uppercased())\(name.dropFirst()) is one of them."]
    }
    let better = standing.front.count { Pareto.dominates(standing.losses($0), losses) }
    return ["\(better == 1 ? "One of them is" : "\(better) of them are") at least as good as \(name) in everything."]
  }

  private var targets: [String] {
    let aims = experiment.objectives.enumerated().filter { $0.element.target != nil }
    guard !aims.isEmpty else { return [] }
    let words = aims.count == 1 ? "The target" : "All targets"
    let first = standing.entries.first { entry in
      aims.allSatisfy { index, objective in objective.meetsTarget(entry.values[index]) }
    }
    if let first { return ["\(words) \(aims.count == 1 ? "is" : "are") reached, first by trial \(first.number)."] }
    return [aims.count == 1 ? "The target is not reached." : "No trial reaches all targets."]
  }

  // MARK: The front

  /// The trials of the front, from the best in the first objective on.
  var frontTable: ReportValue {
    let shown = Thinning.even(standing.front, limit: Self.frontLimit)
    let columns = trialColumns(shown)
    var table = MarkdownTable(
      [("Trial", .right)] + columns.metrics.map { ($0.title, .right) } + [("Best at", .left)]
        + columns.parameters.map { (MarkdownText.code($0.name, limit: 30), $0.domain.isNumeric ? .right : .left) }
        + [("Proposed by", .left)]
    )
    for (row, entry) in shown.enumerated() {
      table.append(
        ["\(entry.number)"] + columns.metrics.map { $0.texts[row] } + [strength(of: entry)]
          + columns.parameters.map { Self.cell(entry, $0) } + [MarkdownText.prose(entry.record.proposer, limit: 30)]
      )
    }
    var notes: [String] = []
    if shown.count < standing.front.count {
      notes.append("\(standing.front.count - shown.count) more are marked in the column `front` of trials.csv.")
    }
    return [
      "title": "The Pareto front",
      "table": .text(table.text),
      "notes": ReportValue(notes + trialNotes(shown, columns)),
    ]
  }

  /// In which objectives no trial is better; or that it is the compromise.
  private func strength(of entry: Standing.Entry) -> String {
    let names = experiment.objectives.indices.filter { standing.best(in: $0)?.values[$0] == entry.values[$0] }
      .map { MarkdownText.prose(experiment.objectives[$0].metric, limit: 30) }
    return names.isEmpty && standing.compromise?.number == entry.number ? "compromise" : Wording.list(names)
  }

  // MARK: How it grew

  /// The trials that extended the front last.
  var frontSteps: (table: String?, earlier: Int) {
    let all = frontHistory.steps
    guard all.count > 1 else { return (nil, 0) }
    let shown = all.suffix(Self.stepLimit)
    var table = MarkdownTable(
      [("Extended the front", .right)]
        + experiment.objectives.map { (MarkdownText.prose($0.metric, limit: 30) + " " + $0.arrow, .right) }
        + [("Hypervolume", .right), ("Proposed by", .left), ("Because", .left)]
    )
    let texts = experiment.objectives.indices.map { index in NumberText.column(shown.map { $0.entry.values[index] }) }
    for (row, step) in shown.enumerated() {
      table.append(
        ["trial \(step.entry.number)"] + texts.map { $0[row] }
          + [
            NumberText.percent(step.share), MarkdownText.prose(step.entry.record.proposer, limit: 30),
            MarkdownText.prose(step.entry.record.explanation.why, limit: 120),
          ]
      )
    }
    return (table.text, all.count - shown.count)
  }
}
