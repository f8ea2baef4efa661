import TuneModel

extension ReportDocument {
  private static let groupLimit = 8

  /// What failed, grouped by reason, with what the trials have in common.
  var failures: [String] {
    let groups = FailureGroup.groups(standing, parameters)
    guard !groups.isEmpty else { return [] }
    let items = groups.prefix(Self.groupLimit).map(item)
    var blocks = ["## What failed, and where", items.joined(separator: "\n")]
    let rest = groups.dropFirst(Self.groupLimit)
    if !rest.isEmpty {
      let trials = rest.map(\.rows.count).reduce(0, +)
      blocks.append(
        "\(Wording.count(trials, "trial")) more failed for \(Wording.count(rest.count, "other reason")): see [trials.csv](trials.csv)."
      )
    }
    return blocks
  }

  private func item(_ group: FailureGroup) -> String {
    let numbers = group.rows.map { standing.records[$0].number }
    let which = numbers.count == 1 ? "trial \(numbers[0])" : "\(numbers.count) trials (\(Wording.numbers(numbers)))"
    var text = "- **\(MarkdownText.prose(group.reason, limit: 160))**: \(which)."
    if numbers.count == 1 {
      let assignment = settings(of: standing.records[group.rows[0]].assignment, limit: 6)
      if !assignment.isEmpty { text += " It had \(assignment)." }
    } else if !group.common.isEmpty {
      let settings = group.common.map { setting in
        let others = NumberText.percent(setting.shareOfOthers)
        return "\(setting.text) (in \(others) of the trials with a value)"
      }
      text += " In all of them \(Wording.list(settings))."
    }
    // The latest is the likeliest to have its log still.
    for row in group.rows.reversed() {
      let record = standing.records[row]
      guard let line = input.logTails[record.number]?.last(where: { !Wording.line($0).isEmpty }) else { continue }
      text +=
        "\n  Last line of trial \(record.number)'s log: \(MarkdownText.code(Wording.line(line, limit: 160), limit: 160))"
      break
    }
    return text
  }
}
