import Testing
import TuneModel

@testable import TuneSearch

@Suite struct LatticeTests {
  @Test(arguments: [SampleSpace.onePoint, .onlyFixed, .small, .smallConditional])
  func `a lattice has every assignment of a finite space once`(sample: SampleSpace) throws {
    let lattice = try #require(Lattice(allOf: sample.space, limit: 1_000))
    #expect(lattice.count == sample.space.cardinality())
    let assignments = (0..<lattice.count).map { sample.space.decode(lattice.point($0)) }
    #expect(Set(assignments).count == sample.feasibleCount)
    for number in 0..<lattice.count {
      let point = lattice.point(number)
      #expect(sample.space.canonical(point) == point)
    }
  }

  @Test func `only some levels of a continuous dimension, only where it is active`() throws {
    let space = SampleSpace.conditional.space
    // momentum, optimizer (3 values), nesterov, dampening, beta, learning_rate
    let levels: [[Double]] = [
      [0.0, 1], [1.0 / 6, 0.5, 5.0 / 6], [0.25, 0.75], [0.0, 0.5, 1], [0.5], [0.0, 0.25, 0.5, 1],
    ]
    let lattice = try #require(Lattice(space, levels: levels))
    let sgd = 2 * (1 + 3) * 4
    let adam = 1 * 4
    #expect(lattice.count == sgd + adam + 1)
    #expect(Set((0..<lattice.count).map { space.decode(lattice.point($0)) }).count == lattice.count)
  }

  @Test func `the middle combination has the middle levels`() throws {
    let lattice = try #require(Lattice(SampleSpace.scales.space, levels: [[0, 0.3, 1], [0, 0.4, 1], [0, 1]]))
    #expect(lattice.point(lattice.middle) == [0.3, 0.4, 0])
  }

  @Test func `too many combinations are said so`() {
    let levels = [[Double]](repeating: (0..<100).map { Double($0) / 99 }, count: 20)
    #expect(Lattice(SampleSpace.wide.space, levels: levels) == nil)
    #expect(Lattice(allOf: SampleSpace.small.space, limit: 23) == nil)
    #expect(Lattice(allOf: SampleSpace.line.space, limit: 1_000) == nil)
  }
}
