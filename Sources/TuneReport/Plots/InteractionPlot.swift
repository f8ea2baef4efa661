import TuneMath
import TuneModel

/// `plots/interactions.svg`: an objective over the pairs of parameters that do most together, as a model has it on
/// average over the other parameters.
struct InteractionPlot {
  static let path = "plots/interactions.svg"
  private static let panelHeight = 190.0
  private static let panelLimit = 3
  private static let pointLimit = 500
  private static let nameWidth = 64.0
  /// Pairs that add less are not worth a picture.
  private static let least = 0.02
  private static let shades = 8

  private let name: String
  private let table: ParameterTable
  private let part: Analysis.Part
  private let model: EffectModel
  private let interactions: [FunctionalANOVA.Interaction]
  private let best: Int?

  private var objective: Objective { part.objective }

  /// Of the first objective that has such pairs; nil where none has.
  init?(_ standing: Standing, _ table: ParameterTable, _ analysis: Analysis) {
    let found = analysis.parts.enumerated().lazy.compactMap {
      index,
      part -> (index: Int, model: EffectModel, pairs: [FunctionalANOVA.Interaction])? in
      guard let model = part.model, part.importance?.explained != nil else { return nil }
      let pairs = model.decomposition.interactions.prefix(Self.panelLimit).filter { $0.share >= Self.least }
      return pairs.isEmpty ? nil : (index, model, pairs)
    }.first
    guard let found else { return nil }
    name = standing.experiment.name
    self.table = table
    part = analysis.parts[found.index]
    model = found.model
    interactions = found.pairs
    let isOnly = standing.experiment.objectives.count == 1
    best = (isOnly ? standing.best : standing.best(in: found.index))?.number
  }

  func plot() -> Plot {
    let top = PlotLayout.heading + 58
    let gap = 18.0
    let count = Double(interactions.count)
    let width = min(480, (PlotLayout.width - 2 * PlotLayout.margin - gap * (count - 1)) / count)
    var picture = SVGPicture(width: PlotLayout.width, height: top + Self.panelHeight + 48)
    picture.text(
      TextWidth.fit("\(objective.heading) over pairs of parameters", width: PlotLayout.width - 2 * PlotLayout.margin),
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    let range = range
    drawKey(range, on: &picture)
    for (place, interaction) in interactions.enumerated() {
      let left = PlotLayout.margin + Double(place) * (width + gap)
      draw(interaction, range, on: &picture, from: Point(left, top), width: width)
    }
    let alternative = self.alternative
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(name): \(objective.metric) by pairs of parameters", description: alternative)
    )
  }

  /// The means of a pair by level of each, where something is known of both.
  private func cells(_ interaction: FunctionalANOVA.Interaction) -> [(x: Int, y: Int, mean: Double)] {
    model.known[interaction.pair.first].flatMap { x in
      model.known[interaction.pair.second].compactMap { y in
        interaction.means[x][y].map { (x, y, $0) }
      }
    }
  }

  /// Of the model's numbers, the worst first.
  private var range: (worst: Double, best: Double) {
    let all = interactions.flatMap { cells($0).map(\.mean) }
    let (low, high) = (all.min() ?? 0, all.max() ?? 0)
    return objective.direction == .minimize ? (high, low) : (low, high)
  }

  /// What the shades mean.
  private func drawKey(_ range: (worst: Double, best: Double), on picture: inout SVGPicture) {
    let y = PlotLayout.heading + 10
    let ends = NumberText.column([range.worst, range.best].map(part.sample.scale.inverse))
    var x = PlotLayout.margin
    picture.text(ends[0], at: Point(x, y + 11), class: "muted small")
    x += TextWidth.of(ends[0], size: 11) + 6
    for shade in 0..<Self.shades {
      picture.rectangle(from: Point(x, y + 1), to: Point(x + 22, y + 13), class: "h\(shade)")
      x += 22
    }
    picture.text(ends[1], at: Point(x + 6, y + 11), class: "muted small")
    x += TextWidth.of(ends[1], size: 11) + 26
    let legend = Legend(
      [(.none, "average over the others"), (.dot("best"), "trial")]
        + (best.map { [(.best, "best: trial \($0)")] } ?? []),
      width: PlotLayout.width - PlotLayout.margin - x
    )
    legend.draw(on: &picture, at: Point(x, y - 2))
  }

