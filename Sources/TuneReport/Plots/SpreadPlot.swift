import TuneMath
import TuneModel

/// `plots/spread.svg`: the objective in each run of the best trials: over folds or seeds in the search, and when they
/// were run again.
struct SpreadPlot {
  static let path = "plots/spread.svg"
  private static let rowHeight = 24.0
  private static let rowLimit = 10

  private struct Row {
    let number: Int
    let searched: [Double]
    let confirmed: [Double]

    /// What the trial is judged by.
    var judged: [Double] { confirmed.isEmpty ? searched : confirmed }
  }

  private let standing: Standing
  private let objective: Objective
  private let rows: [Row]

  /// Nil where no two trials have several runs.
  init?(_ standing: Standing) {
    guard let objective = standing.objective,
      standing.experiment.repetition != nil || standing.experiment.confirmation != nil
    else { return nil }
    let finalists = standing.finalists.map { finalists in
      finalists.ranked.map(\.record)
        + finalists.all.map(\.record).filter { record in
          !finalists.ranked.contains { $0.record.number == record.number }
        }
    }
    let records = (finalists ?? []) + standing.ranked.map(\.record)
    var seen = Set<Int>()
    var rows: [Row] = []
    for record in records where rows.count < Self.rowLimit && seen.insert(record.number).inserted {
      let row = Row(
        number: record.number,
        searched: record.values(of: objective.metric).filter(\.isFinite),
        confirmed: record.values(of: objective.metric, confirmed: true).filter(\.isFinite)
      )
      if row.searched.count > 1 || row.confirmed.count > 1 { rows.append(row) }
    }
    self.rows = rows
    guard rows.count > 1 else { return nil }
    self.standing = standing
    self.objective = objective
  }

  func plot() -> Plot {
    let legend = Legend(legendEntries, width: PlotLayout.width - 2 * PlotLayout.margin)
    let top = PlotLayout.heading + 16 + legend.height
    let bottom = top + Double(rows.count) * Self.rowHeight
    let left = PlotLayout.margin + (rows.map { TextWidth.of("trial \($0.number)") }.max() ?? 0) + 10
    let values = rows.flatMap { $0.searched + $0.confirmed }
    let unplaced = ObjectiveAxis.axis(values, objective, start: 0, end: 1, crowding: 0, ticks: 7)
    let axis = unplaced.placed(from: left + 8, to: PlotLayout.width - PlotLayout.margin - 8)
    let frame = PlotFrame(x: axis, y: axis.placed(from: bottom, to: top))
    var picture = SVGPicture(width: PlotLayout.width, height: bottom + 44)
    picture.text(
      TextWidth.fit(
        "\(objective.heading) in each run of the best trials",
        width: PlotLayout.width - 2 * PlotLayout.margin
      ),
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    for tick in axis.ticks {
      let x = axis.position(tick.value)
      picture.line(from: Point(x, top), to: Point(x, bottom), class: "grid")
    }
    for (place, row) in rows.enumerated() {
      draw(row, at: top + (Double(place) + 0.5) * Self.rowHeight, axis, left: left, on: &picture)
    }
    frame.drawHorizontal(on: &picture, at: bottom, title: objective.metric)
    let alternative = self.alternative
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(standing.experiment.name): spread of the best trials", description: alternative)
    )
  }

  private var legendEntries: [(mark: Legend.Mark, label: String)] {
    var entries: [(mark: Legend.Mark, label: String)] = []
    if rows.contains(where: { $0.searched.count > 1 }) {
      let runs = standing.experiment.repetition?.kind.rawValue ?? "runs"
      entries.append((.dot("s0"), "\(runs) in the search"))
    }
    if rows.contains(where: { !$0.confirmed.isEmpty }) { entries.append((.dot("s1"), "run again with fresh seeds")) }
    return entries + [(.line("best thick"), "mean")]
  }

  private func draw(_ row: Row, at y: Double, _ axis: Axis, left: Double, on picture: inout SVGPicture) {
    let isBest = row.number == standing.best?.number
    picture.text(
      "trial \(row.number)",
      at: Point(left - 10, y + 4),
      anchor: .end,
      class: isBest ? "strong" : ""
    )
    // Runs of the search above the line, runs of the confirmation below it, where there are both.
    let both = !row.searched.isEmpty && !row.confirmed.isEmpty
    for (values, style, offset) in [(row.searched, "s0", -4.5), (row.confirmed, "s1", 4.5)] where !values.isEmpty {
      let height = y + (both ? offset : 0)
      let places = values.map { axis.position($0) }
      if let low = places.min(), let high = places.max(), high > low {
        picture.line(from: Point(low, height), to: Point(high, height), class: "lines thin soft \(style)")
      }
      var path = PathData()
      for place in places { path.dot(at: Point(place, height)) }
      picture.path(path, class: "dots size2 soft \(style)")
      var mean = PathData()
      let place = axis.position(Statistics.mean(values))
      mean.move(to: Point(place, height - 5))
      mean.vertical(to: height + 5)
      picture.path(mean, class: "lines thick best")
    }
  }

  private var alternative: String {
    let first = rows[0]
    let mean = NumberText.number(Statistics.mean(first.judged))
    let sd = NumberText.number(Statistics.standardDeviation(first.judged), digits: 2)
    return "The \(objective.metric) in each run of \(Wording.count(rows.count, "trial")), the best first: "
      + "trial \(first.number) came to \(mean) ± \(sd) in \(Wording.count(first.judged.count, "run"))."
  }
}
