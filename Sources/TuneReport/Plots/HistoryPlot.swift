import TuneModel

/// `plots/history.svg`: the objective of every trial in order, and the best so far.
struct HistoryPlot {
  static let path = "plots/history.svg"
  private static let height = 250.0
  /// Points of all series together; more could not be told apart, and would make a large file.
  private static let pointLimit = 4000

  private let standing: Standing
  private let objective: Objective
  private let best: Standing.Entry
  private let series: [(name: String, entries: [Standing.Entry])]
  private let pruned: [(number: Int, value: Double?)]
  private let failed: [Int]

  /// Nil when no trial gave a value, and with several objectives, which have no best so far; see ``HypervolumePlot``.
  init?(_ standing: Standing) {
    guard let objective = standing.objective, let best = standing.best, standing.experiment.objectives.count == 1 else {
      return nil
    }
    self.standing = standing
    self.objective = objective
    self.best = best
    var names: [String] = []
    var groups: [String: [Standing.Entry]] = [:]
    for entry in standing.entries {
      let name = entry.record.proposer
      if groups[name] == nil { names.append(name) }
      groups[name, default: []].append(entry)
    }
    series = names.map { ($0, groups[$0] ?? []) }
    pruned = standing.records.filter { $0.state == .pruned }.map { record in
      (record.number, record.metrics[objective.metric].flatMap { $0.isFinite ? $0 : nil })
    }
    failed = standing.records.filter { FailureGroup.reason($0, standing.experiment.objectives) != nil }.map(\.number)
  }