  private func draw(
    _ interaction: FunctionalANOVA.Interaction,
    _ range: (worst: Double, best: Double),
    on picture: inout SVGPicture,
    from corner: Point,
    width: Double
  ) {
    let (first, second) = (table.parameters[interaction.pair.first], table.parameters[interaction.pair.second])
    let bottom = corner.y + Self.panelHeight
    let y = ParameterAxis(second.domain, start: bottom, end: corner.y, labelWidth: Self.nameWidth)
    let left = corner.x + PlotFrame.labelWidth(y.axis.ticks)
    let x = ParameterAxis(first.domain, start: left, end: corner.x + width)
    drawCells(interaction, range, on: &picture, x, y)
    drawTrials(interaction, on: &picture, x, y)
    let frame = PlotFrame(x: x.axis, y: y.axis, inset: 0)
    for tick in y.axis.ticks {
      let height = y.axis.position(tick.value)
      picture.text(tick.label, at: Point(left - 6, height + 4), anchor: .end, class: "muted small")
    }
    frame.drawHorizontal(on: &picture, at: bottom)
    let names = (TextWidth.fit(second.name + y.suffix, width: width, size: 11), first.name + x.suffix)
    picture.text(names.0, at: Point(corner.x, corner.y - 13), class: "small")
    picture.text(
      TextWidth.fit(names.1, width: corner.x + width - left, size: 11),
      at: Point(corner.x + width, bottom + 35),
      anchor: .end,
      class: "small"
    )
  }

  private func drawCells(
    _ interaction: FunctionalANOVA.Interaction,
    _ range: (worst: Double, best: Double),
    on picture: inout SVGPicture,
    _ x: ParameterAxis,
    _ y: ParameterAxis
  ) {
    let columns = LevelAxis(axis: x, levels: model.levels[interaction.pair.first])
    let rows = LevelAxis(axis: y, levels: model.levels[interaction.pair.second])
    var paths = [PathData](repeating: PathData(), count: Self.shades)
    // Row by row; neighbours of one shade are one rectangle.
    for (_, row) in Dictionary(grouping: cells(interaction), by: \.y).sorted(by: { $0.key < $1.key }) {
      var run: (shade: Int, from: Int, to: Int)?
      func close() {
        guard let run, let level = row.first?.y else { return }
        let (left, right) = (columns.edges(run.from).from, columns.edges(run.to).to)
        let (low, high) = rows.edges(level)
        paths[run.shade].rectangle(from: Point(left, low), to: Point(right, high))
      }
      for cell in row {
        let share = range.best == range.worst ? 0.5 : (cell.mean - range.worst) / (range.best - range.worst)
        let shade = min(Self.shades - 1, max(0, Int(share * Double(Self.shades))))
        if let last = run, last.shade == shade, last.to + 1 == cell.x {
          run = (shade, last.from, cell.x)
        } else {
          close()
          run = (shade, cell.x, cell.x)
        }
      }
      close()
    }
    for (shade, path) in paths.enumerated() { picture.path(path, class: "crisp h\(shade)") }
  }

  private func drawTrials(
    _ interaction: FunctionalANOVA.Interaction,
    on picture: inout SVGPicture,
    _ x: ParameterAxis,
    _ y: ParameterAxis
  ) {
    var points: [Point] = []
    var bestPoint: Point?
    for (row, number) in zip(part.sample.rows, part.sample.numbers) {
      guard let across = table.columns[interaction.pair.first][row].flatMap({ x.position($0, number: number) }),
        let up = table.columns[interaction.pair.second][row].flatMap({ y.position($0, number: number &* 7) })
      else { continue }
      if number == best { bestPoint = Point(across, up) } else { points.append(Point(across, up)) }
    }
    var path = PathData()
    for point in Thinning.grid(points, limit: Self.pointLimit) { path.dot(at: point) }
    picture.path(path, class: "dots size3 mark")
    picture.path(path, class: "dots tiny best")
    guard let bestPoint else { return }
    var dot = PathData()
    dot.dot(at: bestPoint)
    picture.path(dot, class: "dots ring best")
    picture.path(dot, class: "dots size1 s0")
  }

  private var alternative: String {
    let pairs = interactions.map { interaction in
      let names = [interaction.pair.first, interaction.pair.second].map { table.parameters[$0].name }
      return "\(names[0]) and \(names[1]) (\(NumberText.percent(interaction.share)) of all differences)"
    }
    return
      "The \(objective.metric) on average over the other parameters for each combination of \(Wording.list(pairs))."
  }
}
