import Testing
import TuneMath

@Suite struct EllipticalSliceTests {
  /// Prior N(1, 2²) and N(−1, 1); one observation y = 3 of the first, one of the sum of both, sd ½ and 1. The posterior is
  /// normal, with precision Λ = [[¼ + 4 + 1, 1], [1, 1 + 1]].
  @Test func `of a normal likelihood the walk has the posterior's mean and covariance`() {
    func cost(_ x: [Double]) -> Double {
      0.5 * (x[0] - 3) * (x[0] - 3) / 0.25 + 0.5 * (x[0] + x[1] - 1) * (x[0] + x[1] - 1)
    }
    let (a, b, c) = (0.25 + 4 + 1, 1.0, 2.0)
    let determinant = a * c - b * b
    // Λ m = prior precision · prior mean + observations
    let (h0, h1) = (0.25 * 1 + 4 * 3 + 1, -1.0 + 1)
    let mean = [(c * h0 - b * h1) / determinant, (a * h1 - b * h0) / determinant]
    let covariance = [c / determinant, -b / determinant, a / determinant]

    var source = RandomSource(seed: 5)
    let start = [8.0, -6.0]
    var walk = EllipticalSlice(mean: [1, -1], sd: [2, 1], from: start, cost: cost(start))
    var points: [[Double]] = []
    for move in 0..<40_000 {
      walk.move(&source, cost)
      if move >= 100 { points.append(walk.point) }
    }
    func average(_ f: ([Double]) -> Double) -> Double { points.map(f).reduce(0, +) / Double(points.count) }
    let found = [average { $0[0] }, average { $0[1] }]
    #expect((found[0] - mean[0]).magnitude < 0.02 && (found[1] - mean[1]).magnitude < 0.04)
    let spread = [
      average { ($0[0] - found[0]) * ($0[0] - found[0]) },
      average { ($0[0] - found[0]) * ($0[1] - found[1]) },
      average { ($0[1] - found[1]) * ($0[1] - found[1]) },
    ]
    for (a, b) in zip(spread, covariance) { #expect((a - b).magnitude < 0.05 * covariance[2]) }
  }

  @Test func `where it may not be it never is`() {
    func cost(_ x: [Double]) -> Double { x[0] > 0.5 && x[0] < 0.6 ? 0 : .infinity }
    var source = RandomSource(seed: 6)
    var walk = EllipticalSlice(mean: [0], sd: [1], from: [0.55], cost: 0)
    var visited: Set<Double> = []
    for _ in 0..<200 {
      walk.move(&source, cost)
      visited.insert(walk.point[0])
    }
    #expect(visited.allSatisfy { $0 > 0.5 && $0 < 0.6 } && visited.count > 150)
  }

  @Test func `it ends where nothing is allowed, and where nothing can change`() {
    var source = RandomSource(seed: 7)
    var nowhere = EllipticalSlice(mean: [0, 0], sd: [1, 1], from: [0.3, 0.4], cost: 1)
    nowhere.move(&source) { _ in .infinity }
    #expect(nowhere.point == [0.3, 0.4])
    nowhere.move(&source) { _ in .nan }
    #expect(nowhere.point == [0.3, 0.4])
    var empty = EllipticalSlice(mean: [], sd: [], from: [], cost: 0)
    empty.move(&source) { _ in 0 }
    #expect(empty.point == [])
  }
}
