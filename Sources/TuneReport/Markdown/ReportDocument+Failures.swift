import TuneModel

extension ReportDocument {
  private static let groupLimit = 8

  /// What failed, grouped by reason, with what the trials have in common.
  var failures: ReportValue {
    let groups = FailureGroup.groups(standing, parameters)
    guard !groups.isEmpty else { return .nothing }
    let rest = groups.dropFirst(Self.groupLimit)
    let trials = Wording.count(rest.map(\.rows.count).reduce(0, +), "trial")
    return [
      "groups": .list(groups.prefix(Self.groupLimit).map(item)),
      "rest": rest.isEmpty ? .nothing : "\(trials) more failed for \(Wording.count(rest.count, "other reason"))",
    ]
  }

  private func item(_ group: FailureGroup) -> ReportValue {
    let numbers = group.rows.map { standing.records[$0].number }
    let which = numbers.count == 1 ? "trial \(numbers[0])" : "\(numbers.count) trials (\(Wording.numbers(numbers)))"
    var common: String?
    if numbers.count == 1 {
      let assignment = settings(of: standing.records[group.rows[0]].assignment, limit: 6)
      if !assignment.isEmpty { common = "It had \(assignment)." }
    } else if !group.common.isEmpty {
      let settings = group.common.map { setting in
        let others = NumberText.percent(setting.shareOfOthers)
        return "\(setting.text) (in \(others) of the trials with a value)"
      }
      common = "In all of them \(Wording.list(settings))."
    }
    return [
      "reason": .text(MarkdownText.prose(group.reason, limit: 160)),
      "trials": .text(which),
      "common": ReportValue(common),
      "log": log(group),
    ]
  }

  /// The last line of a trial's log: of the latest that has one, for that is the likeliest to have its log still.
  private func log(_ group: FailureGroup) -> ReportValue {
    for row in group.rows.reversed() {
      let record = standing.records[row]
      guard let line = input.logTails[record.number]?.last(where: { !Wording.line($0).isEmpty }) else { continue }
      let text = MarkdownText.code(Wording.line(line, limit: 160), limit: 160)
      return ["trial": "\(record.number)", "line": .text(text)]
    }
    return .nothing
  }
}
