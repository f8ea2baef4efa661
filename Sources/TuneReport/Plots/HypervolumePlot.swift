import TuneModel

/// `plots/hypervolume.svg`: how much the front of several objectives dominated after each trial.
struct HypervolumePlot {
  static let path = "plots/hypervolume.svg"
  private static let height = 180.0
  private static let pointLimit = 2000

  private let standing: Standing
  private let steps: [(entry: Standing.Entry, share: Double)]

  /// Nil with one objective, and when there is too little to see.
  init?(_ standing: Standing, _ history: FrontHistory) {
    guard standing.experiment.objectives.count > 1, standing.entries.count > 1, (history.steps.last?.share ?? 0) > 0
    else { return nil }
    self.standing = standing
    steps = history.steps
  }

  func plot() -> Plot {
    let last = steps.last?.share ?? 0
    let measure = Objective(metric: "dominated share", direction: .maximize)
    let unplaced = ObjectiveAxis.axis(steps.map(\.share), measure, start: 1, end: 0, crowding: 0, ticks: 4)
    let left = PlotLayout.margin + PlotFrame.labelWidth(unplaced.ticks)
    let right = PlotLayout.width - PlotLayout.margin
    var names: [String] = []
    for step in steps where !names.contains(step.entry.record.proposer) { names.append(step.entry.record.proposer) }
    let legend = Legend(legendEntries(names), width: PlotLayout.width - 2 * PlotLayout.margin)
    let top = PlotLayout.heading + 16 + legend.height
    let bottom = top + Self.height
    let frame = PlotFrame(
      x: .counting(to: Double(HistoryPlot.lastNumber(standing)), start: left + 8, end: right - 8),
      y: unplaced.placed(from: bottom, to: top)
    )
    var picture = SVGPicture(width: PlotLayout.width, height: bottom + 44)
    picture.text(
      "Hypervolume: the share dominated of what lies between the best values and the first trials",
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    frame.drawVertical(on: &picture)
    frame.drawHorizontal(on: &picture, at: bottom, title: "trial")
    var path = PathData()
    path.staircase(
      Thinning.even(steps, limit: 1000).map { frame.point(Double($0.entry.number), $0.share) },
      to: frame.x.position(Double(standing.records.last?.number ?? 1))
    )
    picture.path(path, class: "lines best medium")
    for (index, name) in names.enumerated() {
      let own = steps.filter { $0.entry.record.proposer == name }
      var dots = PathData()
      for point in Thinning.grid(own.map { frame.point(Double($0.entry.number), $0.share) }, limit: Self.pointLimit) {
        dots.dot(at: point)
      }
      picture.path(dots, class: "dots \(steps.count > 100 ? "size2" : "size1") \(PlotStyle.series(index))")
    }
    let alternative =
      "The hypervolume of the front rises to \(NumberText.percent(last)) in \(Wording.count(steps.count, "step")), "
      + "the last at trial \(steps.last?.entry.number ?? 1)."
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(standing.experiment.name): hypervolume", description: alternative)
    )
  }

  private func legendEntries(_ names: [String]) -> [(mark: Legend.Mark, label: String)] {
    var entries: [(mark: Legend.Mark, label: String)] = [(.line("best medium"), "so far")]
    for (index, name) in names.prefix(PlotStyle.seriesCount).enumerated() {
      let count = steps.count { $0.entry.record.proposer == name }
      entries.append((.dot(PlotStyle.series(index)), "extended by \(name) \(count)"))
    }
    return entries
  }
}
