import TuneModel

extension ReportDocument {
  private static let milestoneLimit = 10
  private static let proposerLimit = 15

  /// How far the search came, who proposed what, and which trials moved it on.
  var search: ReportValue {
    guard !standing.records.isEmpty else { return .nothing }
    let (steps, earlier) = hasSeveralObjectives ? frontSteps : milestones
    return [
      "course": .text(course),
      "proposers": ReportValue(proposers),
      "steps": ReportValue(steps),
      "earlier": earlier > 0 ? .text(Wording.count(earlier, "earlier step")) : .nothing,
    ]
  }

  private var course: String {
    var counts: [String] = []
    func add(_ count: Int, _ word: String) {
      if count > 0 { counts.append("\(count) \(word)") }
    }
    add(standing.count(of: .completed), "completed")
    add(standing.count(of: .pruned), "pruned")
    add(standing.count(of: .failed), "failed")
    add(standing.count(of: .timedOut), "timed out")
    add(standing.count(of: .infeasible), "infeasible")
    add(standing.count(of: .running), "running")
    add(standing.count(of: .interrupted), "interrupted")
    add(standing.count(of: .asked), "asked for")
    add(standing.count(of: .paused), "paused")
    let total = standing.records.count
    var text = "\(Wording.count(total, "trial")): \(Wording.list(counts))."
    if let budget = experiment.budget.trials, budget > total { text += " The budget allows \(budget)." }
    text += " Strategy \(MarkdownText.code(experiment.search.strategy.name)), seed \(experiment.search.seed)."
    if let reason = input.stopReason, !reason.isEmpty { text += " Stopped: \(MarkdownText.prose(reason))." }
    if let savings { text += " " + savings }
    return text
  }

  /// Strategies, members and phases beside what came of their proposals.
  private var proposers: String? {
    struct Source: Hashable {
      var strategy: String
      var member: String?
      var phase: String?
    }
    var sources: [Source] = []
    var rows: [Source: [TrialRecord]] = [:]
    for record in standing.records {
      let explanation = record.explanation
      let source = Source(strategy: explanation.strategy, member: explanation.member, phase: explanation.phase)
      if rows[source] == nil { sources.append(source) }
      rows[source, default: []].append(record)
    }
    guard sources.count > 1, let objective = standing.objective else { return nil }
    let hasMembers = sources.contains { $0.member != nil }
    let hasPhases = sources.contains { $0.phase != nil }
    let metric = MarkdownText.prose(objective.metric, limit: 30)

    var columns: [(title: String, alignment: MarkdownTable.Alignment)] = [("Strategy", .left)]
    if hasMembers { columns.append(("Member", .left)) }
    if hasPhases { columns.append(("Phase", .left)) }
    columns += [("Trials", .right), ("With a value", .right), ("Median \(metric)", .right), ("Best \(metric)", .right)]
    columns.append((hasSeveralObjectives ? "Extended the front" : "New bests", .right))
    var table = MarkdownTable(columns)
    let valueOfTrial = Dictionary(standing.entries.map { ($0.number, $0.value) }) { first, _ in first }
    let improved = Set((hasSeveralObjectives ? frontHistory.steps.map(\.entry) : standing.improvements).map(\.number))
    let shown = sources.prefix(Self.proposerLimit)
    let values = shown.map { source in
      (rows[source] ?? []).compactMap { valueOfTrial[$0.number] }.sorted { objective.isBetter($0, than: $1) }
    }
    let medians = Self.texts(values.map { $0.isEmpty ? nil : $0[($0.count - 1) / 2] })
    let bests = Self.texts(values.map(\.first))
    for (row, source) in shown.enumerated() {
      let records = rows[source] ?? []
      var cells = [MarkdownText.prose(source.strategy, limit: 40)]
      if hasMembers { cells.append(MarkdownText.prose(source.member ?? "", limit: 40)) }
      if hasPhases { cells.append(MarkdownText.prose(source.phase ?? "", limit: 40)) }
      cells += ["\(records.count)", "\(values[row].count)", medians[row], bests[row]]
      cells.append("\(records.count { improved.contains($0.number) })")
      table.append(cells)
    }
    let rest = sources.count - Self.proposerLimit
    return table.text + (rest > 0 ? "\n\n\(rest) more sources of proposals are in [trials.csv](trials.csv)." : "")
  }

  private var milestones: (table: String?, earlier: Int) {
    let all = standing.improvements
    guard all.count > 1, let objective = standing.objective else { return (nil, 0) }
    let shown = all.suffix(Self.milestoneLimit)
    let metric = MarkdownText.prose(objective.metric, limit: 30)
    var table = MarkdownTable([
      ("New best", .right), (metric, .right), ("Gain", .right), ("Proposed by", .left), ("Because", .left),
    ])
    let texts = NumberText.column(shown.map(\.value))
    for (row, entry) in shown.enumerated() {
      let place = all.count - shown.count + row
      let gain = place == 0 ? "" : NumberText.change(entry.value - all[place - 1].value, digits: 2)
      table.append([
        "trial \(entry.number)", texts[row], gain, MarkdownText.prose(entry.record.proposer, limit: 30),
        MarkdownText.prose(entry.record.explanation.why, limit: 120),
      ])
    }
    return (table.text, all.count - shown.count)
  }
}
