import JSON
import TuneModel

/// `plots/credit.svg`: the share of proposals that each member of an ensemble was due, trial by trial.
struct CreditPlot {
  static let path = "plots/credit.svg"
  private static let height = 150.0
  private static let pointLimit = 400

  private struct Member {
    let name: String
    let style: String
    /// How many trials it proposed.
    let count: Int
    /// By trial.
    let shares: [(number: Int, share: Double)]
  }

  private let standing: Standing
  private let members: [Member]

  /// Nil where no ensemble recorded how its members stood, or only once.
  init?(_ standing: Standing) {
    self.standing = standing
    var shares: [String: [(number: Int, share: Double)]] = [:]
    var names: [String] = []
    for record in standing.records {
      let credit = record.explanation.details["credit"]?.object ?? JSONObject()
      for (name, value) in zip(credit.keys, credit.values) {
        guard let share = value.double, share.isFinite else { continue }
        if shares[name] == nil { names.append(name) }
        shares[name, default: []].append((record.number, min(1, max(0, share))))
      }
    }
    guard names.count > 1, shares.values.contains(where: { $0.count > 1 }) else { return nil }
    // The colours of the history plot.
    var proposers: [String] = []
    for entry in standing.entries where !proposers.contains(entry.record.proposer) {
      proposers.append(entry.record.proposer)
    }
    for name in names where !proposers.contains(name) { proposers.append(name) }
    members = names.map { name in
      Member(
        name: name,
        style: PlotStyle.series(proposers.firstIndex(of: name) ?? PlotStyle.seriesCount),
        count: standing.records.count { $0.explanation.member == name },
        shares: shares[name] ?? []
      )
    }
  }

  func plot() -> Plot {
    let largest = members.flatMap { $0.shares.map(\.share) }.max() ?? 1
    let step = Ticks.step(dividing: largest, into: 4)
    let top = PlotLayout.heading + 18
    let bottom = top + Self.height
    let ticks = (0...Int((largest / step.size).rounded(.up))).map { count in
      Tick(value: step.multiple(count), label: NumberText.percent(step.multiple(count)))
    }
    let end = ticks.last?.value ?? 1
    let y = Axis(from: 0, to: end, scale: .linear, start: bottom, end: top, ticks: ticks)
    let left = PlotLayout.margin + PlotFrame.labelWidth(ticks)
    let labels = members.map { "\($0.name) \(NumberText.percent($0.shares.last?.share ?? 0))" }
    let room = min(170, (labels.map { TextWidth.of($0, size: 11) }.max() ?? 0) + 4)
    let right = PlotLayout.width - PlotLayout.margin - room - 8
    let frame = PlotFrame(
      x: .counting(to: Double(HistoryPlot.lastNumber(standing)), start: left + 8, end: right - 8),
      y: y
    )
    var picture = SVGPicture(width: PlotLayout.width, height: bottom + 44)
    picture.text(
      "Credit: the share of trials each member was due",
      at: Point(PlotLayout.margin, PlotLayout.heading),
      class: "strong"
    )
    frame.drawVertical(on: &picture)
    frame.drawHorizontal(on: &picture, at: bottom, title: "trial")
    for member in members { draw(member, frame, on: &picture) }
    drawLabels(labels, frame, width: room, on: &picture)
    let alternative = self.alternative
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(standing.experiment.name): credit of the members", description: alternative)
    )
  }

  /// A share holds until the next is recorded.
  private func draw(_ member: Member, _ frame: PlotFrame, on picture: inout SVGPicture) {
    var path = PathData()
    var height: Double?
    for (number, share) in Thinning.even(member.shares, limit: Self.pointLimit) {
      let point = Point(frame.x.position(Double(number)).rounded(), frame.y.position(share).rounded())
      if let height, height == point.y { continue }
      if height == nil {
        path.move(to: point)
      } else {
        path.horizontal(to: point.x)
        path.vertical(to: point.y)
      }
      height = point.y
    }
    if let last = member.shares.last { path.horizontal(to: frame.x.position(Double(last.number)).rounded()) }
    picture.path(path, class: "lines medium \(member.style)")
  }

  /// Each member's name at the end of its line, moved apart where lines end together.
  private func drawLabels(_ labels: [String], _ frame: PlotFrame, width: Double, on picture: inout SVGPicture) {
    let distance = 15.0
    let wanted = members.map { frame.y.position($0.shares.last?.share ?? 0) }
    let order = wanted.indices.sorted { wanted[$0] == wanted[$1] ? $0 < $1 : wanted[$0] < wanted[$1] }
    var places = wanted
    var next = frame.top
    for index in order {
      places[index] = max(next, wanted[index])
      next = places[index] + distance
    }
    // From below, so that none leaves the frame.
    var limit = max(frame.bottom, frame.top + distance * Double(order.count - 1))
    for index in order.reversed() {
      places[index] = min(limit, places[index])
      limit = places[index] - distance
    }
    for (index, label) in labels.enumerated() {
      let x = frame.right + 8
      var mark = PathData()
      mark.dot(at: Point(x, places[index]))
      picture.path(mark, class: "dots size2 \(members[index].style)")
      let text = TextWidth.fit(label, width: width, size: 11)
      picture.text(text, at: Point(x + 7, places[index] + 4), class: "small")
    }
  }

  private var alternative: String {
    let words = members.map { member in
      let share = NumberText.percent(member.shares.last?.share ?? 0)
      return "\(member.name) \(share) after \(Wording.count(member.count, "trial")) of its own"
    }
    return "The share of trials that each member was due over the search, at the end \(Wording.list(words))."
  }
}
