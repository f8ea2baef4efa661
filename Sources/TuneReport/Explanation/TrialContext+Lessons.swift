import TuneMath
import TuneModel

/// What was learnt from the trial.
extension TrialContext {
  var lessons: [Sentence] {
    guard record.state.isFinal else { return [] }
    return [surprise].compactMap(\.self) + company + [region].compactMap(\.self) + consequences
  }

  // MARK: Expectation and outcome

  /// Whether the model was right.
  private var surprise: Sentence? {
    guard let expected, let entry, let objective = standing.objective else { return nil }
    let deviations = (objective.loss(expected.mean) - objective.loss(entry.value)) / expected.sd
    let amount = NumberText.fixed(deviations.magnitude, decimals: 1)
    let side = deviations > 0 ? "better" : "worse"
    let verdict: Sentence =
      switch deviations.magnitude {
      case ..<1: "The model was right: the value is within one standard deviation of what it predicted"
      case ..<2: "The value is \(amount) standard deviations \(side) than predicted, which is nothing unusual"
      case ..<1000: "The model was wrong here: the value is \(amount) standard deviations \(side) than it predicted"
      default: "The model was wrong here: the value is far \(side) than it predicted"
      }
    return calibration.map { "\(verdict); \($0)." } ?? "\(verdict)."
  }

  /// How the model's predictions had done before, where there are enough to tell.
  private var calibration: Sentence? {
    let predicted = before.compactMap { entry -> Double? in
      guard let expected = entry.record.explanation.expected, expected.mean.isFinite, expected.sd > 0 else {
        return nil
      }
      return (entry.value - expected.mean) / expected.sd
    }
    guard predicted.count >= 10 else { return nil }
    let within = predicted.count { $0.magnitude < 1 }
    return "before, \(within) of \(predicted.count) values had come within one, where about two in three should"
  }

  // MARK: Other trials

  /// What a failure has in common with others.
  private var company: [Sentence] {
    guard FailureGroup.reason(record, experiment.objectives) != nil else { return [] }
    let table = ParameterTable(experiment.space, standing.records)
    let groups = FailureGroup.groups(standing, table)
    guard let row = standing.records.firstIndex(where: { $0.number == record.number }),
      let group = groups.first(where: { $0.rows.contains(row) })
    else { return [] }
    let others = group.rows.map { standing.records[$0].number }.filter { $0 != record.number }
    guard !others.isEmpty else {
      return ["No other trial failed for this reason."]
    }
    let whom = others.count == 1 ? "trial" : "trials"
    var sentence: Sentence = "So did \(whom) \(Wording.numbers(others)), for the same reason"
    if !group.common.isEmpty {
      sentence = "\(sentence); what they share is \(Sentence.list(group.common.map(\.sentence)))"
    }
    return ["\(sentence)."]
  }

  private static let neighbours = 5

  /// How good the neighbourhood is, as it is known now.
  private var region: Sentence? {
    // With budgets of their own, trials differ by more than their parameters.
    guard let objective = standing.objective, !hasSeveralObjectives, explanation.budget == nil else { return nil }
    let others = standing.entries.filter { $0.number != record.number }
    guard others.count >= 4 * Self.neighbours else { return nil }
    let near = nearest(Self.neighbours, of: others)
    let losses = near.map { objective.loss($0.value) }.sorted()
    let median = losses[losses.count / 2]
    let share = Double(others.count { objective.loss($0.value) > median }) / Double(others.count)
    guard let low = near.map(\.value).min(), let high = near.map(\.value).max() else { return nil }
    let ends = NumberText.column([low, high])
    // Only what is told from the rest is worth a sentence.
    guard share >= 0.75 || share < 0.25 else { return nil }
    let verdict = share < 0.25 ? "a poor region" : "a good region"
    let numbers = Wording.numbers(near.map(\.number))
    return
      "The \(Self.neighbours) trials nearest to it (\(numbers)) have \(quote: objective.metric) \(ends[0]) to \(ends[1]): \(verdict)."
  }

  /// What was made of it.
  private var consequences: [Sentence] {
    let children = standing.records.filter { $0.explanation.parents.contains(record.number) }
    guard !children.isEmpty else { return [] }
    let numbers = Wording.numbers(children.map(\.number))
    let made = children.count == 1 ? "Trial \(numbers) was" : "Trials \(numbers) were"
    let numbersOfChildren = Set(children.map(\.number))
    let best = best(of: standing.entries.filter { numbersOfChildren.contains($0.number) })
    guard let best, !hasSeveralObjectives, children.count > 1 else { return ["\(made) proposed from it."] }
    return ["\(made) proposed from it; the best of them is \(name(best.number))."]
  }
}

extension CommonSetting {
  /// `learning_rate at least 0.05`
  var sentence: Sentence {
    func text(_ value: ParameterValue) -> String { NumberText.value(value) }
    return switch shape {
    case .value(let value): "\(name: "\(parameter) \(text(value))")"
    case .atLeast(let low): "\(name: parameter) of at least \(name: text(low))"
    case .atMost(let high): "\(name: parameter) of at most \(name: text(high))"
    case .between(let low, let high): "\(name: parameter) from \(name: text(low)) to \(name: text(high))"
    }
  }
}
