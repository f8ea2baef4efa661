import Testing
import TuneMath

@testable import TuneSearch

@Suite struct ReplayMemoryTests {
  /// The state of a landing says what its score and weights are.
  private func memory(_ count: Int) -> ReplayMemory {
    let numbers = (0..<count).map(Double.init)
    return ReplayMemory(
      Rows(dimension: 1, numbers.map { [$0] }),
      scores: numbers.map { $0 / 10 },
      weights: numbers.flatMap { [$0 + 0.25, $0 + 0.5] },
      critics: 2
    )
  }

  @Test func `a batch keeps together what belongs together`() {
    var source = RandomSource(seed: 1)
    let batch = memory(40).batch(64, imaginedShare: 0.75, using: &source)
    #expect(batch.states.count == 64)
    for i in 0..<64 {
      #expect(batch.scores[i] == batch.states[i, 0] / 10)
      #expect(batch.weights[2 * i] == batch.states[i, 0] + 0.25 && batch.weights[2 * i + 1] == batch.states[i, 0] + 0.5)
    }
    #expect(Set(batch.states.elements).count > 20)
  }

  @Test func `so many of a batch are imagined as there should be`() {
    var memory = memory(10)
    memory.imagine(Rows(dimension: 1, [[-1], [-2]]), scores: [7, 8])
    var source = RandomSource(seed: 1)
    let batch = memory.batch(32, imaginedShare: 0.75, using: &source)
    #expect(batch.states.elements.filter { $0 < 0 }.count == 24)
    for i in 0..<32 where batch.states[i, 0] < 0 {
      #expect(batch.scores[i] == 6 - batch.states[i, 0])
      #expect(batch.weights[2 * i] == 1 && batch.weights[2 * i + 1] == 1)
    }
  }

  @Test func `of many trials it remembers the best and a spread of the others`() {
    let memory = memory(1_000)
    #expect(memory.realCount == ReplayMemory.capacity)
    let kept = Set(memory.states.elements)
    #expect((1_000 - ReplayMemory.capacity / 2..<1_000).allSatisfy { kept.contains(Double($0)) })
    #expect(kept.filter { $0 < 500 }.count > ReplayMemory.capacity / 8)
  }
}

@Suite struct SituationTests {
  @Test func `success widens the reach and failure narrows it`() {
    var situation = Situation(radius: 0.2, dimension: 2)
    for loss in [9, 8, 7, 6.0] { situation.learn(loss) }
    #expect(situation.radius == 0.2)
    situation.learn(5)
    situation.learn(4)
    #expect((situation.radius - 0.32).magnitude < 1e-12)
    for _ in 0..<4 { situation.learn(6) }
    #expect((situation.radius - 0.192).magnitude < 1e-12)
    situation.learn(nil)
    #expect(situation.failures == 1)
  }

  @Test func `a reach that has become too small begins anew, and none exceeds half of a range`() {
    var situation = Situation(radius: 0.3, dimension: 2)
    situation.learn(1)
    var smallest = 1.0
    for _ in 0..<80 {
      situation.learn(2)
      smallest = min(smallest, situation.radius)
    }
    #expect((0.01...0.02).contains(smallest))
    for step in 0..<20 { situation.learn(-Double(step)) }
    #expect(situation.radius == 0.5)
  }

  @Test func `failures before any success are no successes`() {
    var situation = Situation(radius: 0.3, dimension: 1)
    for _ in 0..<10 { situation.learn(nil) }
    #expect(situation.radius < 0.3)
    #expect(situation.features.allSatisfy { $0.isFinite })
  }
}
