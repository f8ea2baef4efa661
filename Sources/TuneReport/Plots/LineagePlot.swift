import TuneModel

/// `plots/lineage.svg`: the objective of every member over the steps that it had trained, each trial joined to the one
/// whose checkpoint it went on from; the way to the best one stands out.
struct LineagePlot {
  static let path = "plots/lineage.svg"
  private static let height = 220.0
  private static let lineLimit = 1500

  private let standing: Standing
  private let objective: Objective
  private let joints: [(from: Standing.Entry?, to: Standing.Entry)]

  /// Nil where no trial goes on from another.
  init?(_ standing: Standing) {
    guard let objective = standing.objective,
      standing.records.contains(where: { $0.explanation.continues != nil })
    else { return nil }
    self.standing = standing
    self.objective = objective
    let entries = Dictionary(standing.entries.map { ($0.number, $0) }) { first, _ in first }
    joints = standing.entries.filter { $0.record.explanation.budget != nil }.map { entry in
      (entry.record.explanation.continues.flatMap { entries[$0] }, entry)
    }
    guard joints.count > 1 else { return nil }
  }

  private func steps(_ entry: Standing.Entry) -> Double { Double(entry.record.explanation.budget ?? 0) }

  func plot() -> Plot {
    let values = joints.map(\.to.value)
    let unplaced = ObjectiveAxis.axis(values, objective, start: 1, end: 0, crowding: 0, ticks: 5)
    let left = PlotLayout.margin + PlotFrame.labelWidth(unplaced.ticks)
    let right = PlotLayout.width - PlotLayout.margin
    let legend = Legend(
      [
        (.line("lines thin s0 soft"), "goes on"), (.line("lines thin s1"), "copied from another"),
        (.line("best medium"), "the best"),
      ],
      width: PlotLayout.width - 2 * PlotLayout.margin
    )
    let top = PlotLayout.heading + 16 + legend.height
    let bottom = top + Self.height
    let last = joints.map { steps($0.to) }.max() ?? 1
    let frame = PlotFrame(
      x: .counting(to: last, start: left + 8, end: right - 8),
      y: unplaced.placed(from: bottom, to: top)
    )
    var picture = SVGPicture(width: PlotLayout.width, height: bottom + 44)
    let metric = objective.metric
    picture.text(
      "Lineage: \(metric) of each member over its steps",
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    frame.drawVertical(on: &picture)
    frame.drawHorizontal(on: &picture, at: bottom, title: "step")
    draw(frame, on: &picture)
    let copies = joints.count { $0.to.record.explanation.phase == "exploit" }
    let best = standing.best.map { "; the best, trial \($0.number), reached \(NumberText.number($0.value))" } ?? ""
    let alternative =
      "The \(metric) of \(Wording.count(joints.count, "trial")) over the steps trained; "
      + "\(Wording.count(copies, "trial")) went on from a copy of another member\(best)."
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(standing.experiment.name): lineage", description: alternative)
    )
  }

  private func draw(_ frame: PlotFrame, on picture: inout SVGPicture) {
    func segments(_ copied: Bool) -> [[Point]] {
      joints.compactMap { joint in
        guard let from = joint.from, (joint.to.record.explanation.phase == "exploit") == copied else { return nil }
        return [frame.point(steps(from), from.value), frame.point(steps(joint.to), joint.to.value)]
      }
    }
    picture.lines(Thinning.even(segments(false), limit: Self.lineLimit), class: "lines thin s0 soft")
    picture.lines(Thinning.even(segments(true), limit: Self.lineLimit), class: "lines thin s1")
    let chain = standing.lineage.compactMap { record in
      standing.entries.first { $0.number == record.number }.map { frame.point(steps($0), $0.value) }
    }
    if chain.count > 1 { picture.lines([chain], class: "lines best medium") }
  }
}
