import Testing
import TuneMath

@Suite struct OptimizationTests {
  /// Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)².
  static func rosenbrock(_ x: [Double], _ gradient: inout [Double]) -> Double {
    for i in gradient.indices { gradient[i] = 0 }
    var value = 0.0
    for i in 0..<x.count - 1 {
      let a = x[i + 1] - x[i] * x[i]
      let b = 1 - x[i]
      value += 100 * a * a + b * b
      gradient[i] += -400 * a * x[i] - 2 * b
      gradient[i + 1] += 200 * a
    }
    return value
  }

  /// ½ xᵀ A x − bᵀ x.
  static func quadratic(_ a: Matrix, _ b: [Double]) -> LBFGS.Objective {
    { x, gradient in
      let ax = a * x
      for i in x.indices { gradient[i] = ax[i] - b[i] }
      return 0.5 * innerProduct(x, ax) - innerProduct(b, x)
    }
  }

  // MARK: L-BFGS without bounds

  @Test(arguments: [2, 5, 20])
  func rosenbrockIsMinimized(dimensions: Int) {
    var search = LBFGS()
    search.maximumIterations = 500
    search.gradientTolerance = 1e-8
    let start = (0..<dimensions).map { $0.isMultiple(of: 2) ? -1.2 : 1 }
    let result = search.minimize(from: start, Self.rosenbrock)
    // From this start, higher dimensions may lead to the other minimum, at x₁ ≈ −1.
    #expect(result.value < 1e-12 || (dimensions > 3 && agree(result.value, 3.9866, relative: 0.01)))
    #expect(result.outcome == .converged || result.outcome == .flat)
    #expect(result.evaluations < 60 * dimensions)
  }

  @Test func quadraticsAreMinimizedInFewSteps() throws {
    let n = 12
    let a = LinearAlgebraTests.positiveDefinite(n)
    let b = Array(LinearAlgebraTests.random(1, n).elements)
    let exact = try #require(Cholesky(a.elements, order: n)).solve(b)
    var search = LBFGS()
    search.gradientTolerance = 1e-10
    search.memory = n
    let result = search.minimize(from: [Double](repeating: 0, count: n), Self.quadratic(a, b))
    #expect(largestDifference(result.point, exact) < 1e-7)
    #expect(result.iterations < 4 * n)
  }

  @Test func badlyScaledProblemsAreSolved() {
    // Curvatures 10⁻³ to 10⁵; the first step is off by the same factor.
    let curvature = [1e-3, 1, 1e5]
    var search = LBFGS()
    search.gradientTolerance = 1e-9
    let result = search.minimize(from: [5, 5, 5]) { x, gradient in
      for i in x.indices { gradient[i] = curvature[i] * (x[i] - 1) }
      return x.indices.reduce(0) { $0 + 0.5 * curvature[$1] * (x[$1] - 1) * (x[$1] - 1) }
    }
    #expect(largestDifference(result.point, [1, 1, 1]) < 1e-5)
  }

  @Test func infiniteAndUndefinedRegionsAreBackedOffFrom() {
    // x − ln x: undefined for x ≤ 0, where the first steps from far right lead. Minimum at 1.
    for bad in [Double.infinity, .nan, -.infinity, 1e10] {
      var search = LBFGS()
      search.firstStep = 100
      search.gradientTolerance = 1e-9
      let result = search.minimize(from: [30]) { x, gradient in
        guard x[0] > 0 else {
          gradient[0] = bad == 1e10 ? 0 : .nan
          return bad
        }
        gradient[0] = 1 - 1 / x[0]
        return x[0] - logarithm(x[0])
      }
      #expect(agree(result.point[0], 1, relative: 1e-7), "beyond the edge: \(bad)")
    }
  }

  @Test func theStartIsKeptWhenNothingIsLower() {
    let undefined = LBFGS().minimize(from: [1, 2]) { _, _ in .nan }
    #expect(undefined.outcome == .undefinedStart && undefined.point == [1, 2])
    // A gradient of the wrong sign: no step lowers the value.
    let wrong = LBFGS().minimize(from: [1]) { x, gradient in
      gradient[0] = -2 * x[0]
      return x[0] * x[0]
    }
    #expect(wrong.outcome == .stalled && wrong.point == [1] && wrong.evaluations < 60)
    let done = LBFGS().minimize(from: [0]) { x, gradient in
      gradient[0] = 2 * x[0]
      return x[0] * x[0]
    }
    #expect(done.outcome == .converged && done.iterations == 0 && done.evaluations == 1)
    let nothing = LBFGS().minimize(from: []) { _, _ in 7 }
    #expect(nothing.value == 7 && nothing.outcome == .converged)
  }

