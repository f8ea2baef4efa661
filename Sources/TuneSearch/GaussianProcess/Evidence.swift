import TuneMath

/// The posterior density of the kernel's hyperparameters, as something to minimize.
///
/// Notation, for n points in P dimensions of which W are warped:
///
/// | symbol | meaning | shape |
/// |---|---|---|
/// | θ | hyperparameters: ``Hyperparameters`` | P + 2 + 2 W |
/// | x_p, w_p | coordinates along dimension p, before and after its input warp | n |
/// | D_p | squared distances along dimension p | n × n |
/// | r² = Σ_p D_p/ℓ_p² | squared scaled distances | n × n |
/// | K_× = k(r²) | correlations of a function of all parameters together | n × n |
/// | K_+ = (1/P) Σ_p k(P D_p/ℓ_p²) | correlations of a sum of functions of one parameter each | n × n |
/// | a | share of the sum | 1 |
/// | C = (1 − a) K_× + a K_+ + c₀ + (η + δ) I | covariance ÷ signal variance | n × n |
/// | L | C = L Lᵀ | n × n |
/// | z | warped, standardized losses | n |
/// | α = C⁻¹ z | | n |
/// | s² | signal variance | 1 |
///
/// k is Matérn's correlation of smoothness 5/2. The sum learns from few trials what each parameter does by itself, in any
/// context; the product learns what they do together, near each trial. c₀ = 1 is the variance of an unknown constant mean;
/// δ = 10⁻⁹ keeps C invertible. The signal variance has an inverse gamma prior with b = 2, so that its best value is
/// known in closed form, and a few equal observations do not make it vanish:
///
///     q = zᵀ C⁻¹ z,   s² = (2b + q)/(n + 2b)                                         (E1)
///     f(θ) = ½ (n + 2b) ln s² + Σ_i ln L_ii + ½ Σ_t ((θ_t − μ_t)/σ_t)²                (E2)
///
/// The gradient, to which that of the prior is added, with G = C⁻¹ − α αᵀ/s² and T_p = G ∘ ∂C/∂D_p:
///
///     ∂f/∂ ln ℓ_p = −2 Σ_{i>j} T_p,ij D_p,ij                                         (E3)
///     ∂f/∂ ln η = ½ η tr G                                                            (E4)
///     ∂f/∂ logit a = a (1 − a) Σ_{i>j} G_ij (K_+ − K_×)_ij                             (E5)
///     ∂f/∂ ln a_p = 2 Σ_i (∂w_p,i/∂ ln a_p) Σ_j T_p,ij (w_p,i − w_p,j), and so ln b_p   (E6)
///
/// C. E. Rasmussen, C. K. I. Williams, "Gaussian Processes for Machine Learning", 2006, chapter 5; D. Duvenaud,
/// H. Nickisch, C. E. Rasmussen, "Additive Gaussian processes", 2011.
///
/// An evaluation takes about n³ + 15 n² P operations.
struct Evidence {
  /// c₀.
  static let constantVariance = 1.0
  /// δ.
  static let jitter = 1e-9
  /// b of (E1).
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

  private static func transposed(_ elements: [Double], rows: Int, columns: Int) -> [Double] {
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
    let pairs = KernelPairs(columns, n, parameters)
    guard let process = conditioned(pairs, noise: parameters.noise) else { return .infinity }

    var value = process.cost
    for t in theta.indices {
      let deviation = (theta[t] - prior.mean[t]) / prior.sd[t]
      value += 0.5 * deviation * deviation
      gradient[t] = deviation / prior.sd[t]
    }
    let (g, trace) = pull(inverse: process.cholesky.inverse(), alpha: process.alpha, scale: process.scale)
    gradient[layout.dimension] += 0.5 * parameters.noise * trace
    pairs.addGradient(g, to: &gradient)
    return value
  }

  /// f(θ) without the share of the prior: the negative logarithm of the likelihood, up to a constant. Infinite outside
  /// the bounds of θ, too.
  func likelihoodCost(_ theta: [Double]) -> Double {
    guard zip(theta, prior.bounds).allSatisfy({ $1.contains($0) }) else { return .infinity }
    let parameters = Hyperparameters(layout, theta)
    return conditioned(KernelPairs(columns, n, parameters), noise: parameters.noise)?.cost ?? .infinity
  }

  private struct Conditioned {
    var cholesky: Cholesky
    var alpha: [Double]
    var scale: Double
    /// The terms of (E2) that depend on the data.
    var cost: Double
  }

  private func conditioned(_ pairs: KernelPairs, noise: Double) -> Conditioned? {
    guard let cholesky = Cholesky(covariance(pairs.correlations, noise: noise), order: n) else { return nil }
    let alpha = cholesky.solve(z)
    let scale = Evidence.scale(quadraticForm: innerProduct(z, alpha), count: n)
    let cost = 0.5 * (Double(n) + 2 * Evidence.scaleShape) * logarithm(scale) + 0.5 * cholesky.logDeterminant
    return Conditioned(cholesky: cholesky, alpha: alpha, scale: scale, cost: cost)
  }

  /// C, of which the decomposition reads the lower triangle, from packed correlations.
  private func covariance(_ correlations: [Double], noise: Double) -> [Double] {
    var c = [Double](repeating: 0, count: n * n)
    var place = 0
    for i in 0..<n {
      for j in 0..<i {
        c[i * n + j] = correlations[place] + Evidence.constantVariance
        place += 1
      }
      c[i * n + i] = 1 + Evidence.constantVariance + noise + Evidence.jitter
    }
    return c
  }

  /// G, packed without its diagonal, and its trace.
  private func pull(inverse: [Double], alpha: [Double], scale: Double) -> (packed: [Double], trace: Double) {
    var packed = [Double](repeating: 0, count: n * (n - 1) / 2)
    var trace = 0.0
    var place = 0
    for i in 0..<n {
      let factor = alpha[i] / scale
      for j in 0..<i {
        packed[place] = inverse[i * n + j] - factor * alpha[j]
        place += 1
      }
      trace += inverse[i * n + i] - factor * alpha[i]
    }
    return (packed, trace)
  }
}
