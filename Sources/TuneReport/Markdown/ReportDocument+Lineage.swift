package import TuneModel

extension ReportDocument {
  private static let rowLimit = 40

  /// How the best trial came about, where trials go on from each other's checkpoints: the schedule that was found.
  var lineage: ReportValue {
    let chain = standing.lineage
    guard chain.count > 1, let objective = standing.objective else { return .nothing }
    let parameters = experiment.space.dimensions
    var table = MarkdownTable(
      [("Steps", .right), ("Trial", .right)]
        + parameters.map { (MarkdownText.code($0.name, limit: 30), $0.domain.isNumeric ? .right : .left) }
        + [(MarkdownText.prose(objective.metric, limit: 30), .right), ("", .left)]
    )
    let values = NumberText.column(chain.map { $0.metrics[objective.metric] ?? .nan })
    var begin = 0
    for (row, record) in chain.enumerated() {
      let end = record.explanation.budget ?? begin
      if row < Self.rowLimit {
        table.append(
          ["\(begin)–\(end)", "\(record.number)"]
            + parameters.map { record.assignment[$0.name].map { NumberText.value($0) } ?? "" }
            + [values[row], record.explanation.phase == "exploit" ? "copied from trial \(chain[row - 1].number)" : ""]
        )
      }
      begin = end
    }
    let rest = chain.count - Self.rowLimit
    return [
      "count": .text(Wording.count(chain.count, "trial")),
      "table": .text(table.text),
      "rest": rest > 0 ? "\(rest)" : .nothing,
    ]
  }
}

extension Standing {
  /// The trials from whose checkpoints the best one came, the first of them first, and the best one itself.
  package var lineage: [TrialRecord] {
    guard let best else { return [] }
    let byNumber = Dictionary(records.map { ($0.number, $0) }) { first, _ in first }
    var chain = [best.record]
    // Numbers only go down, so that a record that was tampered with cannot make a circle.
    while let parent = chain.last?.explanation.continues, let record = byNumber[parent],
      record.number < chain[chain.count - 1].number
    {
      chain.append(record)
    }
    return chain.reversed()
  }
}
