import TuneModel

/// `plots/curves.svg`: an objective over the steps of each trial. With several objectives there is one file for each that
/// trials report as they train.
struct CurvesPlot {
  /// In the order of the objectives.
  static let paths = ["plots/curves.svg"] + (2...objectiveLimit).map { "plots/curves-\($0).svg" }
  private static let objectiveLimit = 4
  private static let height = 240.0
  private static let curveLimit = 250
  /// Points of all curves together.
  private static let pointLimit = 8000

  private struct Curve {
    let number: Int
    let state: TrialState
    let points: [(step: Double, value: Double)]
  }

  private let path: String
  private let standing: Standing
  private let objective: Objective
  /// The best trial's number, in this objective.
  private let best: Int?
  private let curves: [Curve]

  /// One for each objective, as far as there is something to see.
  static func plots(_ standing: Standing) -> [Plot] {
    zip(paths, standing.experiment.objectives.indices).compactMap { CurvesPlot($0, standing, objective: $1)?.plot() }
  }

  /// Nil when no trial reported the objective at three steps or more.
  private init?(_ path: String, _ standing: Standing, objective place: Int) {
    let objectives = standing.experiment.objectives
    let objective = objectives[place]
    self.path = path
    self.standing = standing
    self.objective = objective
    best = (objectives.count == 1 ? standing.best : standing.best(in: place))?.number
    curves = standing.records.compactMap { record in
      let points = record.curve(of: objective.metric).filter { $0.value.isFinite && $0.step.isFinite }
      // One that was pruned at its first step is a point, which shows what was too bad to go on.
      guard points.count > (record.state == .pruned ? 0 : 1) else { return nil }
      return Curve(number: record.number, state: record.state, points: points.map { ($0.step, $0.value) })
    }
    guard curves.contains(where: { $0.points.count > 2 }) else { return nil }
  }

  private func plot() -> Plot {
    let shown = shownCurves
    var perCurve = 128
    while perCurve > 8, perCurve * shown.count > Self.pointLimit { perCurve /= 2 }
    let unplaced = ObjectiveAxis.axis(
      shown.flatMap { Thinning.even($0.points, limit: perCurve).map(\.value) },
      objective,
      start: 1,
      end: 0,
      crowding: 0.5
    )
    let steps = curves.flatMap { [$0.points[0].step, $0.points[$0.points.count - 1].step] }
    let legend = Legend(legendEntries, width: PlotLayout.width - 2 * PlotLayout.margin)
    let top = PlotLayout.heading + 16 + legend.height
    let left = PlotLayout.margin + PlotFrame.labelWidth(unplaced.ticks) + 8
    let frame = PlotFrame(
      x: .counting(
        to: steps.max() ?? 1,
        from: steps.min() ?? 0,
        start: left,
        end: PlotLayout.width - PlotLayout.margin - 8
      ),
      y: unplaced.placed(from: top + Self.height, to: top)
    )
    var picture = SVGPicture(width: PlotLayout.width, height: top + Self.height + 44)
    picture.text(
      TextWidth.fit("\(objective.heading) over the steps", width: PlotLayout.width - 2 * PlotLayout.margin),
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    frame.drawVertical(on: &picture)
    frame.drawHorizontal(on: &picture, at: frame.bottom, title: "step")
    picture.beginClip(from: Point(frame.left, frame.top), to: Point(frame.right, frame.bottom))
    for (kinds, style) in Self.styles { draw(shown, of: kinds, style, on: &picture, frame, perCurve) }
    drawBest(shown, on: &picture, frame, perCurve)
    picture.endClip()
    let alternative = self.alternative
    return Plot(
      path: path,
      alternative: alternative,
      bytes: picture.bytes(title: title, description: alternative)
    )
  }

  private var title: String {
    let several = standing.experiment.objectives.count > 1
    return "\(standing.experiment.name): learning curves" + (several ? " of \(objective.metric)" : "")
  }

  private static let styles: [(states: Set<TrialState>, style: String)] = [
    ([.completed, .running, .interrupted], "lines thin s0 faint"),
    ([.pruned], "lines thin s1 soft"),
    ([.failed, .timedOut, .infeasible], "lines thin failed soft"),
  ]

  /// All curves, or some of them; the best trial's in any case.
  private var shownCurves: [Curve] {
    var shown = Thinning.every(curves, limit: Self.curveLimit)
    if !shown.contains(where: { $0.number == best }) { shown += curves.filter { $0.number == best } }
    return shown
  }

  private var legendEntries: [(mark: Legend.Mark, label: String)] {
    var entries: [(mark: Legend.Mark, label: String)] = []
    if let best, curves.contains(where: { $0.number == best }) {
      entries.append((.line("best thick"), "best: trial \(best)"))
    }
    let words = ["completed", "pruned", "failed"]
    for ((states, style), word) in zip(Self.styles, words) {
      let count = curves.count { states.contains($0.state) }
      if count > 0 { entries.append((.line(style.replacing(" faint", with: "")), "\(word) \(count)")) }
    }
    let shown = shownCurves.count
    if shown < curves.count { entries.append((.none, "\(shown) of \(curves.count) shown")) }
    return entries
  }

  private func draw(
    _ shown: [Curve],
    of states: Set<TrialState>,
    _ style: String,
    on picture: inout SVGPicture,
    _ frame: PlotFrame,
    _ limit: Int
  ) {
    var lines: [[Point]] = []
    var ends = PathData()
    for curve in shown where states.contains(curve.state) && curve.number != best {
      lines.append(positions(curve, frame, limit))
      if let last = lines.last?.last, curve.state == .pruned { ends.dot(at: last) }
    }
    picture.lines(lines, class: style)
    picture.path(ends, class: "dots size2 s1")
  }

  private func drawBest(_ shown: [Curve], on picture: inout SVGPicture, _ frame: PlotFrame, _ limit: Int) {
    guard let curve = shown.first(where: { $0.number == best }) else { return }
    var line = PathData()
    line.polyline(positions(curve, frame, limit))
    picture.path(line, class: "lines thick best")
  }

  private func positions(_ curve: Curve, _ frame: PlotFrame, _ limit: Int) -> [Point] {
    Thinning.even(curve.points, limit: limit).compactMap { step, value in
      guard let x = frame.x.unboundedPosition(step), let y = frame.y.unboundedPosition(value) else { return nil }
      return Point(x, y)
    }
  }

  private var alternative: String {
    var text = "The \(objective.metric) over the steps of \(Wording.count(curves.count, "trial"))"
    let pruned = curves.count { $0.state == .pruned }
    if pruned > 0 { text += ", \(pruned) of them pruned" }
    return text + "."
  }
}
