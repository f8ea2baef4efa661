import TuneModel

/// `plots/pareto.svg`: the first two objectives of every trial, and the front.
struct ParetoPlot {
  static let path = "plots/pareto.svg"
  private static let height = 340.0
  private static let pointLimit = 3000
  private static let labelLimit = 8

  private let standing: Standing
  private let x: Objective
  private let y: Objective
  private let front: [Standing.Entry]
  private let others: [Standing.Entry]

  /// Nil with one objective, and when no trial gave a value.
  init?(_ standing: Standing) {
    let objectives = standing.experiment.objectives
    guard objectives.count > 1, !standing.entries.isEmpty else { return nil }
    self.standing = standing
    (x, y) = (objectives[0], objectives[1])
    front = standing.front
    let numbers = Set(front.map(\.number))
    others = standing.entries.filter { !numbers.contains($0.number) }
  }

  func plot() -> Plot {
    let unplaced = (x: axis(0, x), y: axis(1, y))
    let left = PlotLayout.margin + PlotFrame.labelWidth(unplaced.y.ticks)
    let right = PlotLayout.width - PlotLayout.margin
    let beyond = others.count { !unplaced.x.contains($0.values[0]) || !unplaced.y.contains($0.values[1]) }
    let legend = Legend(legendEntries(beyond: beyond), width: PlotLayout.width - 2 * PlotLayout.margin)
    let top = PlotLayout.heading + 34 + legend.height
    let bottom = top + Self.height
    let frame = PlotFrame(
      x: unplaced.x.placed(from: left + 8, to: right - 8),
      y: unplaced.y.placed(from: bottom, to: top)
    )
    var picture = SVGPicture(width: PlotLayout.width, height: bottom + 44)
    picture.text(
      TextWidth.fit("\(y.metric) against \(x.metric)", width: right - PlotLayout.margin),
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    picture.text(
      TextWidth.fit(y.heading, width: right - PlotLayout.margin, size: 11),
      at: Point(PlotLayout.margin, top - 12),
      class: "muted small"
    )
    frame.drawVertical(on: &picture)
    frame.drawHorizontal(
      on: &picture,
      at: bottom,
      title: TextWidth.fit(x.heading, width: right - PlotLayout.margin, size: 11)
    )
    drawTargets(on: &picture, frame)
    // Points over labels: a halo must not eat a point.
    drawLabels(on: &picture, frame)
    drawPoints(on: &picture, frame)
    let alternative = self.alternative
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(standing.experiment.name): Pareto front", description: alternative)
    )
  }

  /// Shows all of the front, whatever becomes of the others.
  private func axis(_ index: Int, _ objective: Objective) -> Axis {
    let landmarks = [objective.target].compactMap(\.self)
    let all = ObjectiveAxis.axis(
      standing.entries.map { $0.values[index] },
      landmarks: landmarks,
      objective,
      start: 1,
      end: 0
    )
    if front.allSatisfy({ all.contains($0.values[index]) }) { return all }
    return ObjectiveAxis.axis(
      front.map { $0.values[index] },
      landmarks: landmarks,
      objective,
      start: 1,
      end: 0,
      crowding: 0
    )
  }

  private func legendEntries(beyond: Int) -> [(mark: Legend.Mark, label: String)] {
    var entries: [(mark: Legend.Mark, label: String)] = [(.dot("s0"), "on the front \(front.count)")]
    if !others.isEmpty { entries.append((.dot("s7"), "dominated \(others.count)")) }
    if beyond > 0 { entries.append((.none, "beyond the axes \(beyond)")) }
    let more = standing.experiment.objectives.dropFirst(2).map(\.metric)
    if !more.isEmpty { entries.append((.none, "not shown: \(Wording.list(more))")) }
    return entries
  }

