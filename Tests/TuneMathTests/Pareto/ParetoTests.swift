import Testing
import TuneMath

@Suite struct ParetoTests {
  @Test func `better somewhere and worse nowhere dominates`() {
    #expect(Pareto.dominates([1, 2], [1, 3]))
    #expect(!Pareto.dominates([1, 2], [1, 2]))
    #expect(!Pareto.dominates([1, 3], [2, 2]))
    #expect(Pareto.dominates([1, 3], [1, .infinity]))
    #expect(!Pareto.dominates([.nan, 0], [1, 1]) && !Pareto.dominates([0, 0], [.nan, 1]))
  }

  @Test func `fronts are those of the definition`() {
    var source = RandomSource(seed: 3)
    let losses = (0..<60).map { _ in (0..<3).map { _ in Double(source.integer(below: 6)) } }
    var left = Set(losses.indices)
    for front in Pareto.fronts(of: losses) {
      let expected = left.filter { p in !left.contains { Pareto.dominates(losses[$0], losses[p]) } }
      #expect(front == expected.sorted())
      left.subtract(front)
    }
    #expect(left.isEmpty)
  }

  @Test func `one objective has a front for each value`() {
    #expect(Pareto.fronts(of: [[2], [1], [.infinity], [1], [3]]) == [[1, 3], [0], [4], [2]])
    #expect(Pareto.fronts(of: []).isEmpty)
  }

  @Test func `crowding is the neighbours' gap as a share of the range, summed`() {
    let distances = Pareto.crowdingDistances(of: [[0, 10], [1, 6], [3, 5], [4, 0]])
    #expect(distances[0] == .infinity && distances[3] == .infinity)
    #expect(abs(distances[1] - (3.0 / 4 + 5.0 / 10)) < 1e-12)
    #expect(abs(distances[2] - (3.0 / 4 + 6.0 / 10)) < 1e-12)
  }

  @Test func `crowding bears equal, huge and infinite losses`() {
    #expect(Pareto.crowdingDistances(of: [[1, 1], [1, 1], [1, 1]])[1] == 0)
    let huge = Pareto.crowdingDistances(of: [[-1.7e308], [0], [1.7e308]])
    #expect(huge[1] == 1)
    #expect(Pareto.crowdingDistances(of: [[0, .infinity], [1, 2], [2, 1], [3, 0]])[0] == .infinity)
    #expect(Pareto.crowdingDistances(of: []).isEmpty)
  }
}
