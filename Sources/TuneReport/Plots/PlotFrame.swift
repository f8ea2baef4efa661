import TuneModel

/// The part of a picture that two axes span.
struct PlotFrame {
  let x: Axis
  let y: Axis
  /// Between the frame's sides and the ends of the horizontal axis, so that points at the ends are whole.
  var inset = 8.0

  var left: Double { x.start - inset }
  var right: Double { x.end + inset }
  var top: Double { min(y.start, y.end) }
  var bottom: Double { max(y.start, y.end) }

  /// Room for the labels of a vertical axis, and a little more.
  static func labelWidth(_ ticks: [Tick]) -> Double {
    (ticks.map { TextWidth.of($0.label, size: 11) }.max() ?? 0) + 8
  }

  func point(_ x: Double, _ y: Double) -> Point {
    Point(self.x.position(x), self.y.position(y))
  }

  /// The best so far, as far as trials have ended: not as far as the axis goes.
  func bestSoFar(_ standing: Standing) -> PathData {
    var path = PathData()
    path.staircase(
      Thinning.even(standing.improvements, limit: 1000).map { point(Double($0.number), $0.value) },
      to: x.position(Double(standing.records.last?.number ?? 1))
    )
    return path
  }

  /// Grid lines and labels of the vertical axis.
  func drawVertical(on picture: inout SVGPicture, labels: Bool = true) {
    for tick in y.ticks {
      let height = y.position(tick.value)
      picture.line(from: Point(left, height), to: Point(right, height), class: "grid")
      if labels {
        picture.text(tick.label, at: Point(left - 6, height + 4), anchor: .end, class: "muted small")
      }
    }
  }

  /// The horizontal axis with its ticks, at the bottom of the frame or lower.
  /// - Parameter title: Under the right end of the axis.
  func drawHorizontal(on picture: inout SVGPicture, at height: Double, title: String = "") {
    picture.line(from: Point(left, height), to: Point(right, height), class: "axis")
    for tick in x.ticks {
      let place = x.position(tick.value)
      picture.line(from: Point(place, height), to: Point(place, height + 4), class: "axis")
      // A wide label at an end stays near the frame, and so in the picture and clear of the next frame.
      let half = TextWidth.of(tick.label, size: 11) / 2
      let center = max(left - 8 + half, min(right + 8 - half, place))
      picture.text(tick.label, at: Point(center, height + 17), anchor: .middle, class: "muted small")
    }
    if !title.isEmpty {
      picture.text(title, at: Point(right, height + 33), anchor: .end, class: "muted small")
    }
  }
}
