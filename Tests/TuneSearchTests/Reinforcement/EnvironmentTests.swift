import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct StateSpaceTests {
  @Test(arguments: SampleSpace.all)
  func `a row is found again from its state`(sample: SampleSpace) {
    let space = StateSpace(CubeGeometry(sample.space))
    var source = RandomSource(seed: 1)
    for _ in 0..<50 {
      var row = source.point(sample.space.dimensions.count)
      space.geometry.canonicalize(&row)
      let state = space.state(of: row)
      #expect(state.count == space.count && state.allSatisfy { (0...1).contains($0) })
      #expect(space.row(of: state) == row)
    }
  }

  @Test func `an action moves a number by its reach, and never out of its range`() {
    let space = StateSpace(CubeGeometry(SampleSpace.scales.space))
    let steps = space.steps(radius: 0.25)
    #expect(steps == [0.25, 0.25, 0.25])
    let start = Rows(dimension: 3, [[0.5, 0.9, 0.1]])
    #expect(moved(start, by: [1, 1, -1], steps: steps)[0] == [0.75, 1, 0])
    #expect(moved(start, by: [0, 0, 0], steps: steps)[0] == start[0])
  }

  @Test func `an action reaches the next level of an integer, however narrow the radius is`() {
    let space = StateSpace(CubeGeometry(SampleSpace.small.space))
    // flag: 2 weights, c: 3 weights, n: 4 levels.
    #expect(space.count == 6)
    let steps = space.steps(radius: 0.01)
    #expect(steps == [1, 1, 1, 1, 1, 0.25])
    let start = space.state(of: [0.25, 0.5, 0.125])
    let landing = moved(Rows(dimension: 6, [start]), by: [0, 0, 0, 0, 0, 1], steps: steps)
    #expect(space.row(of: landing[0]) == [0.25, 0.5, 0.375])
  }
}

@Suite struct EnvironmentTests {
  /// The score is the first coordinate.
  private func environment(_ sample: SampleSpace, radius: Double) -> TuningEnvironment {
    TuningEnvironment(StateSpace(CubeGeometry(sample.space)), radius: radius) { rows in
      (0..<rows.count).map { rows[$0, 0] }
    }
  }

  @Test func `a step tells where it led to and how much better that is`() {
    var environment = environment(.scales, radius: 0.5)
    environment.reset(to: Rows(dimension: 3, [[0.2, 0.5, 0.5], [0.9, 0.5, 0.5]]))
    #expect(environment.scores == [0.2, 0.9])
    let step = environment.step([0.4, 0, 0, 1, 0, 0])
    #expect(step.states[0] == [0.4, 0.5, 0.5] && step.states[1] == [1, 0.5, 0.5])
    #expect(step.scores == [0.4, 1])
    #expect((step.rewards[0] - 0.2).magnitude < 1e-12 && (step.rewards[1] - 0.1).magnitude < 1e-12)
  }

  @Test func `the next step starts where the last one ended`() {
    var environment = environment(.scales, radius: 0.1)
    environment.reset(to: Rows(dimension: 3, [[0.5, 0.5, 0.5]]))
    _ = environment.step([1, 0, 0])
    let step = environment.step([1, 0, 0])
    #expect((step.scores[0] - 0.7).magnitude < 1e-12)
    #expect((step.rewards[0] - 0.1).magnitude < 1e-12)
    environment.reset(to: Rows(dimension: 3, [[0.5, 0.5, 0.5]]))
    #expect(environment.scores == [0.5])
  }

  @Test func `landings are configurations: choices are made, levels are whole`() {
    var environment = environment(.small, radius: 0.3)
    environment.reset(to: Rows(dimension: 6, [[1, 0, 1, 0, 0, 0.125]]))
    // The second flag outweighs the first, the second choice does not outweigh the first; n moves by 0.3 · 0.9.
    let step = environment.step([-0.8, 0.7, -0.1, 0.5, 0, 0.9])
    #expect(step.states[0] == [0, 1, 1, 0, 0, 0.375])
    #expect(step.rewards[0] == 0.5)
  }
}
