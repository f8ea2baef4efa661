import Testing
import TuneMath

@testable import TuneSearch

@Suite struct EvolutionConstantsTests {
  @Test(arguments: [(1, 4), (2, 6), (10, 10), (40, 15), (10, 100)])
  func `weights keep the covariance positive definite and unbiased`(dimension: Int, populationSize: Int) {
    let k = EvolutionConstants(dimension: dimension, populationSize: populationSize)
    #expect(k.weights.count == populationSize)
    #expect(k.weights == k.weights.sorted(by: >))
    #expect((k.weights.filter { $0 > 0 }.reduce(0, +) - 1).magnitude < 1e-12)
    #expect(k.c1 + k.cMu <= 1)
    // (53): with samples of length √d, no direction loses more than it has.
    let taken = -k.weights.filter { $0 < 0 }.reduce(0, +)
    #expect(k.c1 + k.cMu + Double(dimension) * k.cMu * taken <= 1 + 1e-12)
  }

  @Test func `in ten dimensions they are those of the tutorial`() {
    let k = EvolutionConstants(dimension: 10, populationSize: EvolutionConstants.populationSize(dimension: 10))
    #expect(k.populationSize == 10)
    #expect((k.effectiveSize - 3.1672992814107026).magnitude < 1e-9)
    #expect((k.cSigma - 0.2844285879463675).magnitude < 1e-9)
    #expect((k.c1 - 0.015283824524751714).magnitude < 1e-9)
    #expect((k.cMu - 0.02015428276120838).magnitude < 1e-9)
    #expect((k.expectedLength - 3.0847265).magnitude < 1e-6)
  }
}

@Suite struct SearchDistributionTests {
  private static let constants = EvolutionConstants(dimension: 3, populationSize: 8)

