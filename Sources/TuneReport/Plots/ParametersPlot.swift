import TuneMath
import TuneModel

/// `plots/parameters.svg`: an objective against each parameter, one small plot for each: the trials, and what a model
/// of them says on average over the other parameters. With several objectives there is one file for each.
struct ParametersPlot {
  /// In the order of the objectives.
  static let paths = ["plots/parameters.svg"] + (2...objectiveLimit).map { "plots/parameters-\($0).svg" }
  private static let objectiveLimit = 4
  private static let columns = 3
  private static let panelHeight = 120.0
  private static let panelLimit = 30
  /// Points of all panels together.
  private static let pointLimit = 6000

  private let path: String
  private let title: String
  private let table: ParameterTable
  private let part: Analysis.Part
  private let best: Int
  /// Of the parameters shown.
  private let panels: [Int]

  private var objective: Objective { part.objective }

  /// One for each objective, as far as there is enough to see.
  static func plots(_ standing: Standing, _ table: ParameterTable, _ analysis: Analysis) -> [Plot] {
    zip(paths, analysis.parts.indices).compactMap { path, index in
      ParametersPlot(path, standing, table, analysis.parts[index], objective: index)?.plot()
    }
  }

  /// Nil when there is too little to see: fewer than five trials with a value, or no parameter that varies.
  private init?(_ path: String, _ standing: Standing, _ table: ParameterTable, _ part: Analysis.Part, objective: Int) {
    let isOnly = standing.experiment.objectives.count == 1
    guard let best = isOnly ? standing.best : standing.best(in: objective), part.sample.rows.count >= 5 else {
      return nil
    }
    panels = table.leading(Self.panelLimit, by: part.importance)
    if panels.isEmpty { return nil }
    self.path = path
    self.table = table
    self.part = part
    self.best = best.number
    title = "\(standing.experiment.name): \(part.objective.metric) by parameter"
  }

  func plot() -> Plot {
    let crowding = ObjectiveAxis.modelCrowding
    let unplaced = ObjectiveAxis.axis(part.sample.values, objective, start: 1, end: 0, crowding: crowding, ticks: 3)
    let labels = PlotFrame.labelWidth(unplaced.ticks)
    let gap = 20.0
    let left = PlotLayout.margin + labels
    let available = PlotLayout.width - PlotLayout.margin - left - gap * Double(Self.columns - 1)
    let panelWidth = available / Double(Self.columns)
    let rowHeight = Self.panelHeight + 62
    let rowCount = (panels.count + Self.columns - 1) / Self.columns
    let legend = Legend(legendEntries, width: PlotLayout.width - 2 * PlotLayout.margin)
    let top = PlotLayout.heading + 14 + legend.height

    var picture = SVGPicture(width: PlotLayout.width, height: top + Double(rowCount) * rowHeight + 2)
    picture.text(
      TextWidth.fit("\(objective.heading) against each parameter", width: PlotLayout.width - 2 * PlotLayout.margin),
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    for (place, index) in panels.enumerated() {
      let column = place % Self.columns
      let x = left + Double(column) * (panelWidth + gap)
      let y = top + Double(place / Self.columns) * rowHeight + 24
      let parameter = table.parameters[index]
      let axis = ParameterAxis(parameter.domain, start: x + 10, end: x + panelWidth - 10)
      let frame = PlotFrame(x: axis.axis, y: unplaced.placed(from: y + Self.panelHeight, to: y), inset: 10)
      picture.text(
        TextWidth.fit(parameter.name + axis.suffix, width: panelWidth, size: 11),
        at: Point(x, y - 8),
        class: "small"
      )
      frame.drawVertical(on: &picture, labels: column == 0)
      let curve = curve(index, axis)
      curve?.drawBand(on: &picture, frame)
      drawPoints(on: &picture, frame, axis, table.columns[index])
      curve?.drawMean(on: &picture, frame)
      drawBest(on: &picture, frame, axis, table.columns[index])
      frame.drawHorizontal(on: &picture, at: y + Self.panelHeight)
      curve?.drawGood(on: &picture, at: y + Self.panelHeight)
    }
    let alternative = self.alternative
    return Plot(path: path, alternative: alternative, bytes: picture.bytes(title: title, description: alternative))
  }

  private var legendEntries: [(mark: Legend.Mark, label: String)] {
    var entries: [(mark: Legend.Mark, label: String)] = [(.dot("s0"), "trial"), (.best, "best: trial \(best)")]
    if part.model != nil {
      entries.append((.band, "average over the other parameters"))
      if part.effects.contains(where: { !$0.goodLevels.isEmpty }) { entries.append((.line("good"), "good on average")) }
    }
    return entries
  }

  private func curve(_ index: Int, _ axis: ParameterAxis) -> EffectCurve? {
    guard let model = part.model else { return nil }
    let name = table.parameters[index].name
    return EffectCurve(
      axis: LevelAxis(axis: axis, levels: model.levels[index]),
      effects: model.known[index].map { ($0, model.additive.effects[index][$0]) },
      scale: part.sample.scale,
      good: part.effects.first { $0.parameter == name }?.goodLevels ?? []
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
    let sample = part.sample
    for ((row, number), value) in zip(zip(sample.rows, sample.numbers), sample.values) where number != best {
      guard let x = column[row].flatMap({ axis.position($0, number: number) }) else { continue }
      if frame.y.contains(value) {
        points.append(Point(x, frame.y.position(value)))
      } else {
        beyond.append(Point(x, frame.y.position(value)))
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
  }

  private func drawBest(
    on picture: inout SVGPicture,
    _ frame: PlotFrame,
    _ axis: ParameterAxis,
    _ column: [ParameterValue?]
  ) {
    guard let place = part.sample.numbers.firstIndex(of: best),
      let x = column[part.sample.rows[place]].flatMap({ axis.position($0, number: best) })
    else { return }
    var dot = PathData()
    dot.dot(at: Point(x, frame.y.position(part.sample.values[place])))
    picture.path(dot, class: "dots ring best")
    picture.path(dot, class: "dots size1 s0")
  }

  private var alternative: String {
    let names = panels.prefix(12).map { table.parameters[$0].name }
    let rest = panels.count > 12 ? ["\(panels.count - 12) more"] : []
    let trials = Wording.count(part.sample.rows.count, "trial")
    var text = "The \(objective.metric) of \(trials) against \(Wording.list(names + rest))"
    if part.model != nil { text += ", and its average over the other parameters within a band of doubt" }
    return text + "; the best trial is ringed."
  }
}
