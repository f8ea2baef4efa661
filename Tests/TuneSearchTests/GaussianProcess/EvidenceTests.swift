import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct EvidenceTests {
  /// Numbers, a flag and a choice, all conditional on something or not; the numbers are warped.
  private static let geometry = CubeGeometry(SampleSpace.conditional.space)

  private static func sample(_ count: Int, warpsInputs: Bool) -> (KernelLayout, [Double], [Double]) {
    let layout = KernelLayout(geometry, warpsInputs: warpsInputs)
    var source = RandomSource(seed: 3)
    let rows = Rows(
      dimension: geometry.dimension,
      (0..<count).map { _ in geometry.row(of: geometry.space.decode(source.point(geometry.dimension))) }
    )
    return (layout, layout.coordinates(of: rows, in: geometry), source.normals(count))
  }

  @Test(arguments: [false, true])
  func `the gradient is that of the value`(warpsInputs: Bool) {
    let (layout, coordinates, z) = Self.sample(12, warpsInputs: warpsInputs)
    #expect(layout.warped.isEmpty != warpsInputs)
    let evidence = Evidence(layout, coordinates: coordinates, z: z)
    var source = RandomSource(seed: 4)
    let mode = Hyperparameters(priorModeOf: layout).values
    let theta = mode.map { $0 + 0.4 * source.normal() }
    var gradient = [Double](repeating: 0, count: theta.count)
    _ = evidence(theta, gradient: &gradient)
    for t in theta.indices {
      let step = 1e-5
      var (up, down, ignored) = (theta, theta, gradient)
      up[t] += step
      down[t] -= step
      let slope = (evidence(up, gradient: &ignored) - evidence(down, gradient: &ignored)) / (2 * step)
      #expect((gradient[t] - slope).magnitude < 1e-5 * max(1, slope.magnitude), "θ\(t): \(gradient[t]), \(slope)")
    }
  }

  @Test func `of one observation it has a closed form`() {
    let layout = KernelLayout(CubeGeometry(SampleSpace.line.space), warpsInputs: false)
    let z = 0.7
    let evidence = Evidence(layout, coordinates: [0.3], z: [z])
    let (logLength, logNoise, logitShare) = (-0.4, -3.0, 0.5)
    var gradient = [0.0, 0.0, 0.0]
    let value = evidence([logLength, logNoise, logitShare], gradient: &gradient)

    let c = 2 + exponential(logNoise) + 1e-9
    let scale = (4 + z * z / c) / 5  // (E1)
    let prior =
      0.5 * (logLength + 1) * (logLength + 1) + 0.5 * (logNoise + 6) * (logNoise + 6) / 2.25
      + 0.5 * logitShare * logitShare
    #expect((value - (2.5 * logarithm(scale) + 0.5 * logarithm(c) + prior)).magnitude < 1e-12)
    // One point has no distance to another: only the prior speaks of the length, and of the kind of function.
    #expect((gradient[0] - (logLength + 1)).magnitude < 1e-12)
    #expect((gradient[2] - logitShare).magnitude < 1e-12)
  }

  @Test func `observations may come in any order`() {
    let (layout, coordinates, z) = Self.sample(9, warpsInputs: false)
    let order = [4, 0, 8, 2, 6, 1, 7, 3, 5]
    let p = layout.dimension
    let shuffled = Evidence(
      layout,
      coordinates: order.flatMap { coordinates[$0 * p..<($0 + 1) * p] },
      z: order.map { z[$0] }
    )
    let theta = Hyperparameters(priorModeOf: layout).values
    var (first, second) = (theta, theta)
    let value = Evidence(layout, coordinates: coordinates, z: z)(theta, gradient: &first)
    #expect((value - shuffled(theta, gradient: &second)).magnitude < 1e-10)
    #expect(zip(first, second).allSatisfy { ($0 - $1).magnitude < 1e-9 })
  }

  @Test func `a relevant parameter gets a shorter length scale than an irrelevant one`() {
    let geometry = CubeGeometry(SampleSpace.scales.space)
    let layout = KernelLayout(geometry, warpsInputs: false)
    var source = RandomSource(seed: 8)
    let rows = Rows(dimension: 3, (0..<30).map { _ in source.point(3) })
    let z = (0..<30).map { Problem.wave(rows[$0, 1]) }
    let evidence = Evidence(layout, coordinates: rows.elements, z: z)
    let result = LBFGS().minimize(from: Hyperparameters(priorModeOf: layout).values) { evidence($0, gradient: &$1) }
    let lengths = result.point.prefix(3).map(exponential)
    #expect(lengths[1] < 0.5 * lengths[0])
    #expect(lengths[1] < 0.5 * lengths[2])
    #expect(exponential(result.point[3]) < 1e-2)
  }

  @Test func `the share tells a sum of functions from a product`() {
    let layout = KernelLayout(CubeGeometry(SampleSpace.scales.space), warpsInputs: false)
    func share(_ function: ([Double]) -> Double) -> Double {
      var source = RandomSource(seed: 8)
      let points = (0..<40).map { _ in source.point(3) }
      let evidence = Evidence(layout, coordinates: points.flatMap { $0 }, z: points.map(function))
      let result = LBFGS().minimize(from: Hyperparameters(priorModeOf: layout).values) { evidence($0, gradient: &$1) }
      return Hyperparameters(layout, result.point).additiveShare
    }
    let sum = share { Problem.wave($0[0]) + Problem.wave($0[1]) - 2 * Problem.wave($0[2]) }
    let product = share { 4 * Problem.wave($0[0]) * Problem.wave($0[1]) * ($0[2] - 0.5) }
    #expect(sum > 0.8)
    #expect(product < 0.4)
  }
}

extension Problem {
  /// A smooth function of one coordinate with more than one bend.
  fileprivate static func wave(_ x: Double) -> Double { 4 * (x - 0.2) * (x - 0.6) * (x - 0.9) * 8 }
}
