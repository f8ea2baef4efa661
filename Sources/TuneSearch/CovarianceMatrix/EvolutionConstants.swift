import TuneMath

/// The constants of CMA-ES for d dimensions and λ samples a generation.
///
/// N. Hansen, "The CMA evolution strategy: a tutorial", arXiv 1604.00772; numbers of equations are the tutorial's.
struct EvolutionConstants: Sendable, Hashable {
  let dimension: Int
  /// λ.
  let populationSize: Int
  /// w_i, i = 1…λ: positive ones sum to 1, the others are negative.
  let weights: [Double]
  /// μ_eff, of the positive weights.
  let effectiveSize: Double
  let cSigma: Double
  let dSigma: Double
  let cC: Double
  let c1: Double
  let cMu: Double
  /// E‖N(0, I)‖.
  let expectedLength: Double

  init(dimension: Int, populationSize: Int) {
    precondition(dimension >= 1 && populationSize >= 2, "an evolution strategy needs a dimension and two samples")
    self.dimension = dimension
    self.populationSize = populationSize
    let d = Double(dimension)
    let lambda = Double(populationSize)

    let raw = (1...populationSize).map { logarithm((lambda + 1) / 2) - logarithm(Double($0)) }  // (49)
    func effective(_ weights: [Double]) -> Double {
      let sum = weights.reduce(0, +)
      return weights.isEmpty || sum == 0 ? 0 : sum * sum / weights.reduce(0) { $0 + $1 * $1 }
    }
    let positive = raw.filter { $0 > 0 }
    let negative = raw.filter { $0 < 0 }
    let muEff = effective(positive)
    let muEffNegative = effective(negative)

    cSigma = (muEff + 2) / (d + muEff + 5)  // (55)
    dSigma = 1 + 2 * max(0, ((muEff - 1) / (d + 1)).squareRoot() - 1) + cSigma
    cC = (4 + muEff / d) / (d + 4 + 2 * muEff / d)  // (56)
    let c1 = 2 / ((d + 1.3) * (d + 1.3) + muEff)  // (57)
    let cMu = min(1 - c1 - 1e-8, 2 * (muEff - 2 + 1 / muEff) / ((d + 2) * (d + 2) + muEff))  // (58)
    self.c1 = c1
    self.cMu = cMu

    // (50)–(53): negative weights may not take more out of C than stays positive definite.
    let bound = min(1 + c1 / cMu, 1 + 2 * muEffNegative / (muEff + 2), (1 - c1 - cMu) / (d * cMu))
    let positiveSum = positive.reduce(0, +)
    let negativeSum = -negative.reduce(0, +)
    weights = raw.map { $0 >= 0 ? $0 / positiveSum : bound * $0 / max(negativeSum, 1e-300) }
    effectiveSize = muEff
    expectedLength = d.squareRoot() * (1 - 1 / (4 * d) + 1 / (21 * d * d))
  }

  /// λ = 4 + ⌊3 ln d⌋, (48).
  static func populationSize(dimension: Int) -> Int {
    4 + Int((3 * logarithm(Double(max(1, dimension)))).rounded(.down))
  }
}
