import TuneModel

/// `metrics.csv`: one line per reported value, `trial,attempt,step,metric,value`, in the order of the reports.
enum MetricsCSV {
  static func bytes(_ standing: Standing) -> [UInt8] {
    var csv = CSVText()
    for name in ["trial", "attempt", "step", "metric", "value"] { csv.append(name) }
    csv.endLine()
    for record in standing.records {
      for attempt in record.attempts {
        for point in attempt.points {
          csv.append(record.number)
          csv.append(attempt.number)
          csv.append(point.step)
          csv.append(point.metric)
          csv.append(point.value)
          csv.endLine()
        }
      }
    }
    return csv.bytes
  }
}
