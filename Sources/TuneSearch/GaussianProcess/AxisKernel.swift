import TuneMath

/// Matérn's correlation along one dimension, from any point to n fixed ones, without an exponential for each pair.
///
///     k(D) = (1 + t + t²/3) e⁻ᵗ,   t = ρ |x − y|,   ρ = √(5 ω)
///     e^(−ρ|x − y|) = e^(−ρx) e^(ρy) for x > y, and e^(ρx) e^(−ρy) otherwise
///
/// with ω the weight of the squared distance. Between choices there are only three distances.
struct AxisKernel: Sendable {
  private let column: KernelLayout.Column
  /// ω.
  private let weight: Double
  /// ρ.
  private let rate: Double
  /// y.
  private(set) var values: [Double]
  /// e^(ρy) and e^(−ρy).
  private var rising: [Double]
  private var falling: [Double]
  /// k and dk/dD at the squared distances 0, ½ and 1 of choices.
  private let choices: (values: [Double], slopes: [Double])

  /// e^(±ρ) must be representable, and correlations over a three-hundredth of the range are as good as none.
  static let largestRate = 300.0

  init(_ column: KernelLayout.Column, weight: Double, values: [Double]) {
    self.column = column
    self.weight = weight
    self.values = values
    let rate = min((5 * weight).squareRoot(), AxisKernel.largestRate)
    self.rate = rate
    if column == .choice {
      let t = [0, 0.5.squareRoot() * rate, rate]
      choices = (
        t.map { (1 + $0 + $0 * $0 / 3) * exponential(-$0) }, t.map { -5.0 / 6 * weight * (1 + $0) * exponential(-$0) }
      )
      (rising, falling) = ([], [])
    } else {
      choices = ([], [])
      rising = values.map { exponential(rate * $0) }
      falling = values.map { exponential(-rate * $0) }
    }
  }

  /// Adds a fixed point.
  mutating func append(_ value: Double) {
    values.append(value)
    guard column != .choice else { return }
    rising.append(exponential(rate * value))
    falling.append(exponential(-rate * value))
  }

  /// Adds factor · k from x to each of the first `count` fixed points.
  func add(_ factor: Double, from x: Double, to targets: UnsafeMutablePointer<Double>, count: Int) {
    guard column != .choice else { return add(choices.values, factor, x, targets, count) }
    let (up, down) = (factor * exponential(rate * x), factor * exponential(-rate * x))
    withPoints { y, rising, falling in
      for j in 0..<count {
        let difference = rate * (x - y[j])
        let t = difference.magnitude
        let e = difference > 0 ? down * rising[j] : up * falling[j]
        targets[j] += (1 + t + t * t * (1.0 / 3)) * e
      }
    }
  }

  /// Adds factor · dk/dD, the slope with respect to the unweighted squared distance, from fixed point i to the first `count`.
  func addSlopes(_ factor: Double, from i: Int, to targets: UnsafeMutablePointer<Double>, count: Int) {
    guard column != .choice else { return add(choices.slopes, factor, values[i], targets, count) }
    let scale = factor * weight * (-5.0 / 6)
    let (x, up, down) = (values[i], scale * rising[i], scale * falling[i])
    withPoints { y, rising, falling in
      for j in 0..<count {
        let difference = rate * (x - y[j])
        let e = difference > 0 ? down * rising[j] : up * falling[j]
        targets[j] += (1 + difference.magnitude) * e
      }
    }
  }

  private func add(
    _ table: [Double],
    _ factor: Double,
    _ x: Double,
    _ targets: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    for j in 0..<count { targets[j] += factor * table[x == values[j] ? 0 : min(x, values[j]) < 0 ? 1 : 2] }
  }

  private func withPoints(
    _ body: (UnsafePointer<Double>, UnsafePointer<Double>, UnsafePointer<Double>) -> Void
  ) {
    values.withUnsafeBufferPointer { values in
      rising.withUnsafeBufferPointer { rising in
        falling.withUnsafeBufferPointer { falling in
          guard let values = values.baseAddress, let rising = rising.baseAddress, let falling = falling.baseAddress
          else { return }
          body(values, rising, falling)
        }
      }
    }
  }
}
