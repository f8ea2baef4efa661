import TuneModel

extension ReportDocument {
  /// Title, what to use, how good it is and how much better than before, and the history.
  var answer: [String] {
    var blocks = [title]
    if let summary = experiment.summary, !summary.isEmpty { blocks.append(MarkdownText.prose(summary, limit: 1000)) }
    guard let best = standing.best else { return blocks + [withoutResult] }
    if !hasSeveralObjectives {
      blocks.append("**Use** " + settings(of: best.record.assignment, limit: 10))
      blocks.append(([verdict(best)] + target(best) + certainty(best) + randomSearch(best)).joined(separator: " "))
    } else {
      blocks.append(contentsOf: severalObjectives)
    }
    if !hasSeveralObjectives, let others = otherMetrics(best.record) { blocks.append(others) }
    if let progress { blocks.append(progress) }
    return blocks + image(HistoryPlot.path)
  }

  private var title: String {
    let name = MarkdownText.prose(experiment.name)
    guard let best = standing.best, let objective = standing.objective else { return "# \(name): no result yet" }
    if experiment.objectives.count > 1 {
      return "# \(name): \(Wording.count(standing.front.count, "trial")) on the Pareto front"
    }
    return "# \(name): \(MarkdownText.prose(objective.metric)) \(texts(best).best)"
  }

  /// The best value and the baseline's with the digits it takes to tell them apart.
  private func texts(_ best: Standing.Entry) -> (best: String, baseline: String) {
    let baseline = standing.baseline?.entry.value ?? best.value
    let column = NumberText.column([best.value, baseline])
    return (column[0], column[1])
  }

  private func verdict(_ best: Standing.Entry) -> String {
    guard let objective = standing.objective, let baseline = standing.baseline else { return "" }
    let texts = texts(best)
    let metric = MarkdownText.prose(objective.metric)
    let aim = objective.direction == .maximize ? "higher is better" : "lower is better"
    guard let improvement = standing.improvement else {
      let what = baseline.isDefault ? "the default" : "the first that gave a value"
      return standing.entries.count == 1
        ? "Trial \(best.number), \(what), has **\(metric) \(texts.best)** (\(aim)). It is the only one that gave a value so far."
        : "Trial \(best.number), \(what), is still the best of \(standing.entries.count): **\(metric) \(texts.best)** (\(aim))."
    }
    var text =
      "Trial \(best.number) has **\(metric) \(texts.best)** (\(aim)), against \(texts.baseline) for \(name(of: baseline)): "
    guard improvement != 0 else { return text + "no better." }
    text += "**\(NumberText.change(improvement))**"
    if let relative = relative(improvement, to: baseline.entry.value) { text += " (\(relative))" }
    let equals = standing.ranked.prefix { $0.value == best.value }.count - 1
    return text + "." + (equals > 0 ? " \(Wording.count(equals, "later trial")) did as well." : "")
  }

  /// The improvement in percent, where that is how such a metric is compared: not for shares such as accuracy, whose
  /// percents would be taken for points.
  private func relative(_ improvement: Double, to baseline: Double) -> String? {
    guard baseline > 0, let objective = standing.objective else { return nil }
    if objective.direction == .maximize, baseline <= 1 { return nil }
    let share = improvement / baseline
    guard share.magnitude >= 0.005, share.magnitude < 100 else { return nil }
    return (share < 0 ? "-" : "+") + NumberText.percent(share.magnitude)
  }

  private func target(_ best: Standing.Entry) -> [String] {
    guard let objective = standing.objective, let target = objective.target else { return [] }
    let text = NumberText.number(target)
    if let first = standing.entries.first(where: { objective.meetsTarget($0.value) }) {
      return ["The target \(text) is reached, first by trial \(first.number)."]
    }
    let missing = NumberText.number((target - best.value).magnitude, digits: 3)
    return ["The target \(text) is not reached; \(missing) is missing."]
  }

  private func otherMetrics(_ record: TrialRecord) -> String? {
    let known = Set(experiment.objectives.map(\.metric))
    let others = record.metrics.filter { !known.contains($0.0) }
    guard !others.isEmpty else { return nil }
    let items = others.prefix(12).map { name, value in
      MarkdownText.code("\(name) \(NumberText.number(value))", limit: 60)
    }
    let rest = others.count > 12 ? " · \(others.count - 12) more" : ""
    return "Trial \(record.number) also reports " + items.joined(separator: " · ") + rest
  }

  /// What is still going on.
  private var progress: String? {
    let running = standing.records.filter { $0.state == .running }.map(\.number)
    let interrupted = standing.records.filter { $0.state == .interrupted }.map(\.number)
    var sentences: [String] = []
    if !running.isEmpty {
      let verb = running.count == 1 ? "was" : "were"
      sentences.append("\(trials(running)) \(verb) running when this was written.")
    }
    if !interrupted.isEmpty {
      let verb = interrupted.count == 1 ? "was" : "were"
      sentences.append("\(trials(interrupted)) \(verb) interrupted; the next run takes up there.")
    }
    let asked = standing.records.filter { $0.state == .asked }.map(\.number)
    if !asked.isEmpty {
      let verb =
        asked.count == 1 ? "was asked for and waits for its result" : "were asked for and wait for their results"
      sentences.append("\(trials(asked)) \(verb).")
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// `Trial 3`, `Trials 3 and 5`.
  func trials(_ numbers: [Int]) -> String {
    (numbers.count == 1 ? "Trial " : "Trials ") + Wording.numbers(numbers)
  }

  private var withoutResult: String {
    let count = standing.records.count
    if count == 0 { return "No trial has run yet." }
    let failed = standing.records.count { FailureGroup.reason($0, experiment.objectives) != nil }
    var sentences: [String] = []
    if failed == count {
      sentences.append(count == 1 ? "The only trial failed." : "All \(count) trials failed.")
    } else if failed > 0 {
      sentences.append("No trial gave a value yet; \(failed) of \(count) failed.")
    } else {
      sentences.append("No trial gave a value yet.")
    }
    if let progress { sentences.append(progress) }
    return sentences.joined(separator: " ")
  }
}
