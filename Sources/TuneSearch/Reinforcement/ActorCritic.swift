import TuneMath

/// The networks of the agent, and an update of all of them: TD3 (S. Fujimoto et al., 2018) with afterstates.
///
/// | symbol | name here | meaning |
/// |---|---|---|
/// | π, U_k | `policy`, `critics` | what acts, what judges |
/// | π′, U_k′ | `policyTarget`, `criticTargets` | slowly following copies, from which targets are computed |
/// | γ | `discount` | what a later step's reward counts |
/// | τ | ``targetRate`` | how fast the copies follow |
struct ActorCritic: Sendable {
  private(set) var policy: Policy
  private(set) var critics: Critics
  private(set) var policyTarget: Policy
  private(set) var criticTargets: Critics
  private var updates = 0

  static let targetRate = 0.05
  static let batchSize = 32
  /// Share of a batch that is imagined, where there is a world model.
  static let imaginedShare = 0.75
  /// Standard deviation and bound of the noise on the target policy: similar actions shall have similar values.
  private static let smoothing = (sd: 0.2, bound: 0.5)
  /// The policy and the targets move once in so many updates of the critics.
  static let delay = 2

  init(policy: Policy, critics: Critics) {
    self.policy = policy
    self.critics = critics
    policyTarget = policy
    criticTargets = critics
  }

  /// Learns from one batch.
  ///
  /// - Parameters:
  ///   - elite: states that the policy practises on as often as on those of the batch.
  ///   - steps: δ.
  mutating func update(
    from memory: ReplayMemory,
    elite: Rows,
    in surroundings: Surroundings,
    steps: [Double],
    discount: Double,
    using source: inout RandomSource
  ) {
    let batch = memory.batch(Self.batchSize, imaginedShare: Self.imaginedShare, using: &source)
    let targets = targets(of: batch, in: surroundings, steps: steps, discount: discount, using: &source)
    critics.improve(batch.states, targets: targets, weights: batch.weights)
    updates += 1
    guard updates.isMultiple(of: Self.delay) else { return }
    var practice = elite.selecting((0..<Self.batchSize / 2).map { _ in source.integer(below: elite.count) })
    practice.append(batch.states.prefix(Self.batchSize / 2))
    let actions = policy.practise(practice, in: surroundings)
    policy.climb(critics.slopes(moved(practice, by: actions, steps: steps)), after: actions, steps: steps)
    criticTargets.follow(critics, rate: Self.targetRate)
    policyTarget.follow(policy, rate: Self.targetRate)
  }

  /// (6).
  private mutating func targets(
    of batch: ReplayMemory.Batch,
    in surroundings: Surroundings,
    steps: [Double],
    discount: Double,
    using source: inout RandomSource
  ) -> [Double] {
    guard discount > 0 else { return batch.scores }
    var actions = policyTarget.actions(batch.states, in: surroundings)
    for place in actions.indices {
      let noise = min(max(Self.smoothing.sd * source.normal(), -Self.smoothing.bound), Self.smoothing.bound)
      actions[place] = min(max(actions[place] + noise, -1), 1)
    }
    let next = moved(batch.states, by: actions, steps: steps)
    let pair = source.sample(2, below: criticTargets.count)
    let later = criticTargets.lesser(pair[0], pair[1], next)
    return later.indices.map { (1 - discount) * batch.scores[$0] + discount * later[$0] }
  }
}
