import Testing
import TuneMath

@Suite struct RandomTreeTests {
  private func cloud(_ count: Int, dimensions: Int, seed: UInt64) -> [[Double]] {
    var source = RandomSource(seed: seed)
    return (0..<count).map { _ in (0..<dimensions).map { _ in source.uniform() } }
  }

  @Test func `a point that was tried is its own, or that of one with the same value`() {
    let points = cloud(60, dimensions: 3, seed: 1)
    let losses = points.map { ($0[0] * 5).rounded() + $0[1] }
    for seed: UInt64 in 2..<10 {
      var source = RandomSource(seed: seed)
      let owners = RandomTree.owners(of: points, points: points, losses: losses, using: &source)
      #expect(owners.map { losses[$0] } == losses)
    }
  }

  @Test func `what lies between two values falls to either, the nearer one more often`() {
    var source = RandomSource(seed: 3)
    var falls = 0
    for _ in 0..<2000 {
      falls += RandomTree.owners(of: [[0.2]], points: [[0.1], [0.5]], losses: [0, 1], using: &source)[0]
    }
    // A cut at random between 0.1 and 0.5 is below 0.2 in one of four.
    #expect((400...600).contains(falls), "\(falls)")
  }

  @Test func `a coordinate that makes no difference is seldom cut`() {
    let points = cloud(80, dimensions: 2, seed: 4)
    let losses = points.map { $0[0] < 0.5 ? 0.0 : 1 }
    var source = RandomSource(seed: 5)
    let queries = cloud(400, dimensions: 2, seed: 6)
    let owners = RandomTree.owners(of: queries, points: points, losses: losses, using: &source)
    let right = zip(queries, owners).count { ($0[0] < 0.5 ? 0 : 1) == losses[$1] }
    #expect(right > 370, "\(right)")
  }

  @Test func `trials at one point, and one trial alone, own everything`() {
    var source = RandomSource(seed: 7)
    let queries = cloud(5, dimensions: 2, seed: 8)
    let same = RandomTree.owners(of: queries, points: [[0.3, 0.3], [0.3, 0.3]], losses: [1, 2], using: &source)
    #expect(same == [1, 1, 1, 1, 1])
    #expect(RandomTree.owners(of: queries, points: [[0, 1]], losses: [4], using: &source) == [0, 0, 0, 0, 0])
  }
}
