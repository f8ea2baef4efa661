import TuneModel

/// Maps values to pixels, along either direction of a picture.
struct Axis {
  let low: Double
  let high: Double
  let scale: Scale
  /// Pixels at `low` and `high`.
  let start: Double
  let end: Double
  let ticks: [Tick]

  private let offset: Double
  private let span: Double

  init(from low: Double, to high: Double, scale: Scale, start: Double, end: Double, ticks: [Tick]) {
    self.low = low
    self.high = high
    self.scale = scale
    self.start = start
    self.end = end
    self.ticks = ticks
    offset = scale.transform(low)
    span = scale.transform(high) - offset
  }

  /// Where a value lies; values beyond the ends are drawn at them.
  func position(_ value: Double) -> Double {
    let clamped = Swift.min(high, Swift.max(low, value))
    guard span > 0 else { return (start + end) / 2 }
    return start + (scale.transform(clamped) - offset) / span * (end - start)
  }

  /// Where a value lies, also beyond the ends; nil where the scale has no place for it.
  func unboundedPosition(_ value: Double) -> Double? {
    let place = start + (scale.transform(value) - offset) / span * (end - start)
    return place.isFinite ? place : nil
  }

  /// Whether a value lies on the axis, up to rounding.
  func contains(_ value: Double) -> Bool {
    // A value that the scale does not know is NaN here, and fails both comparisons.
    let place = (scale.transform(value) - offset) / span
    return place >= -1e-9 && place <= 1 + 1e-9
  }
}

extension Axis {
  /// The same axis at another place.
  func placed(from start: Double, to end: Double) -> Axis {
    Axis(from: low, to: high, scale: scale, start: start, end: end, ticks: ticks)
  }

  /// The numbers 1 … `count`, such as trials or steps.
  static func counting(to count: Double, from first: Double = 1, start: Double, end: Double) -> Axis {
    let last = Swift.max(count, first + 1)
    var ticks = Ticks.linear(from: first, to: last, count: 8).filter { $0.value == $0.value.rounded() }
    if ticks.first?.value != first {
      // A tick just behind the first would run into it.
      let step = ticks.count > 1 ? ticks[1].value - ticks[0].value : 1
      if let second = ticks.first, second.value - first < 0.4 * step { ticks.removeFirst() }
      ticks.insert(Tick(value: first, label: NumberText.number(first)), at: 0)
    }
    return Axis(from: first, to: last, scale: .linear, start: start, end: end, ticks: ticks)
  }
}
