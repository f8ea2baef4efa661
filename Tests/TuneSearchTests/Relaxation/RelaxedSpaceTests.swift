import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct RelaxedSpaceTests {
  @Test(arguments: [SampleSpace.mixed, .conditional, .small, .onlyFixed])
  func `an assignment survives being relaxed`(sample: SampleSpace) {
    let relaxed = RelaxedSpace(sample.space)
    var source = RandomSource(seed: 8)
    for _ in 0..<200 {
      let assignment = sample.space.decode(source.point(sample.space.dimensions.count))
      let position = relaxed.relax(assignment)
      #expect(position.count == relaxed.count && position.allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(sample.space.decode(relaxed.point(of: position)) == assignment)
    }
  }

  @Test func `the heaviest value of a category counts, and numbers are clamped`() {
    let space = Space([
      Parameter("c", .categorical([.string("a"), .string("b"), .string("c")])),
      Parameter("x", .continuous(ContinuousRange(min: 0, max: 10))),
      Parameter("flag", .bool),
    ])
    let relaxed = RelaxedSpace(space)
    #expect(relaxed.count == 6)
    #expect(
      space.decode(relaxed.point(of: [0.2, 0.7, 0.69, 1.4, 0.1, 0.3]))
        == ["c": .string("b"), "x": .float(10), "flag": .bool(true)]
    )
    #expect(relaxed.relax(["c": .string("c"), "flag": .bool(false)]) == [0, 0, 1, 0.5, 1, 0])
  }
}
