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
    /// x_k, the logarithm of each kernel's value at its centre, and b.
    case continuous(centers: [Double], logPeaks: [Double], bandwidth: Double)
    /// The level of each observation, and ln κ(level given observed level) at observed · L + level.
    case levels(observed: [Int], logKernel: [Double], count: Int)
  }

  let dimensions: [Dimension]
  private let factors: [Factor]
  /// ω_k, the uniform kernel last.
  private let weights: [Double]
  private let logWeights: [Double]

  /// - Parameters:
  ///   - rows: K observations, all with the dimensions active.
  ///   - rule: how wide kernels are, and the weight of the uniform one; the others weigh 1.
  init(_ dimensions: [Dimension], rows: Rows, rule: ParzenBandwidths, geometry: CubeGeometry) {
    self.dimensions = dimensions
    let total = Double(rows.count) + rule.priorWeight
    weights = [Double](repeating: 1 / total, count: rows.count) + [rule.priorWeight / total]
    logWeights = weights.map { logarithm($0) }
    factors = dimensions.map { dimension in
      let centers = (0..<rows.count).map { rows[$0, dimension.axis] }
      switch dimension.kernel {
      case .continuous:
        let b = rule.width(of: centers, dimensions: dimensions.count)
        let peak = StandardNormal.logPDF(0) - logarithm(b)
        let logPeaks = centers.map { peak - StandardNormal.logMass(from: -$0 / b, to: (1 - $0) / b) }
        return .continuous(centers: centers, logPeaks: logPeaks, bandwidth: b)
      case .ordered(let units):
        let b = max(rule.width(of: centers, dimensions: dimensions.count), rule.leastLevels / Double(units.count))
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
        return .levels(
          observed: centers.map { geometry.level($0, of: dimension.axis) },
          logKernel: table,
          count: levels
        )
      }
    }
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
      case .continuous(let centers, _, let b):
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
    var terms = logWeights
    let count = terms.count - 1
    terms.withUnsafeMutableBufferPointer { terms in
      for (dimension, factor) in zip(dimensions, factors) {
        let u = point[dimension.axis]
        switch factor {
        case .continuous(let centers, let logPeaks, let b):
          let precision = 0.5 / (b * b)
          centers.withUnsafeBufferPointer { centers in
            logPeaks.withUnsafeBufferPointer { logPeaks in
              for k in 0..<count {
                let d = u - centers[k]
                terms[k] += logPeaks[k] - precision * (d * d)
              }
            }
          }
        case .levels(let observed, let logKernel, let levels):
          let level = geometry.level(u, of: dimension.axis)
          for k in 0..<count { terms[k] += logKernel[observed[k] * levels + level] }
          terms[count] -= logarithm(Double(levels))
        }
      }
    }
    let largest = terms.max() ?? 0
    for k in terms.indices { terms[k] -= largest }
    exponentiate(&terms)
    return largest + logarithm(terms.reduce(0, +))
  }
}
