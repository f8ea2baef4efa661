/// A search along the projected ray P(x + t d) for a step t that satisfies the strong Wolfe conditions.
///
/// With φ(t) = f(P(x + t d)), and φ′ the slope over the coordinates that are not held by a bound:
///
///     φ(t) ≤ φ(0) + c₁ gᵀ(P(x + t d) − x)        the value falls                       (1)
///     |φ′(t)| ≤ c₂ |φ′(0)|                        the slope has flattened                (2)
///
/// An interval [low, high] shrinks around such a step: `low` satisfies (1) and still descends, `high` does not. Its
/// inside is tried where the cubic through both ends has its minimum (Nocedal, Wright, 3.59). A value that is not finite
/// is an upper end without a cubic.
struct LineSearch {
  private static let c1 = 1e-4
  private static let c2 = 0.9
  private static let maximumEvaluations = 25

  struct Found {
    var x: [Double]
    var value: Double
    var gradient: [Double]
  }

  private struct End {
    var t: Double
    var value: Double
    var slope: Double
  }

  private let x: [Double]
  private let value: Double
  private let gradient: [Double]
  private let direction: [Double]
  private let box: Box
  private(set) var evaluations = 0

  init(x: [Double], value: Double, gradient: [Double], direction: [Double], box: Box) {
    self.x = x
    self.value = value
    self.gradient = gradient
    self.direction = direction
    self.box = box
  }

  /// - Returns: A point with (1) and (2); or, when the evaluations are used up, the lowest with (1); nil if none has.
  mutating func run(firstStep: Double, _ objective: LBFGS.Objective) -> Found? {
    let initialSlope = innerProduct(gradient, direction)
    guard initialSlope < 0 else { return nil }
    var low = End(t: 0, value: value, slope: initialSlope)
    var high: End?
    var best: Found?
    var t = firstStep
    var trial = Found(x: x, value: value, gradient: gradient)

    while evaluations < Self.maximumEvaluations {
      var promised = 0.0
      for i in x.indices {
        trial.x[i] = box.clamp(x[i] + t * direction[i], i)
        promised += gradient[i] * (trial.x[i] - x[i])
      }
      if trial.x == x { return best }  // the step has vanished in rounding
      trial.value = objective(trial.x, &trial.gradient)
      evaluations += 1
      let end = End(t: t, value: trial.value, slope: slope(at: trial))

      // The value's own rounding error must not hide a decrease this small.
      let rounding = 4 * value.magnitude.ulp
      if !end.value.isFinite || !end.slope.isFinite {
        high = End(t: t, value: .infinity, slope: 0)
      } else if end.value > value + Self.c1 * min(promised, 0) + (promised < -rounding ? 0 : rounding) {
        high = end
      } else {
        if end.value <= (best?.value ?? value) { best = trial }
        if end.slope.magnitude <= -Self.c2 * initialSlope { return best }
        if end.slope < 0 { low = end } else { high = end }
      }

      if let high {
        t = Self.inside(low, high)
      } else {
        // The secant of the slope, within limits.
        let secant = t * initialSlope / (initialSlope - end.slope)
        t = min(max(secant.isFinite ? secant : 4 * t, 2 * t), 10 * t)
      }
    }
    return best
  }

  /// φ′: coordinates that the projection holds do not move.
  private func slope(at trial: Found) -> Double {
    var slope = 0.0
    for i in x.indices {
      let isHeld =
        (trial.x[i] <= box.lower[i] && direction[i] < 0) || (trial.x[i] >= box.upper[i] && direction[i] > 0)
      if !isHeld { slope += trial.gradient[i] * direction[i] }
    }
    return slope
  }

  /// A step strictly between the ends.
  private static func inside(_ low: End, _ high: End) -> Double {
    let width = high.t - low.t
    guard high.value.isFinite else { return low.t + 0.25 * width }
    let d1 = low.slope + high.slope - 3 * (low.value - high.value) / (low.t - high.t)
    let radicand = d1 * d1 - low.slope * high.slope
    let d2 = max(radicand, 0).squareRoot()
    let cubic = high.t - width * (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2)
    guard cubic.isFinite else { return low.t + 0.5 * width }
    return min(max(cubic, low.t + 0.1 * width), high.t - 0.1 * width)
  }
}
