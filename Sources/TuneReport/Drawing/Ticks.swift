import TuneModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A marked place on an axis.
struct Tick: Hashable {
  var value: Double
  var label: String
}

/// Round numbers that divide a range.
enum Ticks {
  /// 1, 2 or 5 times a power of ten.
  struct Step: Hashable {
    var mantissa: Int
    var exponent: Int

    var size: Double { multiple(1) }

    /// The next larger step.
    var next: Step {
      mantissa == 5
        ? Step(mantissa: 1, exponent: exponent + 1) : Step(mantissa: mantissa == 1 ? 2 : 5, exponent: exponent)
    }

    /// The double nearest to the decimal, so that 3 × 0.1 is 0.3.
    func multiple(_ count: Int) -> Double {
      let whole = Double(count) * Double(mantissa)
      if exponent >= 0, exponent <= 22 { return whole * pow(10, Double(exponent)) }
      if exponent < 0, exponent >= -22 { return whole / pow(10, Double(-exponent)) }
      return whole * (Double("1e\(exponent)") ?? 0)
    }

    /// The multiples next to `x`, below and above it or equal to it up to rounding; nil where doubles have no room for
    /// steps so small.
    func neighbours(of x: Double) -> (below: Int, above: Int)? {
      let count = x / size
      guard count.magnitude < 1e15 else { return nil }
      return (Int((count + 1e-9).rounded(.down)), Int((count - 1e-9).rounded(.up)))
    }
  }

  /// The step that divides `span` into about `count` parts: between two thirds and three halves as many.
  static func step(dividing span: Double, into count: Int) -> Step {
    guard span > 0, span.isFinite else { return Step(mantissa: 1, exponent: 0) }
    let wish = span / Double(max(1, count))
    let above = step(atLeast: wish)
    let below = step(atMost: wish)
    // The nearer of the two by ratio.
    return above.size * below.size > wish * wish * (1 + 1e-9) ? below : above
  }

  /// The smallest step of at least `size`, a finite number above 0.
  static func step(atLeast size: Double) -> Step {
    var step = start(below: size)
    while step.size < size {
      step = step.next
    }
    return step
  }

  /// The largest step of at most `size`, a finite number above 0.
  static func step(atMost size: Double) -> Step {
    var step = start(below: size)
    while step.next.size <= size { step = step.next }
    return step
  }

  private static func start(below size: Double) -> Step {
    let exponent = log10(size)
    return Step(mantissa: 1, exponent: exponent.isFinite ? Int(exponent.rounded(.down)) - 1 : 0)
  }

  /// Round numbers from `low` to `high`, about `count` of them.
  static func linear(from low: Double, to high: Double, count: Int = 5) -> [Tick] {
    let step = step(dividing: high - low, into: count)
    guard let first = step.neighbours(of: low)?.above, let last = step.neighbours(of: high)?.below, first <= last else {
      return []
    }
    let values = (first...last).prefix(2 * count + 1).map(step.multiple)
    let largest = values.map(\.magnitude).max() ?? 0
    // Very large and very small numbers are shorter with an exponent.
    let decimals = largest >= 1e6 || step.exponent < -4 ? nil : max(0, -step.exponent)
    return values.map { value in
      Tick(value: value, label: decimals.map { NumberText.fixed(value, decimals: $0) } ?? NumberText.number(value))
    }
  }

  /// Powers of ten, with their doubles and fivefolds where few powers are in the range, and linear steps where it
  /// holds less than one decade.
  /// - Parameter low: Above 0.
  static func logarithmic(from low: Double, to high: Double, count: Int = 6) -> [Tick] {
    guard low > 0, high.isFinite, low < high else { return [] }
    let first = Int((log10(low) - 1e-9).rounded(.up))
    let last = Int((log10(high) + 1e-9).rounded(.down))
    let decades = log10(high) - log10(low)
    if decades < 1 { return linear(from: low, to: high, count: count) }
    let mantissas = decades < 2 ? [1, 2, 5] : [1]
    let stride = max(1, Int((decades / Double(count)).rounded()))
    var ticks: [Tick] = []
    for exponent in (first - 1)...max(last, first) where exponent % stride == 0 {
      for mantissa in mantissas {
        let value = Step(mantissa: mantissa, exponent: exponent).size
        if value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) {
          ticks.append(Tick(value: value, label: NumberText.number(value)))
        }
      }
    }
    return ticks
  }

  /// For shares that crowd towards 0 and 1: 0.5 and, on either side, powers of ten.
  static func logit(from low: Double, to high: Double) -> [Tick] {
    var values = [0.5]
    for exponent in 1...9 {
      let tail = Step(mantissa: 1, exponent: -exponent).size
      values.insert(tail, at: 0)
      values.append(1 - tail)
    }
    let inside = values.filter { $0 >= low && $0 <= high }
    guard inside.count > 1 else { return linear(from: low, to: high) }
    let stride = (inside.count + 6) / 7
    return inside.enumerated().filter { $0.offset % stride == 0 }
      .map { Tick(value: $0.element, label: NumberText.number($0.element, digits: 9)) }
  }
}
