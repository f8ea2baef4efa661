import TuneModel

/// A parameter's values along an axis: numbers on the parameter's own scale, other values side by side.
struct ParameterAxis {
  let axis: Axis
  /// The values that stand side by side; nil for numbers.
  private let values: [ParameterValue]?

  /// - Parameters:
  ///   - start: The pixel of the first or least value.
  ///   - labelWidth: The room beside a vertical axis for the names of values; nil for a horizontal axis, under which
  ///     names have the room between their neighbours.
  init(_ domain: Domain, start: Double, end: Double, labelWidth: Double? = nil) {
    var listed: [ParameterValue]?
    var range = (low: 0.0, high: 0.0, scale: Scale.linear)
    var isWhole = false
    switch domain {
    case .continuous(let numbers): range = (numbers.min, numbers.max, numbers.scale)
    case .stepped(let numbers):
      range = (numbers.min, numbers.max, numbers.scale)
      isWhole = numbers.isInteger
    case .ordered(let values), .categorical(let values): listed = values
    case .bool: listed = [.bool(false), .bool(true)]
    case .fixed(let value): listed = [value]
    }
    if let listed { range = (-0.5, Double(listed.count) - 0.5, .linear) }
    values = listed
    let bare = Axis(from: range.low, to: range.high, scale: range.scale, start: start, end: end, ticks: [])
    let ticks = listed.map { Self.names($0, bare, labelWidth) } ?? Self.numbers(bare, isWhole: isWhole, labelWidth)
    axis = Axis(from: range.low, to: range.high, scale: range.scale, start: start, end: end, ticks: ticks)
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

  /// Round numbers along an axis.
  private static func numbers(_ axis: Axis, isWhole: Bool, _ labelWidth: Double?) -> [Tick] {
    var count = Swift.max(2, Int((axis.end - axis.start).magnitude / 55))
    // Nothing lies between whole numbers.
    if isWhole { count = Swift.min(count, Swift.max(1, Int(Swift.min(1e6, axis.high - axis.low)))) }
    let ticks =
      switch axis.scale {
      case .linear: Ticks.linear(from: axis.low, to: axis.high, count: count)
      case .log: Ticks.logarithmic(from: axis.low, to: axis.high, count: count)
      case .logit: Ticks.logit(from: axis.low, to: axis.high)
      }
    return apart(ticks, axis, isVertical: labelWidth != nil)
  }

  /// The names of values, each in the middle of its own cell.
  private static func names(_ values: [ParameterValue], _ axis: Axis, _ labelWidth: Double?) -> [Tick] {
    let cell = (axis.end - axis.start).magnitude / Double(values.count)
    // Where names have no room, every second or third one stands for its neighbours.
    let stride = Swift.max(1, Int(((labelWidth == nil ? 24 : 14) / cell).rounded(.up)))
    let width = labelWidth ?? cell * Double(stride) - 4
    let names = fitted(values.map { Wording.value(NumberText.value($0)) }, width: width)
    return names.enumerated().filter { $0.offset % stride == 0 }
      .map { Tick(value: Double($0.offset), label: $0.element) }
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
  private static func apart(_ ticks: [Tick], _ axis: Axis, isVertical: Bool) -> [Tick] {
    var stride = 1
    while stride < ticks.count {
      let kept = ticks.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
      let collide = zip(kept, kept.dropFirst()).contains { a, b in
        let widths = TextWidth.of(a.label, size: 11) + TextWidth.of(b.label, size: 11)
        let needed = isVertical ? 14 : widths / 2 + 8
        return (axis.position(b.value) - axis.position(a.value)).magnitude < needed
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
