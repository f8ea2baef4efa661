import TuneMath
import TuneModel

/// The trials with a value, as the models of one objective see them.
struct ObjectiveSample {
  let objective: Objective
  /// Rows of the table of parameters, and trials' numbers.
  let rows: [Int]
  let numbers: [Int]
  /// In the objective's unit.
  let values: [Double]
  /// What is modelled: logarithms where the values span decades; values far worse than most count as the end of the
  /// plots' axis, for one diverged trial would otherwise be all that matters.
  let outcomes: [Double]
  /// From a modelled number to the objective's unit and back.
  let scale: Scale

  init(_ standing: Standing, objective index: Int) {
    objective = standing.experiment.objectives[index]
    var entries = standing.entries[...]
    rows = standing.records.indices.filter { row in
      guard let entry = entries.first, entry.number == standing.records[row].number else { return false }
      entries.removeFirst()
      return true
    }
    numbers = standing.entries.map(\.number)
    values = standing.entries.map { $0.values[index] }
    let axis = ObjectiveAxis.axis(values, objective, start: 0, end: 1, crowding: ObjectiveAxis.modelCrowding)
    scale = axis.scale
    outcomes = values.map { axis.scale.transform(min(axis.high, max(axis.low, $0))) }
  }

  /// Whether trials differ at all.
  var isFlat: Bool { values.allSatisfy { $0 == values.first } }
}
