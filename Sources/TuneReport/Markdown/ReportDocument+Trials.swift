import TuneModel

extension ReportDocument {
  private static let rowLimit = 10
  private static let parameterColumnLimit = 8
  private static let metricColumnLimit = 6
  private static let settingLimit = 40
  /// About how many pixels of a table a code-hosting page shows; for the rest one has to scroll. Metrics beside the
  /// objectives are not worth that; parameters are, within limits.
  private static let pageWidth = 940.0
  private static let widestTable = 1300.0

  // MARK: What to set

  /// Each parameter's value in the best trial beside what it was before, and where it lies in its range.
  var settings: ReportValue {
    guard experiment.objectives.count == 1, let best = standing.best else { return .nothing }
    let dimensions = experiment.space.dimensions
    guard !dimensions.isEmpty else { return .nothing }
    let baseline = standing.baseline.flatMap { $0.entry.number == best.number ? nil : $0 }
    let space = experiment.space
    let rows = dimensions.prefix(Self.settingLimit).map { parameter -> ReportValue in
      func cell(_ assignment: Assignment) -> String {
        assignment[parameter.name].map { MarkdownText.code(NumberText.value($0), limit: 40) } ?? "not used"
      }
      return [
        "parameter": .text(MarkdownText.code(parameter.name, limit: 40)),
        "best": .text(cell(best.record.assignment)),
        "default": ReportValue(baseline.map { cell($0.entry.record.assignment) }),
        "searched": .text(Self.describe(parameter.domain) + edge(parameter, best.record.assignment)),
      ]
    }
    var notes: [String] = []
    if dimensions.count > Self.settingLimit {
      notes.append("\(dimensions.count - Self.settingLimit) more parameters are under [Reproduce](#reproduce).")
    }
    let fixed = space.parameters.compactMap { parameter -> String? in
      guard case .fixed(let value) = parameter.domain else { return nil }
      return MarkdownText.code("\(parameter.name) \(NumberText.value(value))", limit: 60)
    }
    if !fixed.isEmpty {
      let rest = fixed.count > 10 ? " · \(fixed.count - 10) more" : ""
      notes.append("Not searched: " + fixed.prefix(10).joined(separator: " · ") + rest)
    }
    return [
      "baseline": ReportValue(baseline.map { $0.isDefault ? "Default" : "Trial \($0.entry.number)" }),
      "rows": .list(rows),
      "notes": ReportValue(notes),
    ]
  }

  private static func describe(_ domain: Domain) -> String {
    func text(_ x: Double) -> String { MarkdownText.code(NumberText.number(x)) }
    func suffix(_ scale: Scale) -> String { scale == .linear ? "" : ", \(scale.rawValue)" }
    func listed(_ values: [ParameterValue]) -> String {
      let shown = values.prefix(6).map { MarkdownText.code(NumberText.value($0), limit: 24) }
      return shown.joined(separator: ", ") + (values.count > 6 ? " and \(values.count - 6) more" : "")
    }
    switch domain {
    case .continuous(let range): return "\(text(range.min)) to \(text(range.max))\(suffix(range.scale))"
    case .stepped(let range):
      let step = range.isInteger && range.step == 1 ? "" : ", step \(text(range.step))"
      return "\(text(range.min)) to \(text(range.max))\(step)\(suffix(range.scale))"
    case .ordered(let values), .categorical(let values): return listed(values)
    case .bool: return "`false`, `true`"
    case .fixed(let value): return listed([value])
    }
  }

  /// A best value at the end of its range may mean that the range is too narrow.
  private func edge(_ parameter: Parameter, _ assignment: Assignment) -> String {
    guard parameter.domain.isNumeric, (parameter.domain.cardinality ?? 5) >= 4,
      let value = assignment[parameter.name], let unit = parameter.domain.unit(of: value)
    else { return "" }
    let margin = parameter.domain.cardinality.map { max(0.02, 0.6 / Double($0)) } ?? 0.02
    if unit <= margin { return "; best at the lower end" }
    return unit >= 1 - margin ? "; best at the upper end" : ""
  }

  // MARK: Best trials

  var ranking: ReportValue {
    guard standing.entries.count > 1 else { return .nothing }
    if hasSeveralObjectives { return frontTable }
    let shown = Array(standing.ranked.prefix(Self.rowLimit))
    let columns = trialColumns(shown)
    var table = MarkdownTable(
      [("Trial", .right)] + columns.metrics.map { ($0.title, .right) }
        + columns.parameters.map { (MarkdownText.code($0.name, limit: 30), $0.domain.isNumeric ? .right : .left) }
        + [("Proposed by", .left)]
    )
    for (row, entry) in shown.enumerated() {
      table.append(
        [entry.number == standing.best?.number ? "**\(entry.number)**" : "\(entry.number)"]
          + columns.metrics.map { $0.texts[row] }
          + columns.parameters.map { Self.cell(entry, $0) } + [MarkdownText.prose(entry.record.proposer, limit: 30)]
      )
    }
    return [
      "title": "Best trials",
      "table": .text(table.text),
      "notes": ReportValue(trialNotes(shown, columns)),
    ]
  }

