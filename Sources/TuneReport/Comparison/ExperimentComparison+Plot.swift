import TuneModel

extension ExperimentComparison {
  private static let height = 250.0

  /// The picture as a file; nil without any result.
  package func picture(path: String) -> ReportFile? {
    plot(path: path).map { ReportFile(path: $0.path, bytes: $0.bytes) }
  }

  /// The best so far of each experiment over its trials.
  func plot(path: String) -> Plot? {
    let shown = sides.enumerated().filter { !$0.element.standing.improvements.isEmpty }
    guard !shown.isEmpty else { return nil }
    let values = shown.flatMap { $0.element.standing.improvements.map(\.value) }
    let unplaced = ObjectiveAxis.axis(values, objective, start: 1, end: 0)
    let left = PlotLayout.margin + PlotFrame.labelWidth(unplaced.ticks)
    let right = PlotLayout.width - PlotLayout.margin
    let legend = Legend(
      shown.map { (.line("\(PlotStyle.series($0.offset)) medium"), $0.element.label) },
      width: PlotLayout.width - 2 * PlotLayout.margin
    )
    let top = PlotLayout.heading + 16 + legend.height
    let bottom = top + Self.height
    let last = sides.compactMap { $0.standing.records.last?.number }.max() ?? 1
    let frame = PlotFrame(
      x: .counting(to: Double(last), start: left + 8, end: right - 8),
      y: unplaced.placed(from: bottom, to: top)
    )
    var picture = SVGPicture(width: PlotLayout.width, height: bottom + 44)
    let heading = TextWidth.fit("best \(objective.heading) so far", width: right - PlotLayout.margin)
    picture.text(heading, at: Point(PlotLayout.margin, PlotLayout.heading), class: "strong")
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    frame.drawVertical(on: &picture)
    frame.drawHorizontal(on: &picture, at: bottom, title: "trial")
    for (index, side) in shown {
      picture.path(frame.bestSoFar(side.standing), class: "lines \(PlotStyle.series(index)) medium")
    }
    let description = alternative(shown.map(\.element))
    return Plot(
      path: path,
      alternative: description,
      bytes: picture.bytes(title: "\(objective.metric) of several experiments", description: description)
    )
  }

  private func alternative(_ shown: [Side]) -> String {
    let texts = ReportDocument.texts(shown.map { $0.standing.improvements.last?.value })
    let items = zip(shown, texts).map { "\($0.label) comes to \($1) in \($0.standing.records.count)" }
    return "The best \(objective.metric) so far over the trials: \(Wording.list(items))."
  }
}
