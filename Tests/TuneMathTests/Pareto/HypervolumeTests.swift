import Testing

@testable import TuneMath

@Suite struct HypervolumeTests {
  @Test func `boxes by hand`() {
    #expect(Hypervolume.of([], reference: [1, 1]) == 0)
    #expect(Hypervolume.of([[0.25]], reference: [1]) == 0.75)
    #expect(Hypervolume.of([[0, 0]], reference: [2, 3]) == 6)
    // Two steps of a staircase, a point behind it and one beyond the reference.
    #expect(Hypervolume.of([[1, 2], [2, 1], [2, 2], [5, 0], [1, 2]], reference: [3, 3]) == 3)
    #expect(Hypervolume.of([[1, 0, 0], [0, 1, 0], [0, 0, 1]], reference: [2, 2, 2]) == 7)
  }

  @Test func `losses that are no numbers add nothing`() {
    #expect(Hypervolume.of([[.nan, 0], [0, .infinity], [1, 1]], reference: [2, 2]) == 1)
    #expect(Hypervolume.added(by: [.nan, 0], to: [], reference: [2, 2]) == 0)
  }

  /// Against the share of random points that are dominated.
  @Test(arguments: [2, 3, 4]) func `as sampling has it`(objectives: Int) {
    var source = RandomSource(seed: 3, "hypervolume", "\(objectives)")
    let losses = (0..<12).map { _ in (0..<objectives).map { _ in source.uniform() } }
    let reference = [Double](repeating: 0.9, count: objectives)
    var hits = 0
    let samples = 20_000
    for _ in 0..<samples {
      let point = (0..<objectives).map { _ in 0.9 * source.uniform() }
      if losses.contains(where: { zip($0, point).allSatisfy { $0 <= $1 } }) { hits += 1 }
    }
    let box = (0..<objectives).reduce(1.0) { product, _ in product * 0.9 }
    let estimate = box * Double(hits) / Double(samples)
    #expect(abs(Hypervolume.of(losses, reference: reference) - estimate) < 0.012 * box)
  }

  @Test(arguments: [2, 3, 4]) func `what each vector adds makes up the whole`(objectives: Int) {
    var source = RandomSource(seed: 4, "added", "\(objectives)")
    let reference = [Double](repeating: 1, count: objectives)
    var losses: [[Double]] = []
    var sum = 0.0
    for _ in 0..<30 {
      let vector = (0..<objectives).map { _ in source.uniform() * 1.2 }
      sum += Hypervolume.added(by: vector, to: losses, reference: reference)
      losses.append(vector)
      #expect(abs(Hypervolume.of(losses, reference: reference) - sum) < 1e-12)
    }
  }
}
