import TuneMath
import TuneModel

extension ExperimentComparison {
  private static let settingLimit = 30

  /// The whole comparison.
  ///
  /// - Parameter plot: Where the picture lies, from the text; nil where there is none.
  package func markdown(plot: String? = nil) -> String {
    var blocks = ["# \(MarkdownText.prose(objective.metric)) of \(Wording.list(sides.map { name($0) }))"]
    blocks += [statements.joined(separator: "\n"), table.text]
    if let plot, let picture = self.plot(path: plot) {
      blocks.append(MarkdownText.image(picture.alternative, at: plot))
    }
    if let settings { blocks += ["## What the best trials have", settings] }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func name(_ side: Side) -> String { MarkdownText.code(side.label, limit: 60) }

  // MARK: Is the difference real?

  /// A sentence or two for each of the others.
  private var statements: [String] {
    let without = sides.filter { $0.level == nil }.map { "- \(name($0)) has no result yet." }
    guard !verdicts.isEmpty else { return without.isEmpty ? ["There is nothing to compare."] : without }
    return verdicts.map { "- " + statement($0) } + without
  }

  private func statement(_ verdict: Verdict) -> String {
    let (better, other) = (sides[verdict.better], sides[verdict.other])
    guard verdict.size > 0 else {
      return "\(name(better)) and \(name(other)) come to the same."
    }
    var text = "**\(name(better)) is better than \(name(other))** by \(NumberText.number(verdict.size, digits: 2))"
    guard let lead = verdict.lead else {
      let reason =
        better.values.count > 1 || other.values.count > 1
        ? "the runs of each agree, so chance is not measured"
        : "one value of each does not tell whether that is chance; `confirm` or `repeat` in the manifests would"
      return text + ": \(reason)."
    }
    let ends = NumberText.column([lead.low, lead.high])
    text += ", with 95 % confidence by \(ends[0]) to \(ends[1])"
    let real = lead.pValue < 0.05 ? "**the difference is real**" : "**the difference may be chance**"
    text += ": \(real) (\(Wording.pValue(lead.pValue)); \(better.basis) against \(other.basis))."
    if better.values.count == 1 || other.values.count == 1 {
      text += " The one value is taken to be as noisy as the others."
    }
    return text
  }

  // MARK: Tables

  /// How many trials all of them have.
  private var shared: Int { sides.map(\.standing.records.count).min() ?? 0 }

  private var table: MarkdownTable {
    func numbers(_ value: (Side) -> Double?) -> [String] { ReportDocument.texts(sides.map(value)) }
    let isUneven = sides.contains { $0.standing.records.count != shared } && shared > 0
    var columns: [(title: String, texts: [String])] = [
      ("Best \(objective.arrow)", numbers { $0.standing.best?.value })
    ]
    if sides.contains(where: { $0.values.count > 1 }) {
      let means = numbers { $0.values.count > 1 ? $0.level : nil }
      columns.append(
        (
          "Again",
          zip(sides, means).map { side, mean in
            side.values.count > 1
              ? "\(mean) ± \(NumberText.number(Statistics.standardDeviation(side.values), digits: 2))" : ""
          }
        )
      )
    }
    if isUneven { columns.append(("After \(Wording.count(shared, "trial"))", numbers { $0.best(after: shared) })) }
    columns += [
      ("Default", numbers { side in side.standing.baseline.flatMap { $0.isDefault ? $0.entry.value : nil } }),
      ("Lower quarter", numbers { $0.quartiles?.lower }), ("Median", numbers { $0.quartiles?.median }),
      ("Upper quarter", numbers { $0.quartiles?.upper }),
      ("Trials", sides.map { "\($0.standing.records.count)" }),
      ("With a value", sides.map { "\($0.standing.entries.count)" }),
      ("Training", sides.map { $0.trainingTime.map(NumberText.duration) ?? "" }),
    ]
    var table = MarkdownTable([("Experiment", .left)] + columns.map { ($0.title, .right) })
    for (row, side) in sides.enumerated() { table.append([name(side)] + columns.map { $0.texts[row] }) }
    return table
  }

  /// The parameters in which the best trials differ.
  private var settings: String? {
    let bests = sides.map { $0.standing.best?.record.assignment }
    var names: [String] = []
    for side in sides {
      for parameter in side.standing.experiment.space.parameters where !names.contains(parameter.name) {
        names.append(parameter.name)
      }
    }
    let differing = names.filter { name in Set(bests.compactMap(\.self).map { $0[name] }).count > 1 }
    guard !differing.isEmpty else { return nil }
    var table = MarkdownTable([("Parameter", .left)] + sides.map { (name($0), .right) })
    for name in differing.prefix(Self.settingLimit) {
      table.append(
        [MarkdownText.code(name, limit: 40)]
          + bests.map { $0?[name].map { MarkdownText.code(NumberText.value($0), limit: 40) } ?? "" }
      )
    }
    let rest = differing.count - Self.settingLimit
    return table.text + (rest > 0 ? "\n\n\(Wording.count(rest, "other parameter")) differ, too." : "")
  }
}
