import TuneModel

/// `trials.csv`: one line per trial.
///
/// Columns, always in this order:
/// - `trial`, `state`;
/// - `metric.NAME` for each metric: the objectives in the manifest's order, then the others as they first appeared;
/// - with several objectives, `front`: whether it is on the Pareto front; empty for a trial without a value;
/// - `param.NAME` for each parameter, in the manifest's order; empty where the parameter is not active;
/// - `strategy`, `member`, `phase`, `why`, `expected.mean`, `expected.sd`: the proposal;
/// - `failure`: why it failed; `pruning`: why it was stopped early;
/// - `attempts`, `started`, `duration`: how it was run, the only columns that depend on the clock. `duration` is in
///   seconds, over all attempts; `started` is the first one's time in UTC.
package enum TrialsCSV {
  /// The lines of some trials, in the order of their numbers here.
  package static func bytes(_ standing: Standing, of numbers: [Int]) -> [UInt8] {
    var rowOfNumber: [Int: Int] = [:]
    for (row, record) in standing.records.enumerated() { rowOfNumber[record.number] = row }
    return bytes(
      standing,
      ParameterTable(standing.experiment.space, standing.records),
      metrics: Report.metricNames(standing),
      rows: numbers.compactMap { rowOfNumber[$0] }
    )
  }

  /// - Parameter rows: Indices of the standing's records; nil: all.
  static func bytes(
    _ standing: Standing,
    _ parameters: ParameterTable,
    metrics: [String],
    rows: [Int]? = nil
  ) -> [UInt8] {
    var csv = CSVText()
    csv.append("trial")
    csv.append("state")
    for name in metrics { csv.append("metric." + name) }
    let hasFront = standing.experiment.objectives.count > 1
    if hasFront { csv.append("front") }
    for parameter in parameters.parameters { csv.append("param." + parameter.name) }
    for name in ["strategy", "member", "phase", "why", "expected.mean", "expected.sd", "failure", "pruning"] {
      csv.append(name)
    }
    for name in ["attempts", "started", "duration"] { csv.append(name) }
    csv.endLine()
    let front = Set(standing.front.map(\.number))
    let known = Set(standing.entries.map(\.number))
    for row in rows ?? Array(standing.records.indices) {
      let record = standing.records[row]
      csv.append(record.number)
      csv.append(record.state.rawValue)
      for name in metrics { csv.append(record.metrics[name]) }
      if hasFront {
        csv.append(known.contains(record.number) ? (front.contains(record.number) ? "true" : "false") : "")
      }
      for column in parameters.columns { csv.append(column[row]) }
      let explanation = record.explanation
      csv.append(explanation.strategy)
      csv.append(explanation.member ?? "")
      csv.append(explanation.phase ?? "")
      csv.append(explanation.why)
      csv.append(explanation.expected?.mean)
      csv.append(explanation.expected?.sd)
      csv.append(record.failure ?? "")
      csv.append(record.pruning?.words ?? "")
      csv.append(record.attempts.count)
      csv.append(record.attempts.first?.started ?? "")
      csv.append(record.trainingTime.map { ($0 * 1000).rounded() / 1000 })
      csv.endLine()
    }
    return csv.bytes
  }
}
