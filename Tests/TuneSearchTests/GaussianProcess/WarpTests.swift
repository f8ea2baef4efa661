import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct InputWarpTests {
  @Test func `without a bend it is the identity`() {
    let warp = InputWarp(logA: 0, logB: 0)
    for x in [0.01, 0.3, 0.5, 0.99] { #expect((warp(x) - x).magnitude < 1e-12) }
  }

  @Test(arguments: [(0.7, -0.4), (-1.2, 0.9), (2.0, 2.0), (-2.0, -2.0)])
  func `it rises from 0 to 1, with the slopes it says`(logA: Double, logB: Double) {
    let warp = InputWarp(logA: logA, logB: logB)
    #expect(warp(0) < 0.2 && warp(1) > 0.8)
    var last = -1.0
    for step in 0...50 {
      let x = Double(step) / 50
      let (value, slopeA, slopeB) = warp.withSlopes(x)
      #expect((value - warp(x)).magnitude < 1e-12)
      #expect(value >= last)
      last = value
      let h = 1e-5
      let a = (InputWarp(logA: logA + h, logB: logB)(x) - InputWarp(logA: logA - h, logB: logB)(x)) / (2 * h)
      let b = (InputWarp(logA: logA, logB: logB + h)(x) - InputWarp(logA: logA, logB: logB - h)(x)) / (2 * h)
      #expect((slopeA - a).magnitude < 1e-6 && (slopeB - b).magnitude < 1e-6)
    }
  }
}

@Suite struct OutputWarpTests {
  private static let losses = [0.31, 0.0, 0.07, 1.0, 0.11, 0.9, 0.02]

  @Test(arguments: OutputWarp.allCases)
  func `warped losses are standardized and in the same order`(warp: OutputWarp) {
    let z = WarpedLosses(Self.losses, warp).z
    #expect((z.reduce(0, +)).magnitude < 1e-12)
    #expect((z.reduce(0) { $0 + $1 * $1 } / 7 - 1).magnitude < 1e-12)
    let order = { (values: [Double]) in values.indices.sorted { values[$0] < values[$1] } }
    #expect(order(z) == order(Self.losses))
  }

  @Test(arguments: OutputWarp.allCases)
  func `the Jacobian is that of the map`(warp: OutputWarp) {
    // The map depends on the minimum, the median and the moments, which a derivative must hold fixed: it is taken
    // from the way back.
    let warped = WarpedLosses(Self.losses, warp)
    let h = 1e-6
    let logSlopes = warped.z.map { z in
      let rise = warped.unwarped(mean: z + h, sd: 0).mean - warped.unwarped(mean: z - h, sd: 0).mean
      return logarithm(2 * h / rise)
    }
    #expect((warped.logJacobian - logSlopes.reduce(0, +)).magnitude < 1e-6)
  }

  @Test(arguments: OutputWarp.allCases)
  func `the way back leads back`(warp: OutputWarp) {
    let warped = WarpedLosses(Self.losses, warp)
    for (z, loss) in zip(warped.z, Self.losses) {
      let back = warped.unwarped(mean: z, sd: 0)
      #expect((back.mean - loss).magnitude < 1e-12 && back.sd == 0)
    }
  }

  @Test(arguments: OutputWarp.allCases)
  func `a spread of warped values has the moments of what it unwarps to`(warp: OutputWarp) {
    let warped = WarpedLosses(Self.losses, warp)
    let (mean, sd) = (0.4, 0.3)
    // Quantiles stand for the distribution.
    let values = (0..<20_000).map { i in
      let z = mean + sd * StandardNormal.quantile((Double(i) + 0.5) / 20_000)
      return warped.unwarped(mean: z, sd: 0).mean
    }
    let expected = warped.unwarped(mean: mean, sd: sd)
    #expect((Statistics.mean(values) - expected.mean).magnitude < 1e-4 * expected.mean.magnitude)
    #expect((Statistics.standardDeviation(values) - expected.sd).magnitude < 2e-3 * expected.sd)
  }

  @Test(arguments: OutputWarp.allCases)
  func `equal losses tell nothing, and divide by nothing`(warp: OutputWarp) {
    let warped = WarpedLosses([0, 0, 0], warp)
    #expect(warped.z == [0, 0, 0] && warped.logJacobian == 0)
    #expect(WarpedLosses([0, 0, 0, 1], warp).z.allSatisfy { $0.isFinite })
  }
}
