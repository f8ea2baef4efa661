import JSON
import TuneMath
import TuneModel

/// Deep reinforcement learning: an agent that learns, in the course of one experiment, how to adjust hyperparameters.
///
/// | | in the language of reinforcement learning | here |
/// |---|---|---|
/// | s | state | the configuration of a finished trial with its ``Surroundings`` and the ``Situation`` of the search |
/// | a | action | an adjustment of every parameter, at most ρ each: ``StateSpace`` |
/// | r | reward | how much the score improves: ``Scores`` |
/// | π | policy network | ``Policy`` |
/// | Q | value function | ``Critics``: twin critics, or more of them |
/// | | experience replay | ``ReplayMemory`` |
/// | | target networks | ``ActorCritic`` |
/// | | environment, with reset and step | ``TuningEnvironment`` |
///
/// The loop has ten steps:
///
/// 1. **Initialise**: the networks, or a saved policy; the first trials are an ``InitialDesign``.
/// 2. **Sample a start state**: one of the best trials, mostly the best.
/// 3. **The policy proposes an action**; ``Exploration`` varies it, also along paths of several steps in the ``WorldModel``,
///    and the value of the landing decides: the reward that the model expects, ln E max(φ − φ*, 0), or without a model
///    what the critics hope for, Ū + κ sd U.
/// 4. **Apply it**: (1) makes it a configuration.
/// 5. **Evaluate**: the trial runs.
/// 6. **Reward** (2), from the trial's loss.
/// 7. **Store** it: the trial's record is the memory.
/// 8. **Update policy and critics** in rounds: ``Agent``.
/// 9. **Update the targets**, at the same time.
/// 10. **Repeat**, with the reach of actions adapted to success, until the budget or the target is reached.
///
/// Between two trials the agent practises in the world model, so that it is useful after tens of trials, not thousands.
/// What finds good trials is mostly the world model, not the networks. On 92 tasks (functions, integer spaces, tuning of
/// real learners; a score of 0 is the median of random search, 100 the best known), at 25, 50 and 100 trials, with two
/// seeds each: 61, 69 and 75 with the networks, and 58, 66 and 73 with networks that learn nothing. The difference over
/// all, 3 with a 95 % interval from −1 to 7, is not resolved.
/// Before there were rollouts, a policy saved from 40 synthetic experiments raised the score at 25 trials from 64 to 69 on
/// 12 of the tasks with three seeds, which is not resolved either.
struct ReinforcementSearch: Strategy {
  private let options: ReinforcementOptions
  /// Whether the networks learn; an ensemble without this member asks for the world model only.
  private let learns: Bool
  private let layout: KernelLayout
  private(set) var ground: Groundwork
  private var fits: HyperparameterFits
  private(set) var agent: Agent
  /// For each finished trial the trial that its step started from, as an index.
  private var starts: [Int?] = []
  private var indexOfNumber: [Int: Int] = [:]

  /// How many finished trials the world model is conditioned on at most.
  static let modelledLimit = 500
  /// How many rollouts start from leaps.
  static let pathCount = 4
  /// Spaces up to this size are looked at exhaustively.
  static let exhaustiveLimit = 500
  /// Rows nearer than this to a known one would teach nothing.
  static let leastDistance = 1e-6

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "reinforcement",
      summary:
        "Deep reinforcement learning: a policy adjusts the best trials, and learns from trials and in a world model.",
      options: ReinforcementOptions.declarations
    )
  ) { problem, options in
    ReinforcementSearch(problem, ReinforcementOptions(options), name: "reinforcement")
  }

  /// - Parameter name: the strategy that the manifest names, for the records.
  init(_ problem: Problem, _ options: ReinforcementOptions, name: String, learns: Bool = true) {
    self.options = options
    self.learns = learns
    ground = Groundwork(
      problem,
      name: name,
      designed: options.startup,
      trialsPerBranch: options.model == .gp ? GaussianProcessSearch.trialsPerBranch : 0
    )
    layout = KernelLayout(ground.geometry, warpsInputs: true)
    fits = HyperparameterFits(ground.geometry, layout, warps: options.warps, seed: problem.seed)
    agent = Agent(problem, ground.geometry, options)
  }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      observe(history)
      return designed(history) ?? stepped(history) ?? drawn(history)
    }
  }

  private mutating func stepped(_ history: History) -> Proposal? {
    guard let outlook = outlook(history) else { return nil }
    return best(of: candidates(outlook, history), outlook)
  }

  /// The proposal of the highest value that is untried.
  private func best(of candidates: [Exploration.Candidate], _ outlook: Outlook) -> Proposal? {
    let rows = Rows(dimension: ground.geometry.dimension, candidates.lazy.map(\.row))
    let values = outlook.values(rows)
    let order = values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    for i in order {
      guard let assignment = untried(candidates[i].row) else { continue }
      let explanation = explain(candidates[i], assignment, value: values[i], outlook, name: ground.name)
      return Proposal(assignment, explanation)
    }
    return nil
  }
}

// MARK: What an ensemble asks for as well

