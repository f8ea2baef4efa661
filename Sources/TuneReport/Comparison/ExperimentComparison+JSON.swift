package import JSON
import TuneMath
import TuneModel

extension ExperimentComparison {
  /// For programs: the same as the Markdown, without rounding.
  package var json: JSONValue {
    [
      "objective": ["metric": .string(objective.metric), "direction": .string(objective.direction.rawValue)],
      "experiments": .array(sides.map(json)),
      "verdicts": .array(verdicts.map(json)),
    ]
  }

  private func json(_ side: Side) -> JSONValue {
    let baseline = side.standing.baseline.flatMap { $0.isDefault ? $0.entry.value : nil }
    return [
      "name": .string(side.label),
      "best": number(side.standing.best?.value),
      "trial": side.standing.best.map { .integer($0.number) } ?? .null,
      "values": .array(side.values.map { .number($0) }),
      "default": number(baseline),
      "lower_quartile": number(side.quartiles?.lower),
      "median": number(side.quartiles?.median),
      "upper_quartile": number(side.quartiles?.upper),
      "trials": .integer(side.standing.records.count),
      "with_value": .integer(side.standing.entries.count),
      "training_seconds": number(side.trainingTime),
    ]
  }

  private func json(_ verdict: Verdict) -> JSONValue {
    [
      "better": .string(sides[verdict.better].label),
      "other": .string(sides[verdict.other].label),
      "difference": .number(verdict.size),
      "low": number(verdict.lead?.low),
      "high": number(verdict.lead?.high),
      "p": number(verdict.lead?.pValue),
      // Null where one value of each does not tell.
      "real": verdict.lead.map { .bool($0.pValue < 0.05) } ?? .null,
    ]
  }

  private func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
}
