import TuneModel

/// All experiments of a folder on one page: what came of each, and where its report is.
///
/// One line for each in the order of their names, and nothing that changes without its records: so a run changes one
/// line, and runs on two branches merge unless their lines are neighbours.
package struct ExperimentDigest: Sendable {
  /// What one line says, beside the name.
  ///
  /// Words, not records: an experiment that has not changed can be shown again without reading it.
  package struct Row: Hashable, Sendable {
    /// The results folder's name.
    package var name: String
    /// The cells of its line, as Markdown, `cellCount` of them.
    package var cells: [String]

    /// How many columns there are beside the name.
    package static let cellCount = 5

    package init(name: String, cells: [String]) {
      self.name = name
      self.cells = cells
    }

    /// - Parameters:
    ///   - standing: Nil where the manifest has mistakes.
    ///   - stopReason: Why it ended; nil while it has not.
    package init(name: String, standing: Standing?, stopReason: String? = nil) {
      self.name = name
      guard let standing else {
        cells = ["", "", "", "the manifest has mistakes", ""]
        return
      }
      cells = [
        Row.best(standing), Row.baseline(standing) ?? "", "\(standing.records.count)",
        Row.status(standing, stopReason), Row.lastChange(standing) ?? "",
      ]
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
      table.append([MarkdownText.link(MarkdownText.prose(row.name), to: row.name + "/report.md")] + row.cells)
    }
    return table.text
  }
}

extension ExperimentDigest.Row {
  private static func best(_ standing: Standing) -> String {
    guard let best = standing.best, let objective = standing.objective else { return "no result yet" }
    let metric = MarkdownText.prose(objective.metric, limit: 30) + " " + objective.arrow
    if standing.experiment.objectives.count > 1 {
      return "\(standing.front.count) on the front of \(metric) and others"
    }
    return "\(metric) **\(NumberText.number(best.value))**, trial \(best.number)"
  }

  private static func baseline(_ standing: Standing) -> String? {
    guard standing.experiment.objectives.count == 1, let baseline = standing.baseline, baseline.isDefault else {
      return nil
    }
    return NumberText.number(baseline.entry.value)
  }

  private static func status(_ standing: Standing, _ stopReason: String?) -> String {
    if standing.records.contains(where: { $0.state == .running }) { return "runs" }
    if standing.records.contains(where: { $0.state == .interrupted }) { return "interrupted" }
    return stopReason.map { MarkdownText.prose($0, limit: 80) } ?? "not ended"
  }

  /// The day of the last attempt, by the records.
  private static func lastChange(_ standing: Standing) -> String? {
    standing.records.lazy.flatMap(\.attempts).map(\.started).max().map { MarkdownText.prose($0.prefix(10)) }
  }
}