  private func drawTargets(on picture: inout SVGPicture, _ frame: PlotFrame) {
    if let target = x.target, frame.x.contains(target) {
      let place = frame.x.position(target)
      picture.line(from: Point(place, frame.top), to: Point(place, frame.bottom), class: "guide")
    }
    if let target = y.target, frame.y.contains(target) {
      let height = frame.y.position(target)
      picture.line(from: Point(frame.left, height), to: Point(frame.right, height), class: "guide")
    }
  }

  private func drawPoints(on picture: inout SVGPicture, _ frame: PlotFrame) {
    let inside = others.filter { frame.x.contains($0.values[0]) && frame.y.contains($0.values[1]) }
    var dominated = PathData()
    for point in Thinning.grid(inside.map { frame.point($0.values[0], $0.values[1]) }, limit: Self.pointLimit) {
      dominated.dot(at: point)
    }
    picture.path(dominated, class: "dots \(others.count > 250 ? "size3" : "size2") s7 soft")

    // With a third objective the front is a surface, of which this is a view from above.
    if standing.experiment.objectives.count == 2 { drawSteps(on: &picture, frame) }
    var members = PathData()
    for point in Thinning.grid(front.map { frame.point($0.values[0], $0.values[1]) }, limit: Self.pointLimit) {
      members.dot(at: point)
    }
    picture.path(members, class: "dots \(front.count > 60 ? "size1" : "size0") s0")
  }

  /// The edge of what is reached: for each value of one objective, the best of the other that some trial has with it.
  private func drawSteps(on picture: inout SVGPicture, _ frame: PlotFrame) {
    let worst = Point(
      x.direction == .minimize ? frame.right : frame.left,
      y.direction == .minimize ? frame.top : frame.bottom
    )
    var path = PathData()
    let points = Thinning.even(front, limit: 1000).map { frame.point($0.values[0], $0.values[1]) }
    guard let first = points.first else { return }
    path.move(to: Point(first.x, worst.y))
    path.vertical(to: first.y)
    for point in points.dropFirst() {
      path.horizontal(to: point.x)
      path.vertical(to: point.y)
    }
    path.horizontal(to: worst.x)
    picture.path(path, class: "lines best thin")
  }

  /// Trials of the front by number, as far as there is room; those at its ends first. They stand on the side of what is
  /// better in both objectives, where no trial is.
  private func drawLabels(on picture: inout SVGPicture, _ frame: PlotFrame) {
    var placed: [TextBox] = []
    let points = front.map { frame.point($0.values[0], $0.values[1]) }
    let isLeft = x.direction == .minimize
    let isAbove = y.direction == .maximize
    let ends = Set([0, front.count - 1])
    for index in ends.sorted() + Thinning.even(Array(front.indices), limit: Self.labelLimit) {
      let text = "trial \(front[index].number)"
      let width = TextWidth.of(text, size: 11)
      let start = points[index].x + (isLeft ? -8 - width : 8)
      let position = Point(
        min(frame.right - width, max(frame.left, start)),
        points[index].y + (isAbove ? -6 : 14)
      )
      let box = TextBox(text, at: position, size: 11)
      let isHidden = points.contains { point in
        box.x.overlaps(point.x - 4...point.x + 4) && box.y.overlaps(point.y - 4...point.y + 4)
      }
      guard !isHidden || ends.contains(index), !placed.contains(where: { $0.overlaps(box) }) else { continue }
      placed.append(box)
      picture.text(text, at: position, class: "muted small halo")
    }
  }

  private var alternative: String {
    var text =
      "\(y.metric) against \(x.metric) of \(Wording.count(standing.entries.count, "trial")): \(front.count) on the front"
    if let first = front.first, let last = front.last, first.number != last.number {
      func place(_ entry: Standing.Entry) -> String {
        "\(x.metric) \(NumberText.number(entry.values[0])) with \(y.metric) \(NumberText.number(entry.values[1]))"
      }
      text += ", from \(place(first)) to \(place(last))"
    }
    return text + "."
  }
}
