import Testing
import TuneMath

@testable import TuneSearch

@Suite struct CrossoverTests {
  private func children(_ crossover: Crossover, _ x: Double, _ y: Double, spread: Double = 0.1) -> [Double] {
    var source = RandomSource(seed: 12)
    return (0..<20_000).map { _ in crossover.combine(x, y, spread: spread, using: &source) }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Deb and Agrawal's density, integrated: P(β ≤ b) = ½ b^(η + 1) below 1, 1 − ½ b^−(η + 1) above.
  @Test(arguments: [0.0, 2, 15])
  func `the spread factor has its published distribution`(index: Double) {
    for step in 1..<100 {
      let u = Double(step) / 100
      let beta = Crossover.spreadFactor(u, index: index)
      let probability = beta <= 1 ? 0.5 * power(beta, index + 1) : 1 - 0.5 * power(beta, -(index + 1))
      #expect(abs(probability - u) < 1e-12)
    }
    #expect(Crossover.spreadFactor(0, index: index) == 0)
  }

  /// P(|δ| ≤ t) = 1 − (1 − t)^(η + 1).
  @Test func `a polynomial step has its published distribution`() {
    for step in 1..<100 {
      let u = Double(step) / 100
      let delta = polynomialStep(u, index: 8)
      let tail = 0.5 * power(1 - abs(delta), 9)
      #expect(abs((delta < 0 ? tail : 1 - tail) - u) < 1e-12)
    }
    #expect(polynomialStep(0, index: 8) == -1 && polynomialStep(0.5, index: 8) == 0)
  }

  @Test(arguments: [Crossover.sbx, .blend])
  func `children are around the middle of their parents, on average`(crossover: Crossover) {
    #expect(abs(mean(children(crossover, 0.2, 0.6)) - 0.4) < 0.01)
  }

  @Test(arguments: [Crossover.sbx, .blend])
  func `equal parents have no other children`(crossover: Crossover) {
    #expect(children(crossover, 0.3, 0.3).allSatisfy { abs($0 - 0.3) < 1e-15 })
  }

  @Test func `a blend reaches half of the parents' distance beyond them`() {
    let all = children(.blend, 0.6, 0.2)
    #expect(all.allSatisfy { $0 >= 0 && $0 <= 0.8 + 1e-12 })
    #expect(all.contains { $0 < 0.01 } && all.contains { $0 > 0.79 })
  }

  @Test func `a Gaussian child is as far from its parent as the population is spread`() {
    let all = children(.gaussian, 0.5, 0.9, spread: 0.2)
    #expect(abs(mean(all) - 0.5) < 0.005)
    #expect(abs(mean(all.map { ($0 - 0.5) * ($0 - 0.5) }).squareRoot() - 0.14) < 0.003)
  }
}
