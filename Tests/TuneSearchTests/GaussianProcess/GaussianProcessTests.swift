import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct GaussianProcessTests {
  private static let layout = KernelLayout(CubeGeometry(SampleSpace.scales.space), warpsInputs: false)

  private static func data(_ count: Int, seed: UInt64 = 1) -> (coordinates: [Double], z: [Double]) {
    var source = RandomSource(seed: seed)
    let points = (0..<count).map { _ in source.point(3) }
    return (points.flatMap { $0 }, points.map { $0[0] - $0[1] * $0[2] })
  }

  private static func hyperparameters(length: Double = 0.6, noise: Double = 1e-6, share: Double = 0.4)
    -> Hyperparameters
  {
    let logLength = logarithm(length)
    let logit = logarithm(share / (1 - share))
    return Hyperparameters(layout, [logLength, logLength, logLength, logarithm(noise), logit])
  }

  @Test func `without noise it passes through the data, and is sure of it`() throws {
    let (coordinates, z) = Self.data(20)
    let process = try #require(GaussianProcess(Self.hyperparameters(), coordinates: coordinates, z: z))
    let (means, sds) = process.predict(coordinates)
    for i in z.indices {
      #expect((means[i] - z[i]).magnitude < 1e-3)
      #expect(sds[i] < 5e-3)
    }
    #expect(process.means(coordinates) == means)
  }

  @Test func `given one observation it has a closed form`() throws {
    let (noise, share) = (0.05, 0.3)
    let process = try #require(
      GaussianProcess(
        Self.hyperparameters(length: 0.5, noise: noise, share: share),
        coordinates: [0.2, 0.4, 0.6],
        z: [1.5]
      )
    )
    let (means, sds) = process.predict([0.3, 0.4, 0.5])
    func matern(_ square: Double) -> Double {
      let t = (5 * square).squareRoot()
      return (1 + t + t * t / 3) * exponential(-t)
    }
    let product = matern((0.1 * 0.1 + 0.1 * 0.1) / 0.25)
    let sum = (2 * matern(3 * 0.1 * 0.1 / 0.25) + matern(0)) / 3
    let covariance = (1 - share) * product + share * sum + 1
    let variance = 2 + noise + 1e-9
    #expect((means[0] - covariance / variance * 1.5).magnitude < 1e-12)
    let scale = (4 + 1.5 * 1.5 / variance) / 5
    #expect((sds[0] - (scale * (2 - covariance * covariance / variance)).squareRoot()).magnitude < 1e-12)
  }

  @Test func `taking up an observation is having had it from the start, but for the scale`() throws {
    let (coordinates, z) = Self.data(15)
    let whole = try #require(GaussianProcess(Self.hyperparameters(), coordinates: coordinates, z: z))
    var grown = try #require(
      GaussianProcess(
        Self.hyperparameters(),
        coordinates: Array(coordinates.prefix(12 * 3)),
        z: Array(z.prefix(12))
      )
    )
    for i in 12..<15 { grown.append(Array(coordinates[i * 3..<(i + 1) * 3]), z: z[i]) }
    let (candidates, _) = Self.data(10, seed: 2)
    let (expected, actual) = (whole.predict(candidates), grown.predict(candidates))
    for i in 0..<10 {
      #expect((expected.means[i] - actual.means[i]).magnitude < 1e-9)
      let ratio = (whole.scale / grown.scale).squareRoot()
      #expect((expected.sds[i] - actual.sds[i] * ratio).magnitude < 1e-9)
    }
  }

  @Test func `an observation reduces uncertainty everywhere, whatever it says`() throws {
    let (coordinates, z) = Self.data(8)
    var process = try #require(GaussianProcess(Self.hyperparameters(), coordinates: coordinates, z: z))
    let (candidates, _) = Self.data(30, seed: 7)
    let before = process.predict(candidates).sds
    process.append([0.5, 0.5, 0.5], z: 100)
    let after = process.predict(candidates).sds
    #expect(zip(before, after).allSatisfy { $1 <= $0 + 1e-12 })
    #expect(zip(before, after).contains { $1 < 0.9 * $0 })
  }

  @Test func `an observation twice does not break it`() throws {
    let (coordinates, z) = Self.data(6)
    var process = try #require(
      GaussianProcess(
        Self.hyperparameters(noise: 1e-8),
        coordinates: coordinates + coordinates,
        z: z + z
      )
    )
    process.append(Array(coordinates.prefix(3)), z: z[0])
    #expect(process.predict(coordinates).sds.allSatisfy { $0.isFinite && $0 >= 0 })
  }

  @Test func `predictions do not depend on how candidates are grouped`() throws {
    let (coordinates, z) = Self.data(40)
    let process = try #require(GaussianProcess(Self.hyperparameters(), coordinates: coordinates, z: z))
    let (candidates, _) = Self.data(1_001, seed: 3)
    let together = process.predict(candidates)
    for i in [0, 500, 1_000] {
      let alone = process.predict(Array(candidates[i * 3..<(i + 1) * 3]))
      #expect(alone.means[0] == together.means[i] && alone.sds[0] == together.sds[i])
    }
  }

  @Test func `two different choices are equally far apart, and nothing is in the middle`() {
    #expect(choiceDistance(0, 0) == 0)
    #expect(choiceDistance(0, 3) == 1)
    #expect(choiceDistance(2, 1) == 1)
    #expect(choiceDistance(-1, 1) == 0.5)
    #expect(choiceDistance(-1, -1) == 0)
  }
}