  func plot() -> Plot {
    let values = standing.entries.map(\.value) + pruned.compactMap(\.value)
    let landmarks = [standing.baseline?.entry.value, objective.target].compactMap(\.self)
    // Placed for good once the legend and the labels have their room.
    let unplaced = ObjectiveAxis.axis(values, landmarks: landmarks, objective, start: 1, end: 0)
    let left = PlotLayout.margin + PlotFrame.labelWidth(unplaced.ticks)
    let right = PlotLayout.width - PlotLayout.margin
    let legend = Legend(legendEntries(unplaced), width: PlotLayout.width - 2 * PlotLayout.margin)
    let top = PlotLayout.heading + 16 + legend.height
    let bottom = top + Self.height
    let frame = PlotFrame(
      x: .counting(to: Double(Self.lastNumber(standing)), start: left + 8, end: right - 8),
      y: unplaced.placed(from: bottom, to: top)
    )
    // Marks of trials without a value stand between the frame and the horizontal axis.
    let strip = failed.isEmpty && !pruned.contains { $0.value == nil } ? 0 : 18.0

    var picture = SVGPicture(width: PlotLayout.width, height: bottom + strip + 44)
    picture.text(
      TextWidth.fit(objective.heading, width: right - PlotLayout.margin),
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    frame.drawVertical(on: &picture)
    frame.drawHorizontal(on: &picture, at: bottom + strip, title: "trial")
    if let target = objective.target, frame.y.contains(target) {
      let height = frame.y.position(target)
      picture.line(from: Point(frame.left, height), to: Point(frame.right, height), class: "guide")
    }
    picture.path(frame.bestSoFar(standing), class: "lines best medium")
    drawPoints(on: &picture, frame)
    drawMissing(on: &picture, frame, at: bottom + strip / 2)
    drawLabels(on: &picture, frame)
    let description = alternative
    return Plot(
      path: Self.path,
      alternative: description,
      bytes: picture.bytes(
        title: "\(standing.experiment.name): history of \(objective.metric)",
        description: description
      )
    )
  }

  /// The right end: the budget once half of it is used, so that the picture shows what is left and seldom changes its
  /// scale; before that, a round number.
  static func lastNumber(_ standing: Standing) -> Int {
    let last = standing.records.last?.number ?? 1
    if let budget = standing.experiment.budget.trials, budget >= last, budget <= 2 * last { return budget }
    let step = Ticks.step(dividing: Double(last), into: 20).size
    return max(2, Int((Double(last) / max(1, step)).rounded(.up) * max(1, step)))
  }

  private func legendEntries(_ axis: Axis) -> [(mark: Legend.Mark, label: String)] {
    var entries: [(mark: Legend.Mark, label: String)] = [(.line("best medium"), "best so far")]
    for (index, (name, members)) in series.prefix(PlotStyle.seriesCount).enumerated() {
      entries.append((.dot(PlotStyle.series(index)), "\(name) \(members.count)"))
    }
    let others = series.dropFirst(PlotStyle.seriesCount).map(\.entries.count).reduce(0, +)
    if others > 0 { entries.append((.dot(PlotStyle.series(PlotStyle.seriesCount)), "others \(others)")) }
    if !pruned.isEmpty { entries.append((.ring, "pruned \(pruned.count)")) }
    if !failed.isEmpty { entries.append((.cross, "failed \(failed.count)")) }
    let beyond = standing.entries.count { !axis.contains($0.value) }
    if beyond > 0 {
      entries.append((.beyond(up: objective.direction == .minimize), "beyond the axis \(beyond)"))
    }
    return entries
  }

  // MARK: Marks

  private var size: String {
    switch standing.entries.count {
    case ...60: "size0"
    case ...250: "size1"
    case ...1000: "size2 soft"
    default: "size3 soft"
    }
  }

  private func drawPoints(on picture: inout SVGPicture, _ frame: PlotFrame) {
    var beyond: [Point] = []
    for (index, (_, members)) in series.enumerated() {
      let inside = members.filter { frame.y.contains($0.value) }.map { frame.point(Double($0.number), $0.value) }
      beyond += members.filter { !frame.y.contains($0.value) }.map { frame.point(Double($0.number), $0.value) }
      var path = PathData()
      let share = Self.pointLimit * members.count / max(1, standing.entries.count)
      for point in Thinning.grid(inside, limit: max(50, share)) { path.dot(at: point) }
      picture.path(path, class: "dots \(size) \(PlotStyle.series(index))")
    }
    var arrows = PathData()
    for point in Thinning.grid(beyond, limit: 300) {
      let up = point.y < (frame.top + frame.bottom) / 2
      arrows.arrow(at: Point(point.x, point.y + (up ? 5 : -5)), radius: 3.5, up: up)
    }
    picture.path(arrows, class: "beyond")

    var rings = PathData()
    let reached = pruned.compactMap { trial in trial.value.map { frame.point(Double(trial.number), $0) } }
    for point in Thinning.grid(reached, limit: 1000) { rings.dot(at: point) }
    picture.path(rings, class: "dots size1 quiet")
    picture.path(rings, class: "dots core mark")
  }

  /// Trials that failed, or were stopped before they had a value.
  private func drawMissing(on picture: inout SVGPicture, _ frame: PlotFrame, at height: Double) {
    var crosses = PathData()
    for point in Thinning.grid(failed.map { Point(frame.x.position(Double($0)), height) }, limit: 400) {
      crosses.cross(at: point, radius: 3.5)
    }
    picture.path(crosses, class: "failed")
    var rings = PathData()
    let without = pruned.filter { $0.value == nil }.map { Point(frame.x.position(Double($0.number)), height) }
    for point in Thinning.grid(without, limit: 400) { rings.dot(at: point) }
    picture.path(rings, class: "dots size1 quiet")
    picture.path(rings, class: "dots core mark")
  }

  // MARK: Labels

  private var seriesOfBest: String {
    PlotStyle.series(series.firstIndex { $0.name == best.record.proposer } ?? PlotStyle.seriesCount)
  }

  /// The best and the baseline named beside their points, and the target on its line where that leaves room.
  private func drawLabels(on picture: inout SVGPicture, _ frame: PlotFrame) {
    let better: Double = objective.direction == .maximize ? -1 : 1
    var placed: [TextBox] = []
    let dots = standing.entries.map { frame.point(Double($0.number), $0.value) }
    func label(_ text: String, at point: Point, towards sides: [Double], class name: String) {
      let width = TextWidth.of(text)
      let x = min(frame.right - width / 2, max(frame.left + width / 2, point.x))
      let places = [0.0, 14].flatMap { gap in
        sides.map { Point(x, point.y + ($0 < 0 ? -10 - gap : 18 + gap)) }
      }
      func box(_ place: Point) -> TextBox { TextBox(text, at: place, anchor: .middle) }
      // Where it hides no trial, if there is such a place.
      let free = places.first { place in
        !dots.contains { box(place).covers($0) } && place.y < frame.bottom && place.y > frame.top
      }
      guard let position = free ?? places.first else { return }
      placed.append(box(position))
      picture.text(text, at: position, anchor: .middle, class: name)
    }

    let texts = NumberText.column([best.value, standing.baseline?.entry.value].compactMap(\.self))
    if let baseline = standing.baseline, baseline.entry.number != best.number, frame.y.contains(baseline.entry.value) {
      let point = frame.point(Double(baseline.entry.number), baseline.entry.value)
      let name = baseline.isDefault ? "default" : "trial \(baseline.entry.number):"
      label("\(name) \(texts[1])", at: point, towards: [-better, better], class: "muted small halo")
    }
    let point = frame.point(Double(best.number), best.value)
    var dot = PathData()
    dot.dot(at: point)
    picture.path(dot, class: "dots ring best")
    picture.path(dot, class: "dots size1 \(seriesOfBest)")
    label("\(texts[0]) · trial \(best.number)", at: point, towards: [better], class: "strong halo")

    guard let target = objective.target, frame.y.contains(target) else { return }
    let text = "target \(NumberText.number(target))"
    let height = frame.y.position(target)
    let places = [height - 5, height + 14].flatMap { y in
      [(Point(frame.right, y), SVGPicture.Anchor.end), (Point(frame.left, y), .start)]
    }
    let free = places.first { position, anchor in
      let box = TextBox(text, at: position, anchor: anchor, size: 11)
      return !placed.contains { $0.overlaps(box) }
    }
    if let (position, anchor) = free {
      picture.text(text, at: position, anchor: anchor, class: "muted small halo")
    }
  }

  private var alternative: String {
    let numbers = NumberText.column([best.value, standing.baseline?.entry.value].compactMap(\.self))
    var text = "The \(objective.metric) of \(Wording.count(standing.entries.count, "trial")) in order"
    if let baseline = standing.baseline, baseline.entry.number != best.number {
      let verb = objective.direction == .maximize ? "rises" : "falls"
      text +=
        ": from \(numbers[1]) at trial \(baseline.entry.number) the best so far \(verb) to \(numbers[0]) at trial \(best.number)"
    } else {
      text += "; the best is \(numbers[0]) at trial \(best.number)"
    }
    if !pruned.isEmpty { text += "; \(pruned.count) pruned" }
    if !failed.isEmpty { text += "; \(failed.count) failed" }
    return text + "."
  }
}
