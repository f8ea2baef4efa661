import TuneMath
import TuneModel

extension ReportDocument {
  /// What to use, how good it is, how sure that is, and how much better than before and than chance.
  var answer: ReportValue {
    guard let best = standing.best, !hasSeveralObjectives, let objective = standing.objective else { return .nothing }
    return [
      "trial": "\(best.number)",
      "metric": .text(MarkdownText.prose(objective.metric)),
      "value": .text(texts(best).best),
      "use": ReportValue(settings(of: best.record.assignment, limit: 10)),
      "verdict": .text(verdict(best, objective)),
      "target": ReportValue(target(best, objective)),
      "certainty": ReportValue(certainty),
      "chance": ReportValue(randomSearch),
      "others": ReportValue(otherMetrics(best.record)),
    ]
  }

  /// The best value and the baseline's with the digits it takes to tell them apart.
  private func texts(_ best: Standing.Entry) -> (best: String, baseline: String) {
    let baseline = standing.baseline?.entry.value ?? best.value
    let column = NumberText.column([best.value, baseline])
    return (column[0], column[1])
  }

  private func verdict(_ best: Standing.Entry, _ objective: Objective) -> String {
    guard let baseline = standing.baseline else { return "" }
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
      "Trial \(best.number) has **\(metric) \(texts.best)** (\(aim)), against \(texts.baseline) for \(name(of: baseline))"
    if let confirmed { return "\(text), \(confirmed)" }
    guard improvement != 0 else { return text + ": no better." }
    text += ": **\(NumberText.change(improvement))**"
    if let relative = relative(improvement, to: baseline.entry.value, objective) { text += " (\(relative))" }
    let equals = standing.ranked.prefix { $0.value == best.value }.count - 1
    return text + "." + (equals > 0 ? " \(Wording.count(equals, "later trial")) did as well." : "")
  }

  /// How the best trial and the baseline compare where both were run again: what they had in the search may say
  /// otherwise, and is the weaker evidence.
  private var confirmed: String? {
    guard let certainty = Certainty(standing), let other = certainty.confirmedBaseline else { return nil }
    let own = Statistics.mean(certainty.values)
    let texts = NumberText.column([own, other])
    let change = own == other ? "no better" : "**\(NumberText.change(own - other))**"
    return "in the search; run again with fresh seeds, **\(texts[0])** against \(texts[1]): \(change)."
  }

  /// The improvement in percent, where that is how such a metric is compared: not for shares such as accuracy, whose
  /// percents would be taken for points.
  private func relative(_ improvement: Double, to baseline: Double, _ objective: Objective) -> String? {
    guard baseline > 0 else { return nil }
    if objective.direction == .maximize, baseline <= 1 { return nil }
    let share = improvement / baseline
    guard share.magnitude >= 0.005, share.magnitude < 100 else { return nil }
    return (share < 0 ? "-" : "+") + NumberText.percent(share.magnitude)
  }

  private func target(_ best: Standing.Entry, _ objective: Objective) -> String? {
    guard let target = objective.target else { return nil }
    let text = NumberText.number(target)
    if let first = standing.entries.first(where: { objective.meetsTarget($0.value) }) {
      return "The target \(text) is reached, first by trial \(first.number)."
    }
    let missing = NumberText.number((target - best.value).magnitude, digits: 3)
    return "The target \(text) is not reached; \(missing) is missing."
  }

  private func otherMetrics(_ record: TrialRecord) -> String? {
    let known = Set(experiment.objectives.map(\.metric))
    let others = record.metrics.filter { !known.contains($0.0) }
    guard !others.isEmpty else { return nil }
    let items = others.prefix(12).map { name, value in
      MarkdownText.code("\(name) \(NumberText.number(value))", limit: 60)
    }
    return items.joined(separator: " · ") + (others.count > 12 ? " · \(others.count - 12) more" : "")
  }

  /// What is still going on.
  var progress: ReportValue {
    func numbers(_ state: TrialState) -> [Int] { standing.records.filter { $0.state == state }.map(\.number) }
    func sentence(_ numbers: [Int], _ one: String, _ several: String) -> String? {
      numbers.isEmpty ? nil : "\(trials(numbers)) \(numbers.count == 1 ? one : several)."
    }
    let sentences = [
      sentence(numbers(.running), "was running when this was written", "were running when this was written"),
      sentence(
        numbers(.interrupted),
        "was interrupted; the next run takes up there",
        "were interrupted; the next run takes up there"
      ),
      sentence(
        numbers(.asked),
        "was asked for and waits for its result",
        "were asked for and wait for their results"
      ),
    ]
    return ReportValue(sentences.compactMap(\.self))
  }

  /// Why there is no answer.
  var withoutResult: ReportValue {
    guard standing.best == nil else { return .nothing }
    let count = standing.records.count
    if count == 0 { return "No trial has run yet." }
    let failed = standing.records.count { FailureGroup.reason($0, experiment.objectives) != nil }
    if failed == count { return count == 1 ? "The only trial failed." : "All \(count) trials failed." }
    return failed > 0 ? "No trial gave a value yet; \(failed) of \(count) failed." : "No trial gave a value yet."
  }
}
