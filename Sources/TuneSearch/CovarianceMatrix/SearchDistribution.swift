import TuneMath

/// The normal distribution N(m, σ² C) that an evolution strategy samples from, and learns.
///
/// | symbol | meaning | shape |
/// |---|---|---|
/// | m | mean, in the unit cube | d |
/// | σ | step size | 1 |
/// | C = B D² Bᵀ | covariance | d × d |
/// | p_σ, p_c | evolution paths | d |
/// | y_k | samples, x_k = m + σ y_k | λ × d |
///
/// Numbers of equations as in ``EvolutionConstants``.
struct SearchDistribution: Sendable {
  let constants: EvolutionConstants
  var mean: [Double]
  private(set) var sigma: Double
  private(set) var covariance: Matrix
  /// g, the number of updates.
  private(set) var generation = 0

  private var sigmaPath: [Double]
  private var covariancePath: [Double]
  /// B.
  private var basis: Matrix
  /// Diagonal of D.
  private var scales: [Double]

  init(mean: [Double], sigma: Double, covariance: Matrix? = nil, _ constants: EvolutionConstants) {
    self.mean = mean
    self.sigma = sigma
    self.constants = constants
    self.covariance = covariance ?? .identity(constants.dimension)
    sigmaPath = [Double](repeating: 0, count: constants.dimension)
    covariancePath = sigmaPath
    basis = .identity(constants.dimension)
    scales = [Double](repeating: 1, count: constants.dimension)
    if covariance != nil { decompose() }
  }

  /// y = B D z ~ N(0, C). (39)
  func step(_ z: [Double]) -> [Double] {
    basis * zip(scales, z).map { $0 * $1 }
  }

  /// The standard deviation of dimension j.
  func deviation(_ j: Int) -> Double { sigma * covariance[j, j].squareRoot() }

  /// Learns from a generation.
  ///
  /// - Parameter steps: y_1…y_λ, the best first.
  mutating func update(_ steps: [[Double]]) {
    let k = constants
    let d = k.dimension
    precondition(steps.count == k.populationSize, "a generation has λ steps")

    var step = [Double](repeating: 0, count: d)  // ⟨y⟩_w, (41)
    for (w, y) in zip(k.weights, steps) where w > 0 {
      for j in 0..<d { step[j] += w * y[j] }
    }
    for j in 0..<d { mean[j] += sigma * step[j] }  // (42)

    let whitened = whiten(step)
    let pathFactor = (k.cSigma * (2 - k.cSigma) * k.effectiveSize).squareRoot()
    for j in 0..<d { sigmaPath[j] = (1 - k.cSigma) * sigmaPath[j] + pathFactor * whitened[j] }  // (43)
    let length = euclideanNorm(sigmaPath)
    sigma *= exponential(min(1, k.cSigma / k.dSigma * (length / k.expectedLength - 1)))  // (44)

    generation += 1
    let fading = 1 - power(1 - k.cSigma, 2 * Double(generation))
    let isShort = length / fading.squareRoot() < (1.4 + 2 / Double(d + 1)) * k.expectedLength
    let hSigma = isShort ? 1.0 : 0.0
    let covarianceFactor = hSigma * (k.cC * (2 - k.cC) * k.effectiveSize).squareRoot()
    for j in 0..<d { covariancePath[j] = (1 - k.cC) * covariancePath[j] + covarianceFactor * step[j] }  // (45)

    // (46): negative weights are scaled so that no sample counts for its length.
    let weights = zip(k.weights, steps).map { w, y in
      if w >= 0 { return w }
      let z = whiten(y)
      return w * Double(d) / max(innerProduct(z, z), 1e-300)
    }
    let forgotten = (1 - hSigma) * k.cC * (2 - k.cC)
    let kept = 1 + k.c1 * forgotten - k.c1 - k.cMu * k.weights.reduce(0, +)
    for i in 0..<d {  // (47)
      for j in 0...i {
        var sum = kept * covariance[i, j] + k.c1 * covariancePath[i] * covariancePath[j]
        for (w, y) in zip(weights, steps) { sum += k.cMu * w * y[i] * y[j] }
        covariance[i, j] = sum
        covariance[j, i] = sum
      }
    }
    decompose()
  }

  /// C^(−1/2) y.
  private func whiten(_ y: [Double]) -> [Double] {
    let rotated = basis.transposed * y
    return basis * zip(rotated, scales).map { $0 / $1 }
  }

  private mutating func decompose() {
    let eigen = SymmetricEigen(covariance)
    basis = eigen.vectors
    // Rounding may leave the smallest eigenvalues below 0.
    let largest = max(eigen.values.last ?? 1, 1e-300)
    scales = eigen.values.map { max($0, 1e-14 * largest).squareRoot() }
  }

  /// Whether nothing more is to be expected: the steps are too small to matter, or too long to be anything but lost, or the
  /// distribution has become a needle.
  var isExhausted: Bool {
    let longest = sigma * (scales.max() ?? 1)
    guard longest.isFinite, mean.allSatisfy(\.isFinite) else { return true }
    return longest < 1e-12 || sigma > 1e4 || (scales.max() ?? 1) > 1e7 * (scales.min() ?? 1)
  }
}
