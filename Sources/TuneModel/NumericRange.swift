/// A closed range of floats on a scale.
///
/// Invariants, checked by the manifest: `min <= max`, both finite; `min > 0` on a log scale; inside (0, 1) on a logit
/// scale.
package struct ContinuousRange: Hashable, Sendable {
  package let min: Double
  package let max: Double
  package let scale: Scale

  /// Bounds on the scale, computed once.
  private let low: Double
  private let span: Double
  /// The decimal place that values are rounded to; nil where it follows the value.
  private let decimalExponent: Int?

  package init(min: Double, max: Double, scale: Scale = .linear) {
    self.min = min
    self.max = max
    self.scale = scale
    low = scale.transform(min)
    span = scale.transform(max) - low
    decimalExponent =
      scale == .linear ? DecimalGrid.exponent(keeping: 13, of: Swift.max(Swift.abs(min), Swift.abs(max))) : nil
  }

  package func value(atUnit u: Double) -> Double {
    // NaN fails the first comparison.
    guard u > 0 else { return min }
    guard u < 1 else { return max }
    let raw = scale.inverse(low + u * span)
    let exponent = decimalExponent ?? decimalExponent(of: raw)
    return Swift.min(max, Swift.max(min, DecimalGrid.round(raw, toExponent: exponent)))
  }

  private func decimalExponent(of x: Double) -> Int {
    if scale == .log { return DecimalGrid.exponent(keeping: 12, of: x) }
    // Towards 1 the digits that matter are those of the distance to 1, as far as a double near 1 has them.
    let exponent = DecimalGrid.exponent(keeping: 10, of: Swift.min(x, 1 - x))
    return x > 0.5 ? Swift.max(-13, exponent) : exponent
  }

  package func unit(of x: Double) -> Double {
    guard span > 0 else { return 0.5 }
    if x <= min { return 0 }
    if x >= max { return 1 }
    return Swift.min(1, Swift.max(0, (scale.transform(x) - low) / span))
  }
}

/// Evenly spaced numbers `min, min + step, …` up to `max`, on a scale.
///
/// On the unit interval each value owns the share around its own place on the scale, half a step on either side, so
/// that the ends are as likely as the middle.
package struct SteppedRange: Hashable, Sendable {
  package let min: Double
  package let step: Double
  /// How many values there are, at least 1.
  package let count: Int
  package let scale: Scale
  package let isInteger: Bool

  private let low: Double
  private let span: Double
  private let decimalExponent: Int

  package init(min: Double, max: Double, step: Double, scale: Scale = .linear, isInteger: Bool) {
    self.min = min
    self.step = step
    self.scale = scale
    self.isInteger = isInteger
    // A step that does not divide the range ends below `max`; the small excess forgives 0.1 + 0.2.
    let decimalExponent = DecimalGrid.exponent(keeping: 13, of: Swift.max(Swift.abs(min), Swift.abs(max), step))
    self.decimalExponent = decimalExponent
    var count = Swift.max(1, Int(Swift.min(((max - min) / step * (1 + 1e-12) + 1e-9).rounded(.down), 9e15)) + 1)
    // In a long range it forgives whole steps.
    while count > 1, SteppedRange.number(min + Double(count - 1) * step, isInteger, decimalExponent) - max > 4 * max.ulp
    {
      let excess = (min + Double(count - 1) * step - max) / step
      count -= excess > 1 ? Int(Swift.min(excess, Double(count - 1))) : 1
    }
    self.count = count
    let first = scale.transform(min)
    let last = scale.transform(min + Double(count - 1) * step)
    let firstGap = count > 1 ? scale.transform(min + step) - first : 1
    let lastGap = count > 1 ? last - scale.transform(min + Double(count - 2) * step) : 1
    low = first - firstGap / 2
    span = last + lastGap / 2 - low
  }

  package var max: Double { number(atLevel: count - 1) }

  package func number(atLevel level: Int) -> Double {
    SteppedRange.number(min + Double(level) * step, isInteger, decimalExponent)
  }

  private static func number(_ raw: Double, _ isInteger: Bool, _ decimalExponent: Int) -> Double {
    isInteger ? raw.rounded() : DecimalGrid.round(raw, toExponent: decimalExponent)
  }

  package func value(atLevel level: Int) -> ParameterValue {
    let number = number(atLevel: level)
    return isInteger ? .int(Int(number)) : .float(number)
  }

  package func level(atUnit u: Double) -> Int {
    guard u > 0 else { return 0 }
    guard u < 1 else { return count - 1 }
    if scale == .linear { return Domain.level(atUnit: u, of: count) }
    let place = low + u * span
    let near = ((scale.inverse(place) - min) / step).rounded()
    let guess = near > 0 ? Int(Swift.min(near, Double(count - 1))) : 0
    // Nearest on the scale, which may be a neighbour of the nearest on the line.
    var best = guess
    for candidate in [guess - 1, guess + 1] where candidate >= 0 && candidate < count {
      if distance(candidate, place) < distance(best, place) { best = candidate }
    }
    return best
  }

  package func unit(ofLevel level: Int) -> Double {
    if scale == .linear { return Domain.unit(ofLevel: level, of: count) }
    return (scale.transform(min + Double(level) * step) - low) / span
  }

  package func level(of value: ParameterValue) -> Int? {
    guard let x = value.number else { return nil }
    let level = ((x - min) / step).rounded()
    guard level >= 0, level < Double(count) else { return nil }
    return Swift.abs(number(atLevel: Int(level)) - x) <= 1e-9 * step ? Int(level) : nil
  }

  private func distance(_ level: Int, _ place: Double) -> Double {
    Swift.abs(scale.transform(min + Double(level) * step) - place)
  }
}