  @Test func `samples have the covariance they should`() {
    let covariance = Matrix(rows: 3, columns: 3, elements: [4, 1, 0, 1, 2, -0.5, 0, -0.5, 1])
    let distribution = SearchDistribution(mean: [0, 0, 0], sigma: 1, covariance: covariance, Self.constants)
    var source = RandomSource(seed: 3)
    var sum = Matrix(rows: 3, columns: 3)
    for _ in 0..<20_000 {
      let y = distribution.step(source.normals(3))
      for i in 0..<3 { for j in 0..<3 { sum[i, j] += y[i] * y[j] / 20_000 } }
    }
    for (actual, expected) in zip(sum.elements, covariance.elements) { #expect((actual - expected).magnitude < 0.12) }
  }

  /// One generation by hand: (41) to (47) with p_σ = p_c = 0 and C = I.
  @Test func `the first update is the tutorial's`() {
    let k = Self.constants
    var distribution = SearchDistribution(mean: [0.5, 0.5, 0.5], sigma: 0.2, k)
    var source = RandomSource(seed: 9)
    let steps = (0..<8).map { _ in source.normals(3) }
    distribution.update(steps)

    var step = [0.0, 0, 0]
    for (w, y) in zip(k.weights, steps) where w > 0 { for j in 0..<3 { step[j] += w * y[j] } }
    for j in 0..<3 { #expect((distribution.mean[j] - (0.5 + 0.2 * step[j])).magnitude < 1e-12) }
    let length = (k.cSigma * (2 - k.cSigma) * k.effectiveSize).squareRoot() * euclideanNorm(step)
    let growth = exponential(k.cSigma / k.dSigma * (length / k.expectedLength - 1))
    #expect((distribution.sigma - 0.2 * growth).magnitude < 1e-12)

    let root = (k.cC * (2 - k.cC) * k.effectiveSize).squareRoot()
    var expected = 1 - k.c1 - k.cMu * k.weights.reduce(0, +) + k.c1 * root * root * step[0] * step[0]
    for (w, y) in zip(k.weights, steps) {
      let weight = w >= 0 ? w : 3 * w / innerProduct(y, y)
      expected += k.cMu * weight * y[0] * y[0]
    }
    #expect((distribution.covariance[0, 0] - expected).magnitude < 1e-12)
  }

  @Test func `it does not care how the space is rotated`() {
    func search(_ rotation: (Double, Double)) -> [Double] {
      let constants = EvolutionConstants(dimension: 2, populationSize: 6)
      var distribution = SearchDistribution(mean: [0, 0], sigma: 0.5, constants)
      var source = RandomSource(seed: 4)
      let (c, s) = rotation
      for _ in 0..<20 {
        let samples = (0..<6).map { _ in
          let z = source.normals(2)
          // The same draws, seen from the rotated axes.
          return distribution.step([c * z[0] - s * z[1], s * z[0] + c * z[1]])
        }
        let losses = samples.map { y -> Double in
          let (a, b) = (
            distribution.mean[0] + distribution.sigma * y[0], distribution.mean[1] + distribution.sigma * y[1]
          )
          let (u, v) = (c * a + s * b - 1, -s * a + c * b - 2)
          return u * u + 10 * v * v
        }
        let order = (0..<6).sorted { losses[$0] < losses[$1] }
        distribution.update(order.map { samples[$0] })
      }
      let (a, b) = (distribution.mean[0], distribution.mean[1])
      return [c * a + s * b, -s * a + c * b, distribution.sigma]
    }
    // A quarter turn leaves the eigenvectors' order as the only difference.
    let plain = search((1, 0))
    #expect((plain[0] - 1).magnitude < 0.3 && (plain[1] - 2).magnitude < 0.3)
    for (a, b) in zip(plain, search((-1, 0))) { #expect((a - b).magnitude < 1e-9) }
  }
}

@Suite struct LevelMarginTests {
  private static let margin = LevelMargin(units: [0.1, 0.3, 0.5, 0.7, 0.9])

  private static func probabilities(_ mean: Double, _ spread: Double) -> [Double] {
    let edges = [-Double.infinity] + margin.thresholds + [.infinity]
    return zip(edges, edges.dropFirst()).map {
      StandardNormal.cdf(($1 - mean) / spread) - StandardNormal.cdf(($0 - mean) / spread)
    }
  }

  @Test(arguments: [0.31, 0.42, 0.5, 0.58, 0.69])
  func `between two thresholds either can still be crossed`(mean: Double) {
    let alpha = 0.05
    let (newMean, stretch) = Self.margin.corrected(mean: mean, deviation: 1e-3, stretch: 1, alpha: alpha)
    let level = Self.margin.level(mean)
    #expect(Self.margin.level(newMean) == level)
    let after = Self.probabilities(newMean, 1e-3 * stretch)
    #expect(after[..<level].reduce(0, +) >= alpha / 2 - 1e-9)
    #expect(after[(level + 1)...].reduce(0, +) >= alpha / 2 - 1e-9)
    #expect(after[level] > 0.5)
  }

  @Test(arguments: [0.02, 0.99, -0.4])
  func `at the ends the one threshold can still be crossed`(mean: Double) {
    let (newMean, stretch) = Self.margin.corrected(mean: mean, deviation: 0.01, stretch: 1, alpha: 0.05)
    let level = Self.margin.level(mean)
    let after = Self.probabilities(newMean, 0.01 * stretch)
    #expect((1 - after[level] - 0.05).magnitude < 1e-9)
  }

  @Test func `what can be left anyway stays as it is`() {
    let (mean, stretch) = Self.margin.corrected(mean: 0.5, deviation: 0.3, stretch: 1.5, alpha: 0.05)
    #expect(mean == 0.5 && stretch == 1.5)
  }

  @Test func `one level has nothing to leave`() {
    let (mean, stretch) = LevelMargin(units: [0.5]).corrected(mean: 0.2, deviation: 1, stretch: 1, alpha: 0.1)
    #expect(mean == 0.2 && stretch == 1)
  }
}

@Suite struct ChoiceDistributionTests {
  @Test func `it moves towards the better samples and forgets no choice`() {
    var choices = ChoiceDistribution(levels: 4)
    for _ in 0..<200 {
      choices.update([2, 2, 1, 0], weights: [0.6, 0.4, -0.3, -0.7], rate: 0.3, margin: 0.02)
      #expect((choices.probabilities.reduce(0, +) - 1).magnitude < 1e-12)
    }
    #expect(choices.probabilities.allSatisfy { $0 >= 0.02 - 1e-12 })
    #expect((choices.probabilities[2] - 0.94).magnitude < 1e-9)
  }

  @Test func `samples without the dimension teach nothing`() {
    var choices = ChoiceDistribution(levels: 3)
    let before = choices
    choices.update([nil, nil], weights: [0.7, 0.3], rate: 0.5, margin: 0.01)
    #expect(zip(choices.probabilities, before.probabilities).allSatisfy { ($0 - $1).magnitude < 1e-12 })
  }

  @Test func `a number picks a level by its share`() {
    let choices = ChoiceDistribution(levels: 4)
    #expect([0.0, 0.26, 0.51, 0.999].map(choices.level) == [0, 1, 2, 3])
  }
}
