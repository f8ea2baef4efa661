import TuneModel

/// `plots/importance.svg`: how much each parameter matters to each objective, by two measures.
struct ImportancePlot {
  static let path = "plots/importance.svg"
  private static let rowHeight = 30.0
  private static let headingHeight = 30.0
  private static let rowLimit = 15
  private static let pairLimit = 5
  /// Pairs that add less are not worth a bar.
  private static let leastPair = 0.01
  private static let objectiveLimit = 4
  private static let nameWidth = 230.0

  private let name: String
  private let objectiveCount: Int
  private let parts: [Importance]

  /// Nil where nothing is known of any objective.
  init?(_ standing: Standing, _ analysis: Analysis) {
    parts = Array(analysis.parts.compactMap(\.importance).prefix(Self.objectiveLimit))
    if parts.isEmpty { return nil }
    name = standing.experiment.name
    objectiveCount = standing.experiment.objectives.count
  }

  /// One line of the plot.
  private struct Row {
    let label: String
    let pedAnova: Double?
    /// Whether PED-ANOVA's share is more than chance.
    let isClear: Bool
    let fanova: Double?
  }

  func plot() -> Plot {
    let legend = Legend(legendEntries, width: PlotLayout.width - 2 * PlotLayout.margin)
    let top = PlotLayout.heading + 16 + legend.height
    let blocks = parts.map { (importance: $0, rows: rows($0)) }
    let bottoms = blocks.reduce(into: [top]) { heights, block in
      heights.append((heights.last ?? top) + height(block.rows, block.importance))
    }
    var picture = SVGPicture(width: PlotLayout.width, height: (bottoms.last ?? top) + 8)
    picture.text(
      TextWidth.fit(heading, width: PlotLayout.width - 2 * PlotLayout.margin),
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    let longest = blocks.flatMap(\.rows).map { TextWidth.of($0.label) }.max() ?? 0
    let left = PlotLayout.margin + min(Self.nameWidth + 2, longest) + 10
    // All bars share a scale; the longest leaves room for its label.
    let largest = blocks.flatMap(\.rows).flatMap { [$0.pedAnova ?? 0, $0.fanova ?? 0] }.max() ?? 1
    let scale = (PlotLayout.width - PlotLayout.margin - 50 - left) / max(0.05, largest)
    for (block, start) in zip(blocks, bottoms) {
      draw(block.rows, block.importance, on: &picture, from: start, left: left, scale: scale)
    }
    let alternative = self.alternative
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(name): importance of the parameters", description: alternative)
    )
  }

  private var heading: String {
    objectiveCount == 1 ? "What \(parts[0].objective.metric) depends on" : "What each objective depends on"
  }

  private var legendEntries: [(mark: Legend.Mark, label: String)] {
    var entries: [(mark: Legend.Mark, label: String)] = []
    let shares = parts.flatMap(\.parameters)
    if shares.contains(where: { $0.pedAnova != nil }) {
      entries.append((.bar("s0"), "decides who is best (PED-ANOVA)"))
      if shares.contains(where: { $0.pedAnova != nil && !$0.tellsBest }) {
        entries.append((.bar("s7"), "may be chance"))
      }
    }
    if shares.contains(where: { $0.fanova != nil }) {
      entries.append((.bar("slim s1"), "share of all differences (fANOVA)"))
    }
    return entries
  }

  private func rows(_ importance: Importance) -> [Row] {
    let shown = importance.parameters.prefix(Self.rowLimit)
    var rows = shown.map { Row(label: $0.parameter, pedAnova: $0.pedAnova, isClear: $0.tellsBest, fanova: $0.fanova) }
    let others = importance.parameters.dropFirst(Self.rowLimit)
    if !others.isEmpty {
      func sum(_ path: KeyPath<Importance.Share, Double?>) -> Double? {
        let known = others.compactMap { $0[keyPath: path] }
        return known.isEmpty ? nil : known.reduce(0, +)
      }
      rows.append(
        Row(
          label: Wording.count(others.count, "other"),
          pedAnova: sum(\.pedAnova),
          isClear: others.contains(where: \.tellsBest),
          fanova: sum(\.fanova)
        )
      )
    }
    for pair in importance.interactions.prefix(Self.pairLimit) where pair.fanova >= Self.leastPair {
      rows.append(Row(label: Self.label(pair), pedAnova: nil, isClear: true, fanova: pair.fanova))
    }
    return rows
  }

  /// Both names, the longer one cut where there is no room for both.
  private static func label(_ pair: Importance.Interaction) -> String {
    let room = nameWidth - TextWidth.of(" × ")
    let widths = (TextWidth.of(pair.first), TextWidth.of(pair.second))
    let first = TextWidth.fit(pair.first, width: max(room / 2, room - widths.1))
    let second = TextWidth.fit(pair.second, width: max(room / 2, room - widths.0))
    return "\(first) × \(second)"
  }

  private func height(_ rows: [Row], _ importance: Importance) -> Double {
    Double(rows.count) * Self.rowHeight + (objectiveCount > 1 ? Self.headingHeight : 0)
  }

  private func draw(
    _ rows: [Row],
    _ importance: Importance,
    on picture: inout SVGPicture,
    from top: Double,
    left: Double,
    scale: Double
  ) {
    var start = top
    if objectiveCount > 1 {
      let title = TextWidth.fit(importance.objective.heading, width: PlotLayout.width - 2 * PlotLayout.margin)
      picture.text(title, at: Point(PlotLayout.margin, start + 20), class: "small strong")
      start += Self.headingHeight
    }
    for (place, row) in rows.enumerated() {
      let middle = start + (Double(place) + 0.5) * Self.rowHeight
      let name = TextWidth.fit(row.label, width: left - 9 - PlotLayout.margin)
      picture.text(name, at: Point(left - 10, middle + 4), anchor: .end)
      let isPair = row.pedAnova == nil
      if let share = row.pedAnova {
        let style = row.isClear ? "bar s0" : "bar s7"
        draw(share, style, on: &picture, at: Point(left, middle - (row.fanova == nil ? 0 : 6)), scale)
      }
      if let share = row.fanova {
        draw(share, "bar slim s1", on: &picture, at: Point(left, middle + (isPair ? 0 : 7)), scale)
      }
    }
    picture.line(
      from: Point(left, start),
      to: Point(left, start + Double(rows.count) * Self.rowHeight),
      class: "axis"
    )
  }

  /// A bar with its label. Whole percents, so that one more trial changes few of them.
  private func draw(
    _ share: Double,
    _ style: String,
    on picture: inout SVGPicture,
    at start: Point,
    _ scale: Double
  ) {
    let length = scale * (100 * share).rounded() / 100
    if length > 0 {
      var path = PathData()
      path.move(to: start)
      path.horizontal(to: start.x + length)
      picture.path(path, class: style)
    }
    picture.text(NumberText.percent(share), at: Point(start.x + length + 6, start.y + 4), class: "muted small")
  }

  private var alternative: String {
    parts.map { importance in
      let clear = importance.clear.prefix(5)
      let words = clear.map { "\($0.parameter) \(NumberText.percent($0.share))" }
      let subject = importance.objective.metric
      if words.isEmpty { return "No parameter stands out in what decides \(subject)." }
      return "What decides \(subject): \(Wording.list(words))."
    }.joined(separator: " ")
  }
}
