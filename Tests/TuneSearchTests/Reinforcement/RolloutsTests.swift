import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct RolloutsTests {
  private let space = StateSpace(CubeGeometry(SampleSpace.mixed.space))

  private func points(_ count: Int) -> [[Double]] {
    var source = RandomSource(seed: 5)
    return (0..<count).map { _ in space.row(of: source.point(space.count)) }
  }

  /// Nearer to a point anywhere in the space is better.
  private func value(_ goal: [Double]) -> (Rows) -> [Double] {
    { rows in
      (0..<rows.count).map { i in zip(rows[i], goal).reduce(0) { $0 - ($1.0 - $1.1) * ($1.0 - $1.1) } }
    }
  }

  private func ends(from rows: [[Double]], count: Int, _ value: (Rows) -> [Double]) -> [(start: Int, row: [Double])] {
    var exploration = Exploration(space, noise: 1, RandomSource(seed: 1))
    return exploration.rollouts(from: rows, count: count) {
      [Double](repeating: 0, count: $0.elements.count)
    } value: {
      value($0)
    }
  }

  @Test func `paths start where it is best, and end where it is better by far`() throws {
    let rows = points(20)
    let value = value(points(21)[20])
    let known = value(Rows(dimension: space.geometry.dimension, rows))
    let best = known.indices.sorted { known[$0] > known[$1] }.prefix(3)
    let ends = ends(from: rows, count: 3, value)
    #expect(ends.map(\.start) == Array(best))
    let reached = value(Rows(dimension: space.geometry.dimension, ends.lazy.map(\.row)))
    for (end, value) in zip(ends, reached) { #expect(value > 0.5 * known[end.start]) }
  }

  @Test func `a path that gets nowhere is left out`() {
    #expect(ends(from: points(5), count: 2) { [Double](repeating: 0, count: $0.count) }.isEmpty)
    #expect(ends(from: [], count: 2) { _ in [] }.isEmpty)
  }
}
