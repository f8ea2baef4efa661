import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct CubeGeometryTests {
  static let samples = [SampleSpace.mixed, .conditional, .constrained, .scales]

  @Test(arguments: samples)
  func `rows mark what does not exist, as the space says`(sample: SampleSpace) {
    let geometry = CubeGeometry(sample.space)
    var source = RandomSource(seed: 1)
    for _ in 0..<200 {
      let point = source.point(geometry.dimension)
      var row = point
      geometry.canonicalize(&row)
      #expect(row.map { $0 != CubeGeometry.inactive } == sample.space.activity(point))
      #expect(geometry.point(row) == sample.space.canonical(point))
      #expect(geometry.assignment(row) == sample.space.decode(point))
    }
  }

  @Test(arguments: samples)
  func `an assignment has one row`(sample: SampleSpace) {
    let geometry = CubeGeometry(sample.space)
    var source = RandomSource(seed: 2)
    for _ in 0..<100 {
      let assignment = sample.space.decode(source.point(geometry.dimension))
      var row = geometry.row(of: assignment)
      #expect(geometry.assignment(row) == assignment)
      let before = row
      geometry.canonicalize(&row)
      #expect(zip(row, before).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    }
  }

  @Test func `a condition on a fixed parameter is settled once`() {
    let float = Domain.continuous(ContinuousRange(min: 0, max: 1))
    let space = Space([
      Parameter("kind", .fixed(.string("a"))),
      Parameter("x", float, when: Condition(parent: "kind", values: [.string("a")])),
      Parameter("y", float, when: Condition(parent: "kind", values: [.string("b")])),
      Parameter("z", float, when: Condition(parent: "y", values: [.float(0)])),
    ])
    let geometry = CubeGeometry(space)
    var row = [0.2, 0.4, 0.6]
    geometry.canonicalize(&row)
    #expect(row == [0.2, CubeGeometry.inactive, CubeGeometry.inactive])
  }

  @Test func `a condition on a number holds at its values`() {
    let space = Space([
      Parameter("layers", .stepped(SteppedRange(min: 1, max: 3, step: 1, isInteger: true))),
      Parameter("rate", .continuous(ContinuousRange(min: 0, max: 1))),
      Parameter("width", .bool, when: Condition(parent: "layers", values: [.int(2), .int(3)])),
      Parameter("edge", .bool, when: Condition(parent: "rate", values: [.float(0)])),
    ])
    let geometry = CubeGeometry(space)
    for (layers, rate) in [(0.1, 0.0), (0.5, 0.5), (0.9, 0.0)] {
      var row = [layers, rate, 0.9, 0.9]
      geometry.canonicalize(&row)
      #expect((row[2] == CubeGeometry.inactive) == (layers < 0.3))
      #expect((row[3] == CubeGeometry.inactive) == (rate > 0))
    }
  }

  @Test func `the distance of a row is to the nearest, in the worst coordinate`() {
    let rows = Rows(dimension: 2, [[0, 0], [1, 1]])
    #expect(rows.distance(to: [0.25, 0.5]) == 0.5)
    #expect(Rows(dimension: 2).distance(to: [0, 0]) == .infinity)
  }
}