  /// What a table of trials shows beside their numbers.
  struct TrialColumns {
    /// The objectives, then other metrics; each with a text for every trial.
    var metrics: [(title: String, texts: [String])]
    /// At most eight.
    var parameters: [Parameter]
    /// Those for which there is no room.
    var leftOut: [Parameter]
    /// In words, what varies elsewhere but not among these trials.
    var constant: [String]
  }

  func trialColumns(_ shown: [Standing.Entry]) -> TrialColumns {
    let objectives = experiment.objectives
    var others = shownMetrics(shown)
    let (varying, constant) = shownParameters(shown)
    var columns = Array(varying.prefix(Self.parameterColumnLimit))
    // By the titles, so that a table keeps its columns as trials come.
    func width() -> Double {
      let words = ["Trial", "Proposed by"] + objectives.map { $0.metric + " " + $0.arrow } + others
      return words.reduce(0) { $0 + max(44, TextWidth.of($1, size: 13)) + 24 }
        + columns.reduce(0) { $0 + 7.2 * Double(min($1.name.count, 30)) + 32 }
    }
    while !others.isEmpty, width() > Self.pageWidth { others.removeLast() }
    while columns.count > 4, width() > Self.widestTable { columns.removeLast() }
    let names = metrics.prefix(objectives.count).map(\.self) + others
    return TrialColumns(
      metrics: names.enumerated().map { index, name in
        let arrow = index < objectives.count ? " " + objectives[index].arrow : ""
        return (MarkdownText.prose(name, limit: 30) + arrow, Self.texts(shown.map { $0.record.metrics[name] }))
      },
      parameters: columns,
      leftOut: Array(varying.dropFirst(columns.count)),
      constant: constant
    )
  }

  static func cell(_ entry: Standing.Entry, _ parameter: Parameter) -> String {
    entry.record.assignment[parameter.name].map { MarkdownText.prose(NumberText.value($0), limit: 24) } ?? ""
  }

  func trialNotes(_ shown: [Standing.Entry], _ columns: TrialColumns) -> [String] {
    var notes: [String] = []
    if !columns.constant.isEmpty, shown.count > 2 {
      let which = standing.entries.count <= shown.count ? "All" : "All \(shown.count)"
      notes.append("\(which) have \(Wording.list(columns.constant)).")
    }
    if !columns.leftOut.isEmpty {
      let names = columns.leftOut.prefix(6).map { MarkdownText.code($0.name, limit: 40) }
      let rest = columns.leftOut.count - names.count
      notes.append("There is no room here for \(Wording.list(names + (rest > 0 ? ["\(rest) more"] : []))).")
    }
    notes.append(
      "\(standing.records.count == 1 ? "The trial is" : "All \(standing.records.count) trials are") in [trials.csv](trials.csv), their values per step in [metrics.csv](metrics.csv)."
    )
    return notes
  }

  /// Metrics beside the objectives: those that the shown trials report.
  private func shownMetrics(_ shown: [Standing.Entry]) -> [String] {
    metrics.dropFirst(experiment.objectives.count)
      .filter { name in shown.contains { $0.record.metrics[name] != nil } }
      .prefix(max(0, Self.metricColumnLimit - experiment.objectives.count)).map(\.self)
  }

  /// The parameters that vary: all of them where they fit on a page, so that a table keeps its columns as trials come;
  /// else those in which the shown trials differ, and in words the others.
  private func shownParameters(_ shown: [Standing.Entry]) -> (columns: [Parameter], constant: [String]) {
    let all = parameters.varying.map { parameters.parameters[$0] }
    guard all.count > Self.parameterColumnLimit else { return (all, []) }
    func first(_ parameter: Parameter) -> ParameterValue? { shown.first?.record.assignment[parameter.name] }
    let varying = all.filter { parameter in
      shown.contains { $0.record.assignment[parameter.name] != first(parameter) }
    }
    let constant = all.filter { !varying.contains($0) }.prefix(6).compactMap { parameter in
      first(parameter).map { MarkdownText.code("\(parameter.name) \(NumberText.value($0))", limit: 60) }
    }
    return (varying, constant)
  }

  /// A column of numbers some of which may be missing.
  static func texts(_ values: [Double?]) -> [String] {
    var texts = NumberText.column(values.compactMap(\.self))[...]
    return values.map { $0 == nil ? "" : texts.removeFirst() }
  }
}