  @Test func theLimitOfIterationsIsKept() {
    var search = LBFGS()
    search.maximumIterations = 3
    let result = search.minimize(from: [-1.2, 1], Self.rosenbrock)
    #expect(result.iterations == 3 && result.outcome == .limit)
    #expect(result.value < 24.2)
  }

  @Test func valuesNeverRise() {
    var values: [Double] = []
    var search = LBFGS()
    for limit in 0..<30 {
      search.maximumIterations = limit
      values.append(search.minimize(from: [-1.2, 1], Self.rosenbrock).value)
    }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
  }

  // MARK: L-BFGS in a box

  @Test func boundsHoldTheMinimum() {
    // The known solution with x₁ ≤ 0.5: x₂ = x₁².
    var search = LBFGS()
    search.gradientTolerance = 1e-9
    let box = Box(lower: [-2, -2], upper: [0.5, 2])
    let result = search.minimize(from: [-1.2, 1], in: box, Self.rosenbrock)
    #expect(largestDifference(result.point, [0.5, 0.25]) < 1e-7)
    #expect(agree(result.value, 0.25, relative: 1e-9))
  }

  @Test func quadraticsInABoxSatisfyTheOptimalityConditions() {
    for seed in 0..<20 as Range<UInt64> {
      var source = RandomSource(seed: seed, "box")
      let n = 8
      let a = LinearAlgebraTests.positiveDefinite(n, seed: seed)
      let b = source.normals(n).map { 10 * $0 }
      let box = Box(lower: (0..<n).map { _ in -source.uniform() }, upper: (0..<n).map { _ in source.uniform() })
      var search = LBFGS()
      search.gradientTolerance = 1e-8
      search.maximumIterations = 300
      let result = search.minimize(from: source.normals(n), in: box, Self.quadratic(a, b))
      for i in 0..<n {
        let (x, g) = (result.point[i], result.gradient[i])
        #expect(x >= box.lower[i] && x <= box.upper[i])
        let isOptimal =
          g.magnitude < 1e-5 || (x == box.lower[i] && g > 0) || (x == box.upper[i] && g < 0)
        #expect(isOptimal, "seed \(seed), coordinate \(i): x = \(x), g = \(g)")
      }
    }
  }

  @Test func pointsOutsideTheBoxAreNeverEvaluated() {
    let box = Box.unit(3)
    var inside = true
    _ = LBFGS().minimize(from: [-5, 0.5, 9], in: box) { x, gradient in
      inside = inside && x.allSatisfy { $0 >= 0 && $0 <= 1 }
      for i in x.indices { gradient[i] = 2 * (x[i] - 3) }
      return x.reduce(0) { $0 + ($1 - 3) * ($1 - 3) }
    }
    #expect(inside)
  }

  @Test func aBoxOfOnePointIsItsOwnMinimum() {
    let result = LBFGS().minimize(from: [4], in: Box(lower: [2], upper: [2])) { x, gradient in
      gradient[0] = 1
      return x[0]
    }
    #expect(result.point == [2] && result.outcome == .converged)
  }

  // MARK: Brent

  @Test func brentFindsMinimaOfOneVariable() {
    let parabola = brentMinimum(in: -3...7) { ($0 - 2) * ($0 - 2) + 1 }
    #expect(agree(parabola.point, 2, relative: 1e-7) && parabola.value == 1)
    let quartic = brentMinimum(in: 0...4) { power($0, 4) - 8 * $0 }
    #expect(agree(quartic.point, 1.2599210498948732, relative: 1e-7))
    // A kink has no parabola.
    let kink = brentMinimum(in: -1...1) { ($0 - 0.3).magnitude }
    #expect(agree(kink.point, 0.3, relative: 1e-6))
    // A falling function ends at the bound.
    #expect(brentMinimum(in: 0...1) { -$0 }.point > 1 - 1e-7)
  }

  @Test func brentUsesFewEvaluationsAndSurvivesUndefinedOnes() {
    var evaluations = 0
    let smooth = brentMinimum(in: -10...10, tolerance: 1e-6) { x in
      evaluations += 1
      return hyperbolicTangent(x - 1) * hyperbolicTangent(x - 1)
    }
    #expect(agree(smooth.point, 1, relative: 1e-5) && evaluations < 40)
    let edge = brentMinimum(in: -1...4) { $0 <= 0 ? .nan : $0 - logarithm($0) }
    #expect(agree(edge.point, 1, relative: 1e-6))
    #expect(brentMinimum(in: 2...2) { $0 }.point == 2)
    #expect(brentMinimum(in: 0...1) { _ in .infinity }.value == .infinity)
    var limited = 0
    _ = brentMinimum(in: 0...1, maximumEvaluations: 5) { x in
      limited += 1
      return x
    }
    #expect(limited <= 5)
  }
}
