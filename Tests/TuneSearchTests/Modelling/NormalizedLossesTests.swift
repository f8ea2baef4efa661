import Testing

@testable import TuneSearch

@Suite struct NormalizedLossesTests {
  @Test func `neither scale nor shift of the losses matters`() {
    let losses = [3.0, -1.5, 0.25, 8]
    let plain = NormalizedLosses(losses.map { .completed($0) }).values
    let moved = NormalizedLosses(losses.map { .completed(1e-3 * $0 + 40) }).values
    #expect(zip(plain, moved).allSatisfy { ($0 - $1).magnitude < 1e-9 })
    #expect(plain.min() == 0 && plain.max() == 1)
  }

  @Test func `a failure is half the range worse than the worst`() {
    let losses = NormalizedLosses([.completed(10), .failed, .completed(20)])
    #expect(losses.loss(mean: losses.values[1], sd: 0).mean == 25)
    #expect(losses.loss(mean: losses.values[0], sd: 0.5).sd == 7.5)
  }

  @Test func `a pruned trial is no better than the median of those that were not`() {
    let losses = NormalizedLosses([.completed(1), .pruned(0), .completed(2), .completed(3), .pruned(9)])
    #expect(losses.values[1] == losses.values[2])
    #expect(losses.values[4] == 1)
  }

  @Test func `huge losses do not overflow, and failures alone are all the same`() {
    let huge = NormalizedLosses([.completed(1.7e308), .completed(-1.7e308), .completed(0)])
    #expect(huge.values == [1, 0, 0.5])
    #expect(NormalizedLosses([.failed, .failed]).values == [0, 0])
    #expect(NormalizedLosses([.completed(5), .failed, .completed(5)]).values == [0, 1, 0])
  }
}
