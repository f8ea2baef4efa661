import TuneMath
import TuneModel

/// The agent: networks, and the rounds in which they learn from the trials so far.
///
/// A round belongs to a number n of finished trials and learns from the first n, so the agent is a fold over the records: a
/// fresh one that is given a long history goes through the same rounds as one that has lived through it. Until
/// ``dense`` trials each has a round; later there are eight to each doubling, and from 128 four, so that catching up with
/// thousands of trials takes less than a second.
struct Agent: Sendable {
  let space: StateSpace
  private let options: ReinforcementOptions
  private let seed: UInt64
  private(set) var networks: ActorCritic
  private(set) var situation: Situation
  /// How many rounds there were.
  private(set) var rounds = 0
  /// States of all trials.
  private(set) var states: Rows
  /// w of ``Critics``: K for each trial.
  private var weights: [Double] = []

  /// The first round is after this many trials.
  static let firstRound = 4
  static let dense = 32
  /// Imagined landings of a round.
  private static let imaginedCount = 256
  /// Trials that imagined steps start from, besides the elite.
  private static let startCount = 16
  /// How many trials the world model of a round is conditioned on at most.
  private static let imaginedLimit = 128
  /// β of ``Critics`` without a world model.
  private static let priorScale = 0.5

  init(_ problem: Problem, _ geometry: CubeGeometry, _ options: ReinforcementOptions) {
    space = StateSpace(geometry)
    self.options = options
    seed = problem.seed
    var source = RandomSource(seed: problem.seed, "networks")
    let policy = options.policy.map { Policy($0.network) } ?? Policy(using: &source)
    let critics = Critics(
      dimension: space.count,
      count: options.criticCount,
      priorScale: options.model == .none ? Agent.priorScale : 0,
      using: &source
    )
    networks = ActorCritic(policy: policy, critics: critics)
    situation = Situation(radius: options.radius, dimension: geometry.dimension)
    states = Rows(dimension: space.count)
  }

  /// δ.
  var steps: [Double] { space.steps(radius: situation.radius) }

  /// Whether there is a round after n trials. Without a world model nothing else learns from a trial, so there are more.
  static func isRound(_ n: Int, _ model: ReinforcementOptions.Model) -> Bool {
    let power = HyperparameterFits.powerOfTwo(atMost: n)
    let perDoubling = (power < 128 ? 8 : 4) * (model == .none ? 2 : 1)
    return n >= firstRound && (n <= dense || n.isMultiple(of: max(1, power / perDoubling)))
  }

  /// From how many trials the world model of a round has its hyperparameters: few different numbers, so that many rounds
  /// share a fit.
  private static func fitted(_ n: Int) -> Int { n <= 12 ? n : HyperparameterFits.powerOfTwo(atMost: n) }

  /// Learns what is new: every trial, and every round that is due.
  ///
  /// - Parameters:
  ///   - starts: for each trial the index of the trial that its step began at, where it was a step.
  ///   - fits: asked for hyperparameters of the world model.
  mutating func learn(_ observations: Observations, starts: [Int?], _ fits: inout HyperparameterFits) {
    while states.count < observations.count {
      let index = states.count
      states.append(space.state(of: observations.rows[index]))
      var source = RandomSource(seed: seed, index, "bootstrap")
      for _ in 0..<options.criticCount { weights.append(source.exponentialVariate()) }
      if case .completed(let loss) = observations.results[index] {
        situation.learn(loss)
      } else {
        situation.learn(nil)
      }
      if Agent.isRound(states.count, options.model) { round(observations, start: starts[index], &fits) }
    }
  }

  private mutating func round(_ observations: Observations, start: Int?, _ fits: inout HyperparameterFits) {
    let n = states.count
    let fit = options.model == .gp ? fits.fit(first: Agent.fitted(n), of: observations) : nil
    let scores = scores(observations.results.prefix(n), fit?.warp)
    if let start { situation.reward(scores.reward(from: start, to: n - 1)) }
    let surroundings = Surroundings(space, states, scores: scores.values, situation)
    rounds += 1
    var source = RandomSource(seed: seed, n, "learning")
    var memory = ReplayMemory(states, scores: scores.values, weights: weights, critics: options.criticCount)
    if let fit,
      let model = WorldModel(
        fit.hyperparameters,
        space.geometry,
        rows: observations.rows.prefix(n),
        scores: scores.values,
        limit: Agent.imaginedLimit
      )
    {
      imagine(model, into: &memory, surroundings, &source)
    }
    let elite = states.selecting(surroundings.elite)
    let steps = steps
    for _ in 0..<options.updateCount {
      networks.update(
        from: memory,
        elite: elite,
        in: surroundings,
        steps: steps,
        discount: options.discount,
        using: &source
      )
    }
  }

  /// φ of the trials.
  ///
  /// - Parameter warp: the world model's; nil without one.
  func scores(_ results: some Collection<Observations.Result>, _ warp: OutputWarp?) -> Scores {
    let ranks = options.reward == .rank || options.reward == nil && options.model == .none
    return ranks ? Scores(ranksOf: results) : Scores(results, warp ?? options.warps[0])
  }

  /// Steps taken in the world model: from the elite and from other trials, by the policy with noise; and, so that the critics
  /// know what lies elsewhere, some landings anywhere.
  private mutating func imagine(
    _ model: WorldModel,
    into memory: inout ReplayMemory,
    _ surroundings: Surroundings,
    _ source: inout RandomSource
  ) {
    let kappa = options.kappa
    var environment = TuningEnvironment(space, radius: situation.radius) { model.optimistic($0, kappa) }
    let anywhere = Agent.imaginedCount / 5
    // Of many trials some, so that the policy has to be asked only once for each.
    let others = source.sample(Agent.startCount, below: states.count)
    let starts = states.selecting(surroundings.elite + others)
    let intended = networks.policy.actions(starts, in: surroundings)
    var from = Rows(dimension: space.count)
    var actions: [Double] = []
    for _ in 0..<Agent.imaginedCount - anywhere {
      let start =
        source.bernoulli(0.6)
        ? source.integer(below: surroundings.elite.count)
        : surroundings.elite.count + source.integer(below: others.count)
      from.append(starts[start])
      let noise = options.exploration * source.choice(of: Exploration.noises)
      for k in start * space.count..<(start + 1) * space.count {
        actions.append(min(max(intended[k] + noise * source.normal(), -1), 1))
      }
    }
    // Where a step starts from does not matter to (6), so its reward need not be right.
    environment.reset(to: from, scores: [Double](repeating: 0, count: from.count))
    let step = environment.step(actions)
    memory.imagine(step.states, scores: step.scores)
    let uniform = Rows(
      dimension: space.count,
      (0..<anywhere).map { _ in space.state(of: space.row(of: source.point(space.count))) }
    )
    environment.reset(to: uniform)
    memory.imagine(uniform, scores: environment.scores)
  }
}
