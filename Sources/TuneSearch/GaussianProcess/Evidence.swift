import TuneMath

/// The posterior density of the kernel's hyperparameters, as something to minimize.
///
/// Notation, for n points in P dimensions of which W are warped:
///
/// | symbol | meaning | shape |
/// |---|---|---|
/// | θ | hyperparameters: ``Hyperparameters`` | P + 1 + 2 W |
/// | x_p, w_p | coordinates along dimension p, before and after its input warp | n |
/// | D_p | squared distances along dimension p | n × n |
/// | r² = Σ_p D_p/ℓ_p² | squared scaled distances | n × n |
/// | C = k(r²) + c₀ + (η + δ) I | covariance ÷ signal variance | n × n |
/// | L | C = L Lᵀ | n × n |
/// | z | warped, standardized losses | n |
/// | α = C⁻¹ z | | n |
/// | s² | signal variance | 1 |
///
/// k is Matérn's correlation of smoothness 5/2. c₀ = 1 is the variance of an unknown constant mean; δ = 10⁻⁹ keeps C
/// invertible. The signal variance has an inverse gamma prior with a = 2, so that its best value is known in closed
/// form, and a few equal observations do not make it vanish:
///
///     q = zᵀ C⁻¹ z,   s² = (2a + q)/(n + 2a)                                         (E1)
///     f(θ) = ½ (n + 2a) ln s² + Σ_i ln L_ii + ½ Σ_t ((θ_t − μ_t)/σ_t)²                (E2)
///
/// The gradient, with G = C⁻¹ − α αᵀ/s² and S = G ∘ dk/dr², to which that of the prior is added:
///
///     ∂f/∂ ln ℓ_p = −(2/ℓ_p²) Σ_{i>j} S_ij D_p,ij                                     (E3)
///     ∂f/∂ ln η = ½ η tr G                                                            (E4)
///     ∂f/∂ ln a = (2/ℓ_p²) Σ_i (∂w_p,i/∂ ln a) Σ_j S_ij (w_p,i − w_p,j), and so ln b   (E5)
///
/// C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning", 2006, chapter 5.
///
/// An evaluation takes about n³ + n² (P + 10) operations.
struct Evidence {
  /// c₀.
  static let constantVariance = 1.0
  /// δ.
  static let jitter = 1e-9
  /// a of (E1).
  static let scaleShape = 2.0

  private let layout: KernelLayout
  private let prior: Hyperparameters.Prior
  private let z: [Double]
  private let n: Int
  /// x: dimension p occupies n elements from p·n on.
  private let columns: [Double]

  /// - Parameter coordinates: One row of `layout.dimension` for each element of `z`.
  init(_ layout: KernelLayout, coordinates: [Double], z: [Double]) {
    precondition(!z.isEmpty && coordinates.count == z.count * layout.dimension, "each observation has a row")
    self.layout = layout
    prior = Hyperparameters.Prior(layout)
    self.z = z
    n = z.count
    columns = Evidence.transposed(coordinates, rows: z.count, columns: layout.dimension)
  }

  static func transposed(_ elements: [Double], rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: elements.count)
    for i in 0..<rows {
      for j in 0..<columns { result[j * rows + i] = elements[i * columns + j] }
    }
    return result
  }

  /// s² of (E1).
  static func scale(quadraticForm q: Double, count n: Int) -> Double {
    (2 * scaleShape + q) / (Double(n) + 2 * scaleShape)
  }

  /// f(θ), with its gradient; infinite where C is not positive definite to working precision.
  func callAsFunction(_ theta: [Double], gradient: inout [Double]) -> Double {
    let parameters = Hyperparameters(layout, theta)
    let weights = parameters.weights
    let eta = parameters.noise
    let warped = WarpedColumns(columns, n, parameters)

    var k = warped.squaredDistances(weights)
    var slopes = [Double](repeating: 0, count: k.count)
    k.withUnsafeMutableBufferPointer { k in
      slopes.withUnsafeMutableBufferPointer { Matern.fiveHalves(k, slopes: $0) }
    }
    guard let cholesky = Cholesky(covariance(k, noise: eta), order: n) else { return .infinity }
    let alpha = cholesky.solve(z)
    let scale = Evidence.scale(quadraticForm: innerProduct(z, alpha), count: n)

    var value = 0.5 * (Double(n) + 2 * Evidence.scaleShape) * logarithm(scale) + 0.5 * cholesky.logDeterminant
    for t in theta.indices {
      let deviation = (theta[t] - prior.mean[t]) / prior.sd[t]
      value += 0.5 * deviation * deviation
      gradient[t] = deviation / prior.sd[t]
    }

    let trace = multiplyByG(&slopes, inverse: cholesky.inverse(), alpha: alpha, scale: scale)
    gradient[layout.dimension] += 0.5 * eta * trace
    warped.addGradient(s: slopes, weights, to: &gradient)
    return value
  }

  /// C, of which the decomposition reads the lower triangle, from the packed k.
  private func covariance(_ k: [Double], noise: Double) -> [Double] {
    var c = [Double](repeating: 0, count: n * n)
    var place = 0
    for i in 0..<n {
      for j in 0..<i {
        c[i * n + j] = k[place] + Evidence.constantVariance
        place += 1
      }
      c[i * n + i] = 1 + Evidence.constantVariance + noise + Evidence.jitter
    }
    return c
  }

  /// Turns dk/dr² into S, packed.
  ///
  /// - Returns: tr G.
  private func multiplyByG(_ slopes: inout [Double], inverse: [Double], alpha: [Double], scale: Double) -> Double {
    var trace = 0.0
    var place = 0
    for i in 0..<n {
      let factor = alpha[i] / scale
      for j in 0..<i {
        slopes[place] *= inverse[i * n + j] - factor * alpha[j]
        place += 1
      }
      trace += inverse[i * n + i] - factor * alpha[i]
    }
    return trace
  }
}

