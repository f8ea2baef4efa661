import TuneModel

/// A parameter's values along an axis: numbers on the parameter's own scale, other values side by side.
struct ParameterAxis {
  let axis: Axis
  /// The values that stand side by side; nil for numbers.
  private let values: [ParameterValue]?

  init(_ domain: Domain, start: Double, end: Double) {
    let width = (end - start).magnitude
    switch domain {
    case .continuous(let range):
      values = nil
      axis = Self.numeric(range.min, range.max, range.scale, start: start, end: end)
    case .stepped(let range):
      values = nil
      axis = Self.numeric(range.min, range.max, range.scale, start: start, end: end)
    case .ordered(let list), .categorical(let list):
      values = list
      axis = Self.listed(list, width: width, start: start, end: end)
    case .bool:
      values = [.bool(false), .bool(true)]
      axis = Self.listed([.bool(false), .bool(true)], width: width, start: start, end: end)
    case .fixed(let value):
      values = [value]
      axis = Self.listed([value], width: width, start: start, end: end)
    }
  }

  /// ` (log)` where steps along the axis are not steps of the value.
  var suffix: String { axis.scale == .linear ? "" : " (\(axis.scale.rawValue))" }

  /// Where a value lies; nil for one that is not among the listed ones.
  /// - Parameter number: Of the trial: it decides by how much points of equal values stand apart. Nil: not at all.
  func position(_ value: ParameterValue, number: Int?) -> Double? {
    guard let values else {
      return value.number.flatMap { $0.isFinite ? axis.position($0) : nil }
    }
    guard let index = values.firstIndex(where: { $0 == value || ($0.number != nil && $0.number == value.number) })
    else { return nil }
    let cell = (axis.end - axis.start) / Double(values.count)
    // Multiples of the golden ratio fill an interval evenly, in any number.
    let turn = number.map { Double($0) * 0.6180339887498949 } ?? 0.5
    let offset = number == nil ? 0 : (turn - turn.rounded(.down) - 0.5) * Swift.min(36, cell.magnitude * 0.5)
    return axis.position(Double(index)) + offset
  }

  private static func numeric(_ low: Double, _ high: Double, _ scale: Scale, start: Double, end: Double) -> Axis {
    let count = Swift.max(2, Int((end - start).magnitude / 55))
    let ticks =
      switch scale {
      case .linear: Ticks.linear(from: low, to: high, count: count)
      case .log: Ticks.logarithmic(from: low, to: high, count: count)
      case .logit: Ticks.logit(from: low, to: high)
      }
    return Axis(
      from: low,
      to: high,
      scale: scale,
      start: start,
      end: end,
      ticks: apart(ticks, Axis(from: low, to: high, scale: scale, start: start, end: end, ticks: []))
    )
  }

  private static func listed(_ values: [ParameterValue], width: Double, start: Double, end: Double) -> Axis {
    let cell = width / Double(values.count)
    // Where names have no room, every second or third one stands for its neighbours.
    let stride = Swift.max(1, Int((24 / cell).rounded(.up)))
    let names = fitted(values.map { Wording.value(NumberText.value($0)) }, width: cell * Double(stride) - 4)
    let ticks = names.enumerated().filter { $0.offset % stride == 0 }
      .map { Tick(value: Double($0.offset), label: $0.element) }
    // Each value stands in the middle of its own cell.
    return Axis(
      from: -0.5,
      to: Double(values.count) - 0.5,
      scale: .linear,
      start: start,
      end: end,
      ticks: ticks
    )
  }

  /// Names cut to a width: at the end, or, where they begin alike, at the beginning.
  private static func fitted(_ names: [String], width: Double) -> [String] {
    guard let first = names.first, names.contains(where: { TextWidth.of($0, size: 11) > width }) else { return names }
    let shared = names.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    return names.map { name in
      let tail = "…" + name.dropFirst(shared.count)
      let fits = TextWidth.of(name, size: 11) <= width
      return fits || shared.count < 3 || tail == "…"
        ? TextWidth.fit(name, width: width, size: 11) : TextWidth.fit(tail, width: width, size: 11)
    }
  }

  /// Without labels that would run into their neighbours: every second one goes, or more.
  private static func apart(_ ticks: [Tick], _ axis: Axis) -> [Tick] {
    var stride = 1
    while stride < ticks.count {
      let kept = ticks.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
      let collide = zip(kept, kept.dropFirst()).contains { a, b in
        let widths = TextWidth.of(a.label, size: 11) + TextWidth.of(b.label, size: 11)
        return (axis.position(b.value) - axis.position(a.value)).magnitude < widths / 2 + 6
      }
      if !collide { return kept }
      stride += 1
    }
    return Array(ticks.prefix(1))
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
