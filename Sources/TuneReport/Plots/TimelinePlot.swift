import TuneModel

/// `plots/timeline.svg`: when each attempt ran, in as many lanes as ran at a time.
struct TimelinePlot {
  static let path = "plots/timeline.svg"
  private static let laneHeight = 16.0
  private static let laneLimit = 32
  private static let segmentLimit = 5000

  private struct Bar {
    var start: Double
    var end: Double
    let kind: Int
    var lane = 0
  }

  private static let kinds: [(states: Set<TrialState>, word: String, style: String)] = [
    ([.completed], "completed", "s0"), ([.pruned], "pruned", "s1"),
    ([.failed, .timedOut, .infeasible], "failed", "failedBar"), ([.running, .interrupted], "interrupted", "quiet"),
  ]

  private let standing: Standing
  private let bars: [Bar]
  private let lanes: Int
  /// Seconds, without the pauses.
  private let length: Double
  /// Where pauses were left out.
  private let pauses: [Double]

  /// Nil when attempts ran one after the other, which is nothing to look at, or their times are not known.
  init?(_ standing: Standing) {
    self.standing = standing
    var bars: [Bar] = []
    for record in standing.records {
      let kind = Self.kinds.firstIndex { $0.states.contains(record.state) } ?? 0
      for (index, attempt) in record.attempts.enumerated() {
        guard let start = Timestamp.seconds(attempt.started), let duration = attempt.duration, duration >= 0,
          duration.isFinite
        else { continue }
        // All attempts but the last were given up.
        let isLast = index == record.attempts.count - 1
        bars.append(Bar(start: start, end: start + duration, kind: isLast || kind == 3 ? kind : 2))
      }
    }
    guard bars.count > 1 else { return nil }
    bars.sort { ($0.start, $0.end, $0.kind) < ($1.start, $1.end, $1.kind) }
    (pauses, length) = Self.removePauses(&bars)
    guard length > 0 else { return nil }
    lanes = Self.assignLanes(&bars)
    guard lanes > 1 else { return nil }
    self.bars = bars
  }

  /// Moves the bars together where nothing ran for long: while the experiment was stopped.
  private static func removePauses(_ bars: inout [Bar]) -> (places: [Double], length: Double) {
    let busy = bars.map { $0.end - $0.start }.reduce(0, +)
    let longest = max(10, 0.05 * busy)
    // A little of each pause stays, to be seen.
    let rest = 0.01 * busy
    var places: [Double] = []
    var removed = bars[0].start
    // In the time that was.
    var end = bars[0].start
    for index in bars.indices {
      let pause = bars[index].start - end
      if pause > longest {
        removed += pause - rest
        places.append(bars[index].start - removed - rest / 2)
      }
      end = max(end, bars[index].end)
      bars[index].start -= removed
      bars[index].end -= removed
    }
    return (places, bars.map(\.end).max() ?? 0)
  }

  private static func assignLanes(_ bars: inout [Bar]) -> Int {
    var ends: [Double] = []
    for index in bars.indices {
      // Clocks are read at different moments; a hundredth of a second is no overlap.
      if let free = ends.firstIndex(where: { $0 <= bars[index].start + 0.01 }) {
        bars[index].lane = free
        ends[free] = bars[index].end
      } else if ends.count < laneLimit {
        bars[index].lane = ends.count
        ends.append(bars[index].end)
      } else {
        bars[index].lane = laneLimit - 1
      }
    }
    return ends.count
  }

  func plot() -> Plot {
    let used = Set(bars.map(\.kind)).sorted()
    let legend = Legend(
      used.map { (.dot(Self.kinds[$0].style), Self.kinds[$0].word) },
      width: PlotLayout.width - 2 * PlotLayout.margin
    )
    let top = PlotLayout.heading + 14 + legend.height
    let bottom = top + Double(lanes) * Self.laneHeight + 6
    let axis = Axis(
      from: 0,
      to: length,
      scale: .linear,
      start: PlotLayout.margin + 8,
      end: PlotLayout.width - PlotLayout.margin - 8,
      ticks: Self.ticks(length)
    )
    var picture = SVGPicture(width: PlotLayout.width, height: bottom + 44)
    picture.text("What ran when", at: Point(PlotLayout.margin, PlotLayout.heading), class: "strong")
    legend.draw(on: &picture, at: Point(PlotLayout.margin, PlotLayout.heading + 6))
    for pause in pauses {
      let x = axis.position(pause)
      picture.line(from: Point(x, top), to: Point(x, bottom), class: "guide")
    }
    for kind in used {
      var path = PathData()
      for (lane, start, end) in segments(of: kind, axis) {
        let y = top + (Double(lane) + 0.5) * Self.laneHeight
        path.move(to: Point(start, y))
        path.horizontal(to: end)
      }
      picture.path(path, class: "bar \(Self.kinds[kind].style)")
    }
    let frame = PlotFrame(x: axis, y: axis.placed(from: bottom, to: top))
    let title = pauses.isEmpty ? "since the start" : "since the start, without \(Wording.count(pauses.count, "pause"))"
    frame.drawHorizontal(on: &picture, at: bottom, title: title)
    let alternative =
      "When each of \(Wording.count(bars.count, "attempt")) ran, up to \(lanes) at a time, over \(NumberText.duration(length))."
    return Plot(
      path: Self.path,
      alternative: alternative,
      bytes: picture.bytes(title: "\(standing.experiment.name): timeline", description: alternative)
    )
  }

  /// Bars of a kind in pixels, with a thin gap after each; those too narrow to tell apart are drawn as one.
  private func segments(of kind: Int, _ axis: Axis) -> [(lane: Int, start: Double, end: Double)] {
    var segments: [(lane: Int, start: Double, end: Double)] = []
    var lastOfLane: [Int: Int] = [:]
    for bar in bars where bar.kind == kind {
      let start = axis.position(bar.start)
      let end = max(start + 0.4, axis.position(bar.end) - 0.8)
      if let last = lastOfLane[bar.lane], start - segments[last].end < 0.6 {
        segments[last].end = max(end, segments[last].end)
        continue
      }
      lastOfLane[bar.lane] = segments.count
      segments.append((bar.lane, start, end))
    }
    return Thinning.even(segments, limit: Self.segmentLimit)
  }

  /// Round numbers of seconds, minutes or hours.
  private static func ticks(_ length: Double) -> [Tick] {
    let units: [Double] = [0.001, 0.01, 0.1, 1, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400]
    var step = units.first { length / $0 <= 8 } ?? 86_400
    while length / step > 8 { step *= 2 }
    return (0...Int(length / step)).map { count in
      Tick(value: Double(count) * step, label: count == 0 ? "0" : label(Double(count) * step))
    }
  }

  private static func label(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: NumberText.number(seconds) + "s"
    case ..<3600: NumberText.number(seconds / 60) + "m"
    case ..<86_400: NumberText.number(seconds / 3600) + "h"
    default: NumberText.number(seconds / 86_400) + "d"
    }
  }
}
