import TuneModel

/// `best.csv`: the trial to use; with several objectives, those of the Pareto front, one line each, by the first
/// objective.
///
/// Columns: `trial`, `metric.NAME` for each metric and `param.NAME` for each parameter, named and ordered as in
/// `trials.csv`.
enum BestCSV {
  static let path = "best.csv"

  /// Nil where no trial gave a value.
  static func bytes(_ standing: Standing, metrics: [String]) -> [UInt8]? {
    let entries = standing.experiment.objectives.count > 1 ? standing.front : [standing.best].compactMap(\.self)
    guard !entries.isEmpty else { return nil }
    let parameters = standing.experiment.space.parameters
    var csv = CSVText()
    csv.append("trial")
    for name in metrics { csv.append("metric." + name) }
    for parameter in parameters { csv.append("param." + parameter.name) }
    csv.endLine()
    for entry in entries {
      csv.append(entry.number)
      for name in metrics { csv.append(entry.record.metrics[name]) }
      for parameter in parameters { csv.append(entry.record.assignment[parameter.name]) }
      csv.endLine()
    }
    return csv.bytes
  }
}
