import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct CriticsTests {
  private static let corners = Rows(dimension: 2, [[0, 0], [0, 1], [1, 0], [1, 1]])

  private func critics(count: Int = 2, priorScale: Double = 0) -> Critics {
    var source = RandomSource(seed: 3)
    return Critics(dimension: 2, count: count, priorScale: priorScale, using: &source)
  }

  @Test(arguments: [0, 0.5]) func `critics learn what landings are worth`(priorScale: Double) {
    var critics = critics(priorScale: priorScale)
    let targets = [1, -1, 0.5, 0]
    for _ in 0..<300 {
      critics.improve(Self.corners, targets: targets, weights: [Double](repeating: 1, count: 8))
    }
    for values in critics.values(Self.corners) {
      for (value, target) in zip(values, targets) { #expect((value - target).magnitude < 0.05) }
    }
  }

  @Test(arguments: [0, 0.5]) func `slopes are those of the mean critic`(priorScale: Double) {
    var critics = critics(count: 3, priorScale: priorScale)
    let x = [0.3, 0.8]
    let slopes = critics.slopes(Rows(dimension: 2, [x]))
    for k in 0..<2 {
      let h = 1e-5
      let values = [h, -h].map { step in
        var moved = x
        moved[k] += step
        return critics.judge(Rows(dimension: 2, [moved])).means[0]
      }
      #expect((slopes[k] - (values[0] - values[1]) / (2 * h)).magnitude < 1e-6)
    }
  }

  @Test func `critics with priors disagree where nothing is known`() {
    var critics = critics(count: 5, priorScale: 1)
    let known = Rows(dimension: 2, [[0.1, 0.1], [0.2, 0.1], [0.1, 0.2]])
    for _ in 0..<300 {
      critics.improve(known, targets: [0, 0, 0], weights: [Double](repeating: 1, count: 15))
    }
    let near = critics.judge(known).sds[0]
    let far = critics.judge(Rows(dimension: 2, [[0.9, 0.9]])).sds[0]
    #expect(far > 5 * near)
  }

  @Test func `the lesser of two critics is the lesser everywhere`() {
    var critics = critics(count: 3)
    let values = critics.values(Self.corners)
    let lesser = critics.lesser(0, 2, Self.corners)
    for i in 0..<4 { #expect(lesser[i] == min(values[0][i], values[2][i])) }
  }

  @Test func `a target follows its network by a share of the way`() {
    var source = RandomSource(seed: 8)
    let other = Critics(dimension: 2, count: 2, priorScale: 0, using: &source)
    let before = critics()
    var target = before
    target.follow(other, rate: 0.25)
    for k in 0..<2 {
      for (i, parameter) in target.networks[k].parameters.enumerated() {
        let (from, to) = (before.networks[k].parameters[i], other.networks[k].parameters[i])
        #expect((parameter - (from + 0.25 * (to - from))).magnitude < 1e-12)
      }
    }
  }
}

@Suite struct PolicyTests {
  private let space = StateSpace(CubeGeometry(SampleSpace.scales.space))
  private let states = Rows(dimension: 3, [[0.2, 0.4, 0.6], [0.5, 0.5, 0.5], [0.8, 0.1, 0.3], [0.4, 0.9, 0.7]])

  private var surroundings: Surroundings {
    Surroundings(space, states, scores: [0.1, 1, -0.5, -0.6], Situation(radius: 0.3, dimension: 3))
  }

  @Test func `a new policy hardly moves`() {
    var source = RandomSource(seed: 1)
    let actions = Policy(using: &source).actions(states, in: surroundings)
    #expect(actions.count == 12)
    #expect(actions.allSatisfy { $0.magnitude < 0.3 })
  }

  /// (4): uphill where the critics say so, each coordinate for itself.
  @Test func `a policy learns to move the way that the critics' slopes point`() {
    var source = RandomSource(seed: 1)
    var policy = Policy(using: &source)
    let steps = [0.3, 0.3, 0.3]
    for _ in 0..<200 {
      let actions = policy.practise(states, in: surroundings)
      // The optimum of each coordinate is at 0.45.
      let landings = moved(states, by: actions, steps: steps)
      policy.climb(landings.elements.map { -8 * ($0 - 0.45) }, after: actions, steps: steps)
    }
    let landings = moved(states, by: policy.actions(states, in: surroundings), steps: steps)
    let before = states.elements.reduce(0) { $0 + ($1 - 0.45).magnitude }
    let after = landings.elements.reduce(0) { $0 + ($1 - 0.45).magnitude }
    #expect(after < 0.4 * before)
  }

  @Test func `one policy acts in spaces of any dimension`() {
    var source = RandomSource(seed: 1)
    let policy = Policy(using: &source)
    for sample in SampleSpace.infinite {
      let space = StateSpace(CubeGeometry(sample.space))
      let states = Rows(dimension: space.count, (0..<6).map { _ in source.point(space.count) })
      let surroundings = Surroundings(
        space,
        states,
        scores: source.normals(6),
        Situation(radius: 0.3, dimension: sample.space.dimensions.count)
      )
      let actions = policy.actions(states, in: surroundings)
      #expect(actions.count == 6 * space.count)
      #expect(actions.allSatisfy { $0.magnitude < 1 })
    }
  }
}

@Suite struct ActorCriticTests {
  private func networks(dimension: Int) -> ActorCritic {
    var source = RandomSource(seed: 4)
    return ActorCritic(
      policy: Policy(using: &source),
      critics: Critics(dimension: dimension, count: 2, priorScale: 0, using: &source)
    )
  }

  private func learn(_ networks: inout ActorCritic, _ score: (Double) -> Double, discount: Double, updates: Int) -> Rows
  {
    let space = StateSpace(CubeGeometry(SampleSpace.line.space))
    let states = Rows(dimension: 1, (0..<21).map { [Double($0) / 20] })
    let scores = states.elements.map(score)
    let surroundings = Surroundings(space, states, scores: scores, Situation(radius: 0.3, dimension: 1))
    let memory = ReplayMemory(states, scores: scores, weights: [Double](repeating: 1, count: 42), critics: 2)
    var source = RandomSource(seed: 9)
    for _ in 0..<updates {
      networks.update(
        from: memory,
        elite: states,
        in: surroundings,
        steps: [0.3],
        discount: discount,
        using: &source
      )
    }
    return moved(states, by: networks.policy.actions(states, in: surroundings), steps: [0.3])
  }

  /// The fixed point of (6) where φ is c everywhere: U = (1 − γ) c + γ U.
  @Test func `values are consistent with those of the next step`() {
    var networks = networks(dimension: 1)
    _ = learn(&networks, { _ in 0.8 }, discount: 0.5, updates: Effort.isFull ? 600 : 100)
    var critics = networks.critics
    for value in critics.values(Rows(dimension: 1, [[0.1], [0.5], [0.9]])).joined() {
      // Targets lag behind, so the value comes from below.
      #expect((value - 0.8).magnitude < (Effort.isFull ? 0.1 : 0.3))
    }
  }

  /// A bowl with its best at 0.7: what is a step away from it is worth more than its own score.
  @Test(.enabled(if: Effort.isFull)) func `actor and critics learn together which way is better`() {
    var networks = networks(dimension: 1)
    let score = { (x: Double) in 1 - 8 * (x - 0.7) * (x - 0.7) }
    let landings = learn(&networks, score, discount: 0.5, updates: 800)
    for (x, landing) in zip(0..<21, landings.elements) where abs(x - 14) > 2 {
      #expect((landing - 0.7).magnitude < (Double(x) / 20 - 0.7).magnitude, "from \(Double(x) / 20) to \(landing)")
    }
    var critics = networks.critics
    let values = critics.judge(Rows(dimension: 1, [[0.5], [0.7]])).means
    #expect(values[0] > score(0.5) && values[1] > values[0])
  }
}
