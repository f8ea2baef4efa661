import TuneModel

/// `schedule.csv`: the parameters over the steps that led to the best trial, where trials go on from each other.
///
/// Columns: `from`, `to`, `trial`, `param.NAME` for each parameter, and `metric.NAME` of the first objective.
enum ScheduleCSV {
  static let path = "schedule.csv"

  /// Nil where the best trial went on from no other.
  static func bytes(_ standing: Standing) -> [UInt8]? {
    let chain = standing.lineage
    guard chain.count > 1, let objective = standing.objective else { return nil }
    let parameters = standing.experiment.space.dimensions
    var csv = CSVText()
    for name in ["from", "to", "trial"] { csv.append(name) }
    for parameter in parameters { csv.append("param." + parameter.name) }
    csv.append("metric." + objective.metric)
    csv.endLine()
    var begin = 0
    for record in chain {
      let end = record.explanation.budget ?? begin
      csv.append(begin)
      csv.append(end)
      csv.append(record.number)
      for parameter in parameters { csv.append(record.assignment[parameter.name]) }
      csv.append(record.metrics[objective.metric])
      csv.endLine()
      begin = end
    }
    return csv.bytes
  }
}
