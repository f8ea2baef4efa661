import TuneModel

/// `plots/parallel.svg`: each trial as a line across the parameters to the objective.
struct ParallelPlot {
  static let path = "plots/parallel.svg"
  private static let height = 240.0
  private static let axisLimit = 8
  private static let lineLimit = 500
  /// Of the names of values, which stand between two axes.
  private static let labelWidth = 60.0
  /// How far below the axis lines pass where a parameter is not active.
  private static let unusedOffset = 14.0

  private let standing: Standing
  private let table: ParameterTable
  private let objective: Objective
  private let parameters: [Int]
  /// Rows of the table with a value, the worst first, so that the best are drawn over the others.
  private let lines: [(row: Int, entry: Standing.Entry)]
  /// How many of the last lines are highlighted.
  private let leading: Int

  /// Nil when there is too little to compare: fewer than ten trials with a value, or than two parameters that vary.
  init?(_ standing: Standing, _ table: ParameterTable, _ analysis: Analysis) {
    guard let objective = standing.objective, standing.entries.count >= 10, table.varying.count >= 2 else { return nil }
    self.standing = standing
    self.table = table
    self.objective = objective
    parameters = table.leading(Self.axisLimit, by: analysis.parts.first?.importance)
    leading = max(3, min(30, standing.entries.count / 10))
    var rowOfNumber: [Int: Int] = [:]
    for (row, record) in standing.records.enumerated() { rowOfNumber[record.number] = row }
    let ranked = standing.ranked.compactMap { entry in rowOfNumber[entry.number].map { (row: $0, entry: entry) } }
    let rest = Thinning.even(Array(ranked.dropFirst(leading)), limit: Self.lineLimit)
    lines = rest.reversed() + ranked.prefix(leading).reversed()
  }

  func plot() -> Plot {
    let legend = Legend(
      [
        (.line("best thick"), "best: trial \(standing.ranked[0].number)"), (.line("s0 medium"), "best \(leading)"),
        (.line("quiet thin"), "others"),
      ],
      width: PlotLayout.width - 2 * PlotLayout.margin
    )
    let top = PlotLayout.heading + 44 + legend.height
    let bottom = top + Self.height
    let values = lines.map(\.entry.value)
    let outcome = ObjectiveAxis.axis(values, objective, start: bottom, end: top, crowding: 0.3, ticks: 5)
    let axes = parameters.map { index in
      ParameterAxis(table.parameters[index].domain, start: bottom, end: top, labelWidth: Self.labelWidth)
    }
    let left = PlotLayout.margin + PlotFrame.labelWidth(axes[0].axis.ticks)
    let right = PlotLayout.width - PlotLayout.margin - PlotFrame.labelWidth(outcome.ticks)
    let distance = (right - left) / Double(parameters.count)
    let places = (0...parameters.count).map { left + Double($0) * distance }
    let unused = parameters.map { index in lines.contains { table.columns[index][$0.row] == nil } }

    var picture = SVGPicture(width: PlotLayout.width, height: bottom + (unused.contains(true) ? 40 : 22))
    let title = TextWidth.fit("Parameters and \(objective.metric)", width: PlotLayout.width - 2 * PlotLayout.margin)
    picture.text(title, at: Point(PlotLayout.margin, PlotLayout.heading), class: "strong")
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    drawLines(on: &picture, places, axes, outcome)
    for place in parameters.indices {
      let name = table.parameters[parameters[place]].name
      draw(axes[place].axis, name, on: &picture, at: places[place], place, distance)
      if unused[place] {
        picture.text("not used", at: Point(places[place], bottom + 28), anchor: .middle, class: "muted small")
      }
    }
    draw(outcome, "\(objective.metric) \(objective.arrow)", on: &picture, at: right, parameters.count, distance)
    let alternative = self.alternative
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(standing.experiment.name): parallel coordinates", description: alternative)
    )
  }

  /// A vertical axis with its name above it: at the left of the place for parameters, at its right for the objective.
  private func draw(
    _ axis: Axis,
    _ name: String,
    on picture: inout SVGPicture,
    at x: Double,
    _ place: Int,
    _ distance: Double
  ) {
    let isOutcome = place == parameters.count
    picture.line(from: Point(x, axis.end), to: Point(x, axis.start), class: "axis")
    // Names take turns in two rows, so each has the room of two axes; those at the ends have half of it.
    let isAtEnd = place == 0 || isOutcome
    picture.text(
      TextWidth.fit(name, width: (isAtEnd ? distance : 2 * distance) - 8, size: 11),
      at: Point(x, axis.end - (place % 2 == 0 ? 10 : 24)),
      anchor: place == 0 ? .start : isOutcome ? .end : .middle,
      class: isOutcome ? "small strong" : "small"
    )
    for tick in axis.ticks {
      let y = axis.position(tick.value)
      picture.line(from: Point(x - 3, y), to: Point(x, y), class: "axis")
      picture.text(
        tick.label,
        at: Point(isOutcome ? x + 6 : x - 6, y + 4),
        anchor: isOutcome ? .start : .end,
        class: "muted small halo"
      )
    }
  }

  private func drawLines(on picture: inout SVGPicture, _ places: [Double], _ axes: [ParameterAxis], _ outcome: Axis) {
    let points = lines.map { row, entry in
      places.indices.map { place in
        if place == parameters.count { return Point(places[place], outcome.position(entry.value)) }
        let value = table.columns[parameters[place]][row]
        let y = value.flatMap { axes[place].position($0, number: entry.number) }
        return Point(places[place], y ?? outcome.start + Self.unusedOffset)
      }
    }
    picture.lines(Array(points.dropLast(leading)), class: "lines thin quiet faint")
    picture.lines(Array(points.suffix(leading).dropLast()), class: "lines medium s0 soft")
    picture.lines(Array(points.suffix(1)), class: "lines thick best")
  }

  private var alternative: String {
    let names = parameters.map { table.parameters[$0].name }
    return
      "Each trial as a line across \(Wording.list(names)) to the \(objective.metric); the best \(leading) stand out."
  }
}
