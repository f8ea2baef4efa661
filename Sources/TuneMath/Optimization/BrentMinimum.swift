/// A local minimum of a function of one variable, without derivatives (Brent, 1973): parabolas through the three lowest
/// points where they make progress, golden sections where they do not.
///
/// Values that are not finite count as ∞. For a function with one minimum in the interval, the result is that one.
///
/// - Parameters:
///   - tolerance: Width, relative to the interval's, to which the minimum is located; below 10⁻⁸ rounding decides.
/// - Returns: The lowest point that was evaluated.
package func brentMinimum(
  in interval: ClosedRange<Double>,
  tolerance: Double = 1e-8,
  maximumEvaluations: Int = 100,
  of function: (Double) -> Double
) -> (point: Double, value: Double) {
  func evaluate(_ t: Double) -> Double {
    let value = function(t)
    return value.isFinite ? value : .infinity
  }
  let golden = 0.3819660112501051  // (3 − √5)/2
  var (a, b) = (interval.lowerBound, interval.upperBound)
  let resolution = max(tolerance * (b - a), .leastNormalMagnitude)
  // x: the lowest point; w: the second lowest; v: the previous w.
  var x = a + golden * (b - a)
  var fx = evaluate(x)
  var (w, fw) = (x, fx)
  var (v, fv) = (x, fx)
  var step = 0.0
  var stepBeforeLast = 0.0

  for _ in 1..<max(maximumEvaluations, 1) {
    let middle = 0.5 * (a + b)
    if (x - middle).magnitude <= 2 * resolution - 0.5 * (b - a) { break }

    // The minimum of the parabola through x, w and v is at x + p/q.
    let r = (x - w) * (fx - fv)
    let q0 = (x - v) * (fx - fw)
    let p = (x - v) * q0 - (x - w) * r
    let q = 2 * (r - q0)
    let parabolic = p / q
    let isInside = x + parabolic > a + resolution && x + parabolic < b - resolution
    if parabolic.isFinite && isInside && parabolic.magnitude < 0.5 * stepBeforeLast.magnitude {
      (stepBeforeLast, step) = (step, parabolic)
    } else {
      stepBeforeLast = x < middle ? b - x : a - x
      step = golden * stepBeforeLast
    }
    let u = step.magnitude >= resolution ? x + step : x + (step < 0 ? -resolution : resolution)
    let fu = evaluate(u)

    if fu <= fx {
      if u < x { b = x } else { a = x }
      (v, fv, w, fw, x, fx) = (w, fw, x, fx, u, fu)
    } else {
      if u < x { a = u } else { b = u }
      if fu <= fw || w == x {
        (v, fv, w, fw) = (w, fw, u, fu)
      } else if fu <= fv || v == x || v == w {
        (v, fv) = (u, fu)
      }
    }
  }
  return (x, fx)
}
