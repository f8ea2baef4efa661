extension RandomSource {
  /// Uniform on [0, 1): a multiple of 2⁻⁵³.
  package mutating func uniform() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// Uniform on (0, 1): neither end occurs, and u is as likely as 1 − u.
  package mutating func uniformOpen() -> Double {
    (Double(next() &>> 12) + 0.5) * 0x1p-52
  }

  /// Uniform between finite bounds. The upper one can occur by rounding.
  package mutating func uniform(in range: ClosedRange<Double>) -> Double {
    let u = uniform()
    let width = range.upperBound - range.lowerBound
    // A range wider than the largest double needs the form that cannot overflow.
    let value = width.isFinite ? range.lowerBound + u * width : range.lowerBound * (1 - u) + range.upperBound * u
    return min(max(value, range.lowerBound), range.upperBound)
  }

  /// Uniform on 0, …, bound − 1, exactly (Lemire, 2019: multiply, and reject the few that would bias).
  ///
  /// - Precondition: `bound > 0`.
  package mutating func integer(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "an integer below 0 does not exist")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// Uniform on 0, …, bound − 1, exactly.
  ///
  /// - Precondition: `bound > 0`.
  package mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "an integer below 0 does not exist")
    return Int(integer(below: UInt64(bound)))
  }

  /// Uniform on the integers of a closed range, however wide, exactly.
  package mutating func integer(in range: ClosedRange<Int>) -> Int {
    let width = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    let offset = width == .max ? next() : integer(below: width + 1)
    return range.lowerBound &+ Int(Int64(bitPattern: offset))
  }

  /// True with this probability; never for p ≤ 0 and NaN, always for p ≥ 1.
  package mutating func bernoulli(_ probability: Double) -> Bool {
    uniform() < probability
  }

  /// Standard normal, by inversion: one draw of the generator for each number. |x| < 8.3.
  package mutating func normal() -> Double {
    StandardNormal.quantile(uniformOpen())
  }

  /// Normal with this mean and standard deviation ≥ 0.
  package mutating func normal(mean: Double, sd: Double) -> Double {
    mean + sd * normal()
  }

  /// `count` independent standard normal numbers.
  package mutating func normals(_ count: Int) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    for i in values.indices { values[i] = normal() }
    return values
  }

  /// Normal conditioned on a range, by inversion; exact also when the range is far out in a tail.
  /// Standard deviation 0 gives the point of the range nearest to the mean, ∞ the uniform distribution.
  package mutating func truncatedNormal(mean: Double, sd: Double, in range: ClosedRange<Double>) -> Double {
    let u = uniformOpen()
    let (low, high) = (range.lowerBound, range.upperBound)
    if sd == 0 { return min(max(mean, low), high) }
    let z = StandardNormal.truncatedQuantile(u, from: (low - mean) / sd, to: (high - mean) / sd)
    let value = sd == .infinity ? low + u * (high - low) : mean + sd * z
    return min(max(value, low), high)
  }

  /// Exponential with mean 1.
  package mutating func exponentialVariate() -> Double {
    -logarithm(uniformOpen())
  }

  /// Standard Gumbel: argmax of (log p + Gumbel noise) draws an index with probability p.
  package mutating func gumbel() -> Double {
    -logarithm(exponentialVariate())
  }

  /// Standard Laplace: density ½ exp(−|x|).
  package mutating func laplace() -> Double {
    let u = uniformOpen()
    return u < 0.5 ? logarithm(2 * u) : -logarithm(2 * (1 - u))
  }

  /// Standard Cauchy: a normal number divided by the magnitude of another.
  package mutating func cauchy() -> Double {
    let numerator = normal()
    return numerator / normal().magnitude
  }

  /// Gamma with this shape > 0 and scale 1 (Marsaglia, Tsang, 2000).
  package mutating func gamma(shape: Double) -> Double {
    precondition(shape > 0, "a gamma distribution has a positive shape")
    if shape < 1 {
      // Γ(a) = Γ(a + 1) U^(1/a)
      return gamma(shape: shape + 1) * power(uniformOpen(), 1 / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if logarithm(uniformOpen()) < 0.5 * x * x + d - d * v + d * logarithm(v) { return d * v }
    }
  }

  /// Beta with these shapes > 0: the share of the first of two gamma numbers.
  package mutating func beta(_ a: Double, _ b: Double) -> Double {
    let x = gamma(shape: a)
    let y = gamma(shape: b)
    let sum = x + y
    // Both can underflow when both shapes are tiny; then nearly all mass is at the ends.
    return sum > 0 ? x / sum : (bernoulli(a / (a + b)) ? 1 : 0)
  }
}
