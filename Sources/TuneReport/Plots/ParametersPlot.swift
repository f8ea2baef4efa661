import TuneModel

/// `plots/parameters.svg`: the objective against each parameter, one small plot for each.
struct ParametersPlot {
  static let path = "plots/parameters.svg"
  private static let columns = 3
  private static let panelHeight = 120.0
  private static let panelLimit = 30
  /// Points of all panels together.
  private static let pointLimit = 6000

  private let standing: Standing
  private let table: ParameterTable
  private let objective: Objective
  private let best: Standing.Entry
  /// Of the parameters shown.
  private let panels: [Int]
  /// The rows of the table that have a value, with it.
  private let rows: [(row: Int, number: Int, value: Double)]

  /// Nil when there is too little to see: fewer than five trials with a value, or no parameter that varies.
  init?(_ standing: Standing, _ table: ParameterTable) {
    guard let objective = standing.objective, let best = standing.best, standing.entries.count >= 5 else { return nil }
    panels = Array(table.varying.prefix(Self.panelLimit))
    if panels.isEmpty { return nil }
    self.standing = standing
    self.table = table
    self.objective = objective
    self.best = best
    var entries = standing.entries[...]
    rows = standing.records.enumerated().compactMap { row, record in
      guard let entry = entries.first, entry.number == record.number else { return nil }
      entries.removeFirst()
      return (row, record.number, entry.value)
    }
  }

  func plot() -> Plot {
    let unplaced = ObjectiveAxis.axis(rows.map(\.value), objective, start: 1, end: 0, crowding: 0.1, ticks: 3)
    let labels = PlotFrame.labelWidth(unplaced.ticks)
    let gap = 20.0
    let left = PlotLayout.margin + labels
    let available = PlotLayout.width - PlotLayout.margin - left - gap * Double(Self.columns - 1)
    let panelWidth = available / Double(Self.columns)
    let rowHeight = Self.panelHeight + 62
    let rowCount = (panels.count + Self.columns - 1) / Self.columns
    let top = PlotLayout.heading + 12

    var picture = SVGPicture(width: PlotLayout.width, height: top + Double(rowCount) * rowHeight + 2)
    picture.text(
      TextWidth.fit("\(objective.heading) against each parameter", width: PlotLayout.width - 2 * PlotLayout.margin),
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    for (place, index) in panels.enumerated() {
      let column = place % Self.columns
      let x = left + Double(column) * (panelWidth + gap)
      let y = top + Double(place / Self.columns) * rowHeight + 24
      let parameter = table.parameters[index]
      let axis = ParameterAxis(parameter.domain, start: x + 10, end: x + panelWidth - 10)
      let frame = PlotFrame(x: axis.axis, y: unplaced.placed(from: y + Self.panelHeight, to: y), inset: 10)
      picture.text(
        TextWidth.fit(parameter.name + axis.suffix, width: panelWidth),
        at: Point(x, y - 8),
        class: "small"
      )
      frame.drawVertical(on: &picture, labels: column == 0)
      frame.drawHorizontal(on: &picture, at: y + Self.panelHeight)
      drawPoints(on: &picture, frame, axis, table.columns[index])
    }
    let alternative = self.alternative
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(standing.experiment.name): parameters", description: alternative)
    )
  }

  private func drawPoints(
    on picture: inout SVGPicture,
    _ frame: PlotFrame,
    _ axis: ParameterAxis,
    _ column: [ParameterValue?]
  ) {
    var points: [Point] = []
    var beyond: [Point] = []
    var bestPoint: Point?
    for (row, number, value) in rows {
      guard let x = column[row].flatMap({ axis.position($0, number: number) }) else { continue }
      let point = Point(x, frame.y.position(value))
      if number == best.number {
        bestPoint = point
      } else if frame.y.contains(value) {
        points.append(point)
      } else {
        beyond.append(point)
      }
    }
    var path = PathData()
    for point in Thinning.grid(points, limit: Self.pointLimit / panels.count) { path.dot(at: point) }
    picture.path(path, class: "dots \(points.count > 400 ? "size3" : "size2") s0 soft")
    var arrows = PathData()
    for point in Thinning.grid(beyond, limit: 60) {
      let up = point.y < (frame.top + frame.bottom) / 2
      arrows.arrow(at: Point(point.x, point.y + (up ? 4 : -4)), radius: 2.5, up: up)
    }
    picture.path(arrows, class: "beyond")
    guard let bestPoint else { return }
    var dot = PathData()
    dot.dot(at: bestPoint)
    picture.path(dot, class: "dots ring best")
    picture.path(dot, class: "dots size1 s1")
  }

  private var alternative: String {
    let names = panels.prefix(12).map { table.parameters[$0].name }
    let rest = panels.count > 12 ? ["\(panels.count - 12) more"] : []
    return "The \(objective.metric) of \(Wording.count(rows.count, "trial")) against \(Wording.list(names + rest)); "
      + "the best trial is ringed."
  }
}
