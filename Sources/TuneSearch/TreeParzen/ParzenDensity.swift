import TuneMath
import TuneModel

/// A density over some dimensions of the unit cube: a mixture of one product kernel for each of K observations, and of a
/// uniform one.
///
/// Notation, for observations x_k with weights ω_k and a point u:
///
///     p(u) = Σ_k ω_k Π_j κ_j(u_j | x_kj) + ω₀ Π_j κ⁰_j                                      (1)
///
/// | dimension | κ_j(u given x) | κ⁰_j |
/// |---|---|---|
/// | continuous | N(u; x, b_j²), truncated to [0, 1] | 1 |
/// | ordered, L levels | ∝ exp(−(u − x)²/2 b_j²), over the levels | 1/L |
/// | unordered, L levels | 1 − ε (L − 1)/L where u = x, ε/L elsewhere | 1/L |
///
/// Bandwidths b_j are shared by all kernels of a dimension, so that kernels of levels are one small table.
struct ParzenDensity: Sendable {
  /// A dimension as kernels see it.
  struct Dimension: Sendable {
    enum Kernel: Sendable {
      case continuous
      /// Coordinates of the levels.
      case ordered([Double])
      case unordered(levels: Int)
    }

    let axis: Int
    let kernel: Kernel
  }

  private enum Factor: Sendable {
    /// x_k and b.
    case continuous(centers: [Double], bandwidth: Double)
    /// The level of each observation, and ln κ(level given observed level) at observed · L + level.
    case levels(observed: [Int], logKernel: [Double], count: Int)
  }

  let dimensions: [Dimension]
  private let factors: [Factor]
  /// ω_k, the uniform kernel last.
  private let weights: [Double]
  /// What of the kernels is the same everywhere, h_k exp(e_k): ω_k, and what truncation adds to a kernel's height, in h_k;
  /// the rest in e_k. Thus no kernel needs a logarithm.
  private let heights: [Double]
  private let exponents: [Double]

  /// After so many dimensions heights, each at most 2.1 times as high as without truncation, go to the exponents.
  private static let dimensionsOfHeights = 256

  /// - Parameters:
  ///   - rows: K observations, all with the dimensions active.
  ///   - rule: how wide kernels are, and the weight of the uniform one; the others weigh 1.
  init(_ dimensions: [Dimension], rows: Rows, rule: ParzenBandwidths, geometry: CubeGeometry) {
    self.dimensions = dimensions
    let count = rows.count
    let total = Double(count) + rule.priorWeight
    let weights = [Double](repeating: 1 / total, count: count) + [rule.priorWeight / total]
    var heights = weights
    var exponents = [Double](repeating: 0, count: count + 1)
    factors = dimensions.enumerated().map { place, dimension in
      let centers = (0..<count).map { rows[$0, dimension.axis] }
      switch dimension.kernel {
      case .continuous:
        let b = rule.width(of: centers, dimensions: dimensions.count)
        // All kernels are higher than the uniform one by this.
        exponents[count] -= StandardNormal.logPDF(0) - logarithm(b)
        for k in 0..<count { heights[k] /= StandardNormal.mass(below: centers[k] / b, above: (1 - centers[k]) / b) }
        if place % ParzenDensity.dimensionsOfHeights == ParzenDensity.dimensionsOfHeights - 1 {
          for k in 0...count {
            exponents[k] += logarithm(heights[k])
            heights[k] = 1
          }
        }
        return .continuous(centers: centers, bandwidth: b)
      case .ordered(let units):
        let b = max(rule.width(of: centers, dimensions: dimensions.count), rule.leastLevels / Double(units.count))
        exponents[count] -= logarithm(Double(units.count))
        return .levels(
          observed: centers.map { geometry.level($0, of: dimension.axis) },
          logKernel: ParzenDensity.logKernel(units, bandwidth: b),
          count: units.count
        )
      case .unordered(let levels):
        var table = [Double](repeating: logarithm(rule.stray / Double(levels)), count: levels * levels)
        for level in 0..<levels {
          table[level * (levels + 1)] = logarithm(1 - rule.stray * Double(levels - 1) / Double(levels))
        }
        exponents[count] -= logarithm(Double(levels))
        return .levels(
          observed: centers.map { geometry.level($0, of: dimension.axis) },
          logKernel: table,
          count: levels
        )
      }
    }
    self.weights = weights
    self.heights = heights
    self.exponents = exponents
  }

  private static func logKernel(_ units: [Double], bandwidth b: Double) -> [Double] {
    units.flatMap { center in
      let exponents = units.map { -0.5 * ($0 - center) * ($0 - center) / (b * b) }
      let logTotal = logarithm(exponents.reduce(0) { $0 + exponential($1) })
      return exponents.map { $0 - logTotal }
    }
  }

  /// Draws from the density, into the coordinates of its dimensions.
  func sample(into point: inout [Double], in geometry: CubeGeometry, using source: inout RandomSource) {
    let component = source.index(weights: weights)
    let isPrior = component == weights.count - 1
    for (dimension, factor) in zip(dimensions, factors) {
      switch factor {
      case .continuous(let centers, let b):
        point[dimension.axis] =
          isPrior ? source.uniform() : source.truncatedNormal(mean: centers[component], sd: b, in: 0...1)
      case .levels(let observed, let logKernel, let count):
        let level: Int
        if isPrior {
          level = source.integer(below: count)
        } else {
          let start = observed[component] * count
          level = source.index(weights: logKernel[start..<start + count].map { exponential($0) })
        }
        point[dimension.axis] = geometry.axes[dimension.axis].domain.unit(ofLevel: level) ?? Space.inactiveUnit
      }
    }
  }

  /// ln p(u).
  /// - Complexity: O(K · dimensions).
  func logDensity(_ point: [Double], in geometry: CubeGeometry) -> Double {
    var terms = exponents
    let count = terms.count - 1
    var logHeight = 0.0
    terms.withUnsafeMutableBufferPointer { terms in
      for (dimension, factor) in zip(dimensions, factors) {
        let u = point[dimension.axis]
        switch factor {
        case .continuous(let centers, let b):
          logHeight += StandardNormal.logPDF(0) - logarithm(b)
          let precision = 0.5 / (b * b)
          centers.withUnsafeBufferPointer { centers in
            for k in 0..<count {
              let d = u - centers[k]
              terms[k] -= precision * (d * d)
            }
          }
        case .levels(let observed, let logKernel, let levels):
          let level = geometry.level(u, of: dimension.axis)
          for k in 0..<count { terms[k] += logKernel[observed[k] * levels + level] }
        }
      }
    }
    let largest = largest(of: terms)
    for k in terms.indices { terms[k] -= largest }
    exponentiate(&terms)
    return logHeight + largest + logarithm(innerProduct(heights, terms))
  }

  /// Four at a time, because each comparison waits for the one before.
  private func largest(of terms: [Double]) -> Double {
    var (a, b, c, d) = (-Double.infinity, -Double.infinity, -Double.infinity, -Double.infinity)
    var k = 0
    while k + 3 < terms.count {
      a = terms[k] > a ? terms[k] : a
      b = terms[k + 1] > b ? terms[k + 1] : b
      c = terms[k + 2] > c ? terms[k + 2] : c
      d = terms[k + 3] > d ? terms[k + 3] : d
      k += 4
    }
    while k < terms.count {
      a = terms[k] > a ? terms[k] : a
      k += 1
    }
    return max(max(a, b), max(c, d))
  }
}