extension ReinforcementSearch {
  /// Learns what is new in a history: step 7, and the rounds that are due.
  mutating func observe(_ history: History) {
    ground.update(with: history)
    let observations = ground.observations
    for (index, trial) in history.finished.enumerated().dropFirst(starts.count) {
      indexOfNumber[trial.number] = index
      let named = trial.explanation.details["start"]?.int.flatMap { indexOfNumber[$0] }
      // What was not a step of the policy counts as one from the best trial.
      starts.append(named ?? observations.best(ofFirst: index))
    }
    if learns && ground.geometry.dimension > 0 { agent.learn(observations, starts: starts, &fits) }
  }

  /// The next point of the initial design; nil where that has been made.
  func designed(_ history: History) -> Proposal? {
    // One observation is no data.
    ground.isDesigning(history) || ground.observations.count < 2 ? ground.designed(history) : nil
  }

  /// A random untried assignment; nil when nothing is left.
  mutating func drawn(_ history: History) -> Proposal? { ground.drawn(history) }

  /// What is believed now; nil where there is nothing to believe or to move in.
  mutating func outlook(_ history: History) -> Outlook? {
    let observations = ground.observations
    guard observations.count >= 2, ground.geometry.dimension > 0 else { return nil }
    let fit = options.model == .gp ? fits.fit(first: observations.count, of: observations) : nil
    let scores = agent.scores(observations.results, fit?.warp)
    var model: WorldModel?
    if let fit {
      model = WorldModel(
        fit.hyperparameters,
        ground.geometry,
        rows: observations.rows,
        scores: scores.values,
        limit: ReinforcementSearch.modelledLimit
      )
      model?.expect(ground.pendingRows(history))
    }
    let states = learns ? agent.states : agent.space.states(of: observations.rows)
    return Outlook(
      scores: scores,
      surroundings: Surroundings(agent.space, states, scores: scores.values, agent.situation),
      states: states,
      model: model,
      networks: agent.networks,
      space: agent.space,
      optimism: options.kappa,
      rows: observations.rows
    )
  }

  /// Actions considered for the next trial, those whose landings meet the constraints.
  mutating func candidates(_ outlook: Outlook, _ history: History) -> [Exploration.Candidate] {
    let source = RandomSource(seed: ground.problem.seed, history.nextNumber, "reinforcement")
    var exploration = Exploration(agent.space, noise: options.exploration, source)
    let small =
      ground.problem.space.cardinality(limit: ReinforcementSearch.exhaustiveLimit) != nil ? ground.remaining() : nil
    if small != nil { exploration.leapCount = 0 }
    var candidates = exploration.candidates(outlook.states, best: outlook.order, steps: agent.steps) {
      outlook.networks.policy.actions($0, in: outlook.surroundings)
    }
    for assignment in small ?? [] {
      let row = ground.geometry.row(of: assignment)
      candidates.append(Exploration.Candidate(start: outlook.order[0], row: row, kind: .leap))
    }
    candidates = candidates.filter { isFeasible($0.row) }
    let leaps = candidates.filter { $0.kind == .leap }.map(\.row)
    let ends = rollouts(from: leaps, count: ReinforcementSearch.pathCount, outlook, &exploration)
    return candidates + ends.map { Exploration.Candidate(start: outlook.order[0], row: $0.row, kind: .rollout) }
  }

  /// Where rollouts end that start from the most promising of what another strategy has in mind.
  func rollouts(from rows: [[Double]], count: Int, _ outlook: Outlook, _ source: RandomSource)
    -> [(start: Int, row: [Double])]
  {
    var exploration = Exploration(agent.space, noise: options.exploration, source)
    return rollouts(from: rows, count: count, outlook, &exploration)
  }

  private func rollouts(from rows: [[Double]], count: Int, _ outlook: Outlook, _ exploration: inout Exploration)
    -> [(start: Int, row: [Double])]
  {
    // Without a model the critics' errors would be what a path finds, and where all is looked at there is nothing to find.
    guard outlook.model != nil,
      ground.problem.space.cardinality(limit: ReinforcementSearch.exhaustiveLimit) == nil
    else { return [] }
    return exploration.rollouts(from: rows, count: count) {
      outlook.networks.policy.actions($0, in: outlook.surroundings)
    } value: { rows in
      let values = outlook.values(rows)
      return values.indices.map { isFeasible(rows[$0]) ? values[$0] : -.infinity }
    }
  }

  private func isFeasible(_ row: [Double]) -> Bool {
    let space = ground.problem.space
    return space.constraints.isEmpty || space.satisfiesConstraints(ground.geometry.assignment(row))
  }

  /// The assignment of a row that is feasible, untried, and tells something new.
  func untried(_ row: [Double]) -> Assignment? {
    guard let assignment = ground.assignment(at: row),
      ground.observations.rows.distance(to: row) > ReinforcementSearch.leastDistance
    else { return nil }
    return assignment
  }

  /// The policy as it is after the trials of a history; nil where it has learned nothing.
  mutating func learned(_ history: History) -> SavedPolicy? {
    observe(history)
    guard agent.rounds > 0 else { return nil }
    return SavedPolicy(
      agent.networks.policy.network,
      trials: (options.policy?.trials ?? 0) + ground.observations.count
    )
  }
}
