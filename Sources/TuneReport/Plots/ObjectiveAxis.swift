import TuneModel

/// The range over which a plot shows an objective.
///
/// It ends well before the worst trials when a few of them are so bad that all others would fall together; those are
/// drawn at the edge. Losses over several orders of magnitude get a logarithmic axis. Room for labels is left
/// beyond the best and the worst, but not marked where no value can be: below 0 where none is, and above 1 where all are
/// shares.
enum ObjectiveAxis {
  /// The crowding of plots of single parameters, and of what is modelled for them.
  static let modelCrowding = 0.1

  /// - Parameters:
  ///   - values: Finite, at least one.
  ///   - landmarks: Values to include unless they are far outside, such as the target.
  ///   - start: The pixel of the lower end.
  ///   - crowding: The share of the axis that the better three quarters of the values get at least.
  ///   - ticks: How many there may be, about.
  static func axis(
    _ values: [Double],
    landmarks: [Double] = [],
    _ objective: Objective,
    start: Double,
    end: Double,
    crowding: Double = 0.2,
    ticks: Int = 6
  ) -> Axis {
    let sorted = values.sorted()
    guard let least = sorted.first, let greatest = sorted.last else {
      return Axis(from: 0, to: 1, scale: .linear, start: start, end: end, ticks: Ticks.linear(from: 0, to: 1))
    }
    let spansDecades = objective.direction == .minimize && least > 0 && greatest / least >= 100
    let scale: Scale = spansDecades ? .log : .linear
    let losses = (objective.direction == .minimize ? sorted : sorted.reversed()).map { value in
      objective.direction == .minimize ? scale.transform(value) : -value
    }
    var (better, worse) = (losses[0], losses[losses.count - 1])
    let spread = losses[losses.count * 3 / 4] - better
    if spread > 0 { worse = losses.last { $0 <= better + spread / crowding } ?? worse }

    let reach = max(worse - better, 1e-12 * max(1, better.magnitude))
    for landmark in landmarks where landmark.isFinite && (scale == .linear || landmark > 0) {
      let loss = objective.direction == .minimize ? scale.transform(landmark) : -landmark
      if loss > worse, loss <= worse + 8 * reach { worse = loss }
      if loss < better, loss >= better - reach { better = loss }
    }
    // Room for labels beyond the best and the worst.
    let room = 0.1 * (worse - better)
    (better, worse) = (better - room, worse + room)

    // Rounding a logarithm and back must not leave the range of doubles.
    let ends = [better, worse].map { objective.direction == .minimize ? scale.inverse($0) : -$0 }
      .map { Swift.min(1e300, Swift.max(scale == .log ? 1e-300 : -1e300, $0)) }.sorted()
    return scale == .log
      ? logarithmic(from: ends[0], to: ends[1], start: start, end: end, count: ticks)
      : linear(
        from: ends[0],
        to: ends[1],
        within: limits(values + landmarks.filter(\.isFinite)),
        start: start,
        end: end,
        count: ticks
      )
  }

  /// Where a quantity seems to have its natural ends, judged by what is known of it.
  static func limits(_ values: [Double]) -> ClosedRange<Double> {
    guard let least = values.min(), let greatest = values.max(), least >= 0 else { return -.infinity ... .infinity }
    return 0...(greatest <= 1 ? 1 : .infinity)
  }

  private static func linear(
    from low: Double,
    to high: Double,
    within limits: ClosedRange<Double>,
    start: Double,
    end: Double,
    count: Int
  ) -> Axis {
    var (low, high) = (low, high)
    if high - low <= 1e-9 * max(low.magnitude, high.magnitude) {
      // One value only: a tenth on either side.
      let half = low == 0 ? 1 : 0.1 * low.magnitude
      (low, high) = (low - half, high + half)
    }
    // The ends are round numbers, too, so that a new trial seldom moves the others.
    let step = Ticks.step(dividing: high - low, into: 10)
    if let first = step.neighbours(of: low)?.below, let last = step.neighbours(of: high)?.above {
      (low, high) = (step.multiple(first), step.multiple(last))
    }
    let ticks = Ticks.linear(from: low, to: high, count: count).filter { limits.contains($0.value) }
    return Axis(from: low, to: high, scale: .linear, start: start, end: end, ticks: ticks)
  }

  private static func logarithmic(from low: Double, to high: Double, start: Double, end: Double, count: Int) -> Axis {
    let low = Ticks.step(atMost: low * (1 + 1e-9)).size
    let high = Ticks.step(atLeast: high * (1 - 1e-9)).size
    let ticks = Ticks.logarithmic(from: low, to: high, count: count)
    return Axis(from: low, to: high, scale: .log, start: start, end: end, ticks: ticks)
  }
}