/// The coordinates after the input warps that a θ describes, and how they change with it.
///
/// Matrices over pairs of points are packed: row i has the elements j < i, from i (i − 1)/2 on.
private struct WarpedColumns {
  let layout: KernelLayout
  let n: Int
  /// w: dimension p occupies n elements from p·n on.
  var values: [Double]
  /// ∂w/∂ ln a and ∂w/∂ ln b of the k-th warped dimension, from 2kn and (2k + 1)n on.
  var slopes: [Double]

  init(_ columns: [Double], _ n: Int, _ parameters: Hyperparameters) {
    layout = parameters.layout
    self.n = n
    values = columns
    slopes = [Double](repeating: 0, count: 2 * layout.warped.count * n)
    for (k, warp) in parameters.warps.enumerated() {
      let start = layout.warped[k] * n
      for i in 0..<n {
        let (value, logA, logB) = warp.withSlopes(columns[start + i])
        values[start + i] = value
        slopes[2 * k * n + i] = logA
        slopes[(2 * k + 1) * n + i] = logB
      }
    }
  }

  /// r², packed.
  func squaredDistances(_ weights: [Double]) -> [Double] {
    var squares = [Double](repeating: 0, count: n * (n - 1) / 2)
    values.withUnsafeBufferPointer { values in
      squares.withUnsafeMutableBufferPointer { squares in
        guard let values = values.baseAddress, let squares = squares.baseAddress else { return }
        for (p, column) in layout.columns.enumerated() {
          let y = values + p * n
          for i in 1..<n {
            addSquares(column, weight: weights[p], from: y[i], to: y, into: squares + i * (i - 1) / 2, count: i)
          }
        }
      }
    }
    return squares
  }

  /// (E3) and (E5).
  func addGradient(s: [Double], _ weights: [Double], to gradient: inout [Double]) {
    var moments = [Double](repeating: 0, count: n)
    var k = 0
    for (p, column) in layout.columns.enumerated() {
      if k < layout.warped.count, layout.warped[k] == p {
        gradient[p] -= 2 * weights[p] * weightedDistance(s, p, moments: &moments)
        let place = Hyperparameters.warpPlace(k, in: layout)
        for i in 0..<n {
          gradient[place] += 2 * weights[p] * slopes[2 * k * n + i] * moments[i]
          gradient[place + 1] += 2 * weights[p] * slopes[(2 * k + 1) * n + i] * moments[i]
        }
        k += 1
      } else {
        gradient[p] -= 2 * weights[p] * weightedDistance(s, p, column)
      }
    }
  }

  /// Σ_{i>j} S_ij D_p,ij.
  private func weightedDistance(_ s: [Double], _ p: Int, _ column: KernelLayout.Column) -> Double {
    s.withUnsafeBufferPointer { s in
      values.withUnsafeBufferPointer { values in
        guard let s = s.baseAddress, let values = values.baseAddress else { return 0 }
        let x = values + p * n
        var sum = 0.0
        for i in 1..<n {
          let row = s + i * (i - 1) / 2
          // Two sums, because one would make every addition wait for the one before.
          var even = 0.0
          var odd = 0.0
          var j = 0
          switch column {
          case .number, .flag:
            while j + 1 < i {
              let (d0, d1) = (x[i] - x[j], x[i] - x[j + 1])
              even += row[j] * (d0 * d0)
              odd += row[j + 1] * (d1 * d1)
              j += 2
            }
            if j < i { even += row[j] * ((x[i] - x[j]) * (x[i] - x[j])) }
          case .choice:
            while j < i {
              even += row[j] * choiceDistance(x[i], x[j])
              j += 1
            }
          }
          sum += even + odd
        }
        return sum
      }
    }
  }

  /// Σ_{i>j} S_ij D_p,ij, and for each i the moment Σ_j S_ij (w_i − w_j).
  private func weightedDistance(_ s: [Double], _ p: Int, moments: inout [Double]) -> Double {
    s.withUnsafeBufferPointer { s in
      values.withUnsafeBufferPointer { values in
        moments.withUnsafeMutableBufferPointer { moments in
          guard let s = s.baseAddress, let values = values.baseAddress, let moments = moments.baseAddress else {
            return 0
          }
          let x = values + p * n
          moments.update(repeating: 0, count: n)
          for i in 1..<n {
            let row = s + i * (i - 1) / 2
            var moment = 0.0
            for j in 0..<i {
              let term = row[j] * (x[i] - x[j])
              moment += term
              moments[j] -= term
            }
            moments[i] += moment
          }
          // Σ_{i>j} S_ij (w_i − w_j)² = Σ_i w_i Σ_j S_ij (w_i − w_j)
          var sum = 0.0
          for i in 0..<n { sum += x[i] * moments[i] }
          return sum
        }
      }
    }
  }
}
