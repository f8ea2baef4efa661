package import TuneModel

/// What can be said of a trial by name: its parameters, its metrics, and how it came about.
///
/// A name that two of them share means the first: parameters before metrics, metrics before the rest.
package struct TrialTerms: Sendable {
  package let objectives: [Objective]
  /// What may be named, with what is needed to check a condition.
  package let parameters: [Parameter]

  private let metrics: [String]

  package init(_ experiment: Experiment, _ records: [TrialRecord]) {
    objectives = experiment.objectives
    var metrics = experiment.objectives.map(\.metric)
    var known = Set(metrics)
    for record in records {
      for (name, _) in record.metrics where known.insert(name).inserted { metrics.append(name) }
    }
    self.metrics = metrics

    func number(_ name: String) -> Parameter { Parameter(name, .ordered([.float(0)])) }
    func text(_ name: String, _ values: [String]) -> Parameter {
      var seen = Set<String>()
      return Parameter(name, .categorical(values.filter { seen.insert($0).inserted }.map { .string($0) }))
    }
    let states = TrialState.allCases.map(\.rawValue)
    let all =
      experiment.space.parameters + metrics.map(number)
      + [number("trial"), text("state", states)] + states.map { Parameter($0, .bool) }
      + ["order", "seconds", "attempts", "expected"].map(number)
      + [
        text("strategy", records.map(\.explanation.strategy)), text("member", records.compactMap(\.explanation.member)),
        text("phase", records.compactMap(\.explanation.phase)),
      ]
    var taken = Set<String>()
    parameters = all.filter { taken.insert($0.name).inserted }
  }

  package var names: [String] { parameters.map(\.name) }

  /// What a trial has of it.
  func values(_ record: TrialRecord) -> Assignment {
    var values = record.assignment
    func add(_ name: String, _ value: ParameterValue?) {
      if let value, values[name] == nil { values.append(name, value) }
    }
    for (name, value) in record.metrics { add(name, .float(value)) }
    add("trial", .int(record.number))
    add("state", .string(record.state.rawValue))
    for state in TrialState.allCases { add(state.rawValue, .bool(record.state == state)) }
    add("order", record.order.map { .int($0) })
    let durations = record.attempts.compactMap(\.duration).filter(\.isFinite)
    add("seconds", durations.isEmpty ? nil : .float(durations.reduce(0, +)))
    add("attempts", .int(record.attempts.count))
    add("expected", record.explanation.expected.map { .float($0.mean) })
    add("strategy", .string(record.explanation.strategy))
    add("member", record.explanation.member.map { .string($0) })
    add("phase", record.explanation.phase.map { .string($0) })
    return values
  }
}
