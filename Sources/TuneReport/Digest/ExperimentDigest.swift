import TuneModel

/// All experiments of a folder on one page: what came of each, and where its report is.
///
/// One line for each in the order of their names, and nothing that changes without its records: so a run changes one
/// line, and runs on two branches merge unless their lines are neighbours.
package struct ExperimentDigest: Sendable {
  package struct Row: Sendable {
    /// The results folder's name.
    package var name: String
    /// Nil where the manifest has mistakes.
    package var standing: Standing?
    /// Why it ended; nil while it has not.
    package var stopReason: String?

    package init(name: String, standing: Standing?, stopReason: String? = nil) {
      self.name = name
      self.standing = standing
      self.stopReason = stopReason
    }
  }

  /// By name.
  package let rows: [Row]

  package init(_ rows: [Row]) {
    self.rows = rows.sorted { $0.name < $1.name }
  }

  /// The table.
  package var markdown: String {
    var table = MarkdownTable([
      ("Experiment", .left), ("Best", .left), ("Default", .right), ("Trials", .right), ("Status", .left),
      ("Last change", .left),
    ])
    for row in rows {
      let standing = row.standing
      table.append([
        MarkdownText.link(MarkdownText.prose(row.name), to: row.name + "/report.md"),
        standing.map(best) ?? "", standing.flatMap(baseline) ?? "", standing.map { "\($0.records.count)" } ?? "",
        status(row), standing.flatMap(lastChange) ?? "",
      ])
    }
    return table.text
  }

  private func best(_ standing: Standing) -> String {
    guard let best = standing.best, let objective = standing.objective else { return "no result yet" }
    let metric = MarkdownText.prose(objective.metric, limit: 30) + " " + objective.arrow
    if standing.experiment.objectives.count > 1 {
      return "\(standing.front.count) on the front of \(metric) and others"
    }
    return "\(metric) **\(NumberText.number(best.value))**, trial \(best.number)"
  }

  private func baseline(_ standing: Standing) -> String? {
    guard standing.experiment.objectives.count == 1, let baseline = standing.baseline, baseline.isDefault else {
      return nil
    }
    return NumberText.number(baseline.entry.value)
  }

  private func status(_ row: Row) -> String {
    guard let standing = row.standing else { return "the manifest has mistakes" }
    if standing.records.contains(where: { $0.state == .running }) { return "runs" }
    if standing.records.contains(where: { $0.state == .interrupted }) { return "interrupted" }
    return row.stopReason.map { MarkdownText.prose($0, limit: 80) } ?? "not ended"
  }

  /// The day of the last attempt, by the records.
  private func lastChange(_ standing: Standing) -> String? {
    standing.records.lazy.flatMap(\.attempts).map(\.started).max().map { MarkdownText.prose($0.prefix(10)) }
  }
}
