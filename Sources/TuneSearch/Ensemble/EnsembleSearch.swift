import JSON
import TuneMath
import TuneModel

/// Several strategies that work together: all learn from every trial, and credit decides who proposes next.
///
/// 1. The first trials are an ``InitialDesign``.
/// 2. Every member makes candidates for the next trial from all finished trials (``SharedArchive``). Rollouts in the
///    ``WorldModel`` of `reinforcement` start from the most promising, so that a member's idea is taken to where it is best.
/// 3. Most trials: the candidates of all members are pooled, and the world model chooses, with a small
///    bonus for members with credit,
///
///        max ln E max(φ − φ*, 0) + 0.1 ln(M p_m)                                     (3)
///
///    so no trial is given to a member that has nothing good to offer. The others: one member, drawn with
///    probability p_m, proposes what the world model thinks best of its own.
/// 4. The trial's record says who proposed it, and what the shares p were (``Credit``).
///
/// Without screening step 3 is only the draw of a member, which proposes what it would have proposed alone.
struct EnsembleSearch: Strategy {
  private let problem: Problem
  private let options: EnsembleOptions
  /// In the order of the options; nil stands for the agent.
  private var members: [Member?]
  /// The member `reinforcement`, and the world model of all.
  private var agent: ReinforcementSearch
  private var archive: SharedArchive
  private var credit: Credit

  /// The share of trials for which one member is drawn.
  private static let turns = 0.1
  /// How many rollouts start from the candidates of a member.
  private static let pathCount = 2
  /// What a factor e of credit is worth, in the logarithm of the reward expected.
  private static let bonus = 0.1

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "ensemble",
      summary:
        "Several strategies that share every result: a genetic algorithm, reinforcement learning and a swarm, or others.",
      options: EnsembleOptions.declarations
    )
  ) { problem, options in
    EnsembleSearch(problem, EnsembleOptions(options))
  }

  init(_ problem: Problem, _ options: EnsembleOptions) {
    self.problem = problem
    self.options = options
    members = options.members.map { Member($0, problem) }
    var agentOptions = ReinforcementOptions()
    agentOptions.startup = options.startup
    agentOptions.updates = options.updates
    agent = ReinforcementSearch(
      problem,
      agentOptions,
      name: "ensemble",
      learns: options.members.contains("reinforcement")
    )
    archive = SharedArchive(problem, particles: options.members.contains("swarm") ? Member.particles(problem) : 0)
    credit = Credit(problem, members: options.members, rule: options.credit)
  }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      agent.observe(history)
      if let proposal = agent.designed(history) { return proposal }
      archive.update(with: history)
      credit.update(with: history)
      return chosen(history) ?? agent.drawn(history)
    }
  }

  /// A candidate, and which member made it.
  private struct Candidate {
    var member: Int
    var row: [Double]
    /// Nil for one of the agent's.
    var proposal: Proposal?
    var step: Exploration.Candidate?
    /// Whether a rollout started from the proposal and ended here.
    var isCarriedOn = false
  }

  private mutating func chosen(_ history: History) -> Proposal? {
    guard let outlook = agent.outlook(history) else { return nil }
    var source = RandomSource(seed: problem.seed, history.nextNumber, "ensemble")
    let shares = credit.shares
    let isTurn = !options.screens || source.bernoulli(Self.turns)
    let drawn = source.index(weights: shares)
    let asked = isTurn ? [drawn] : Array(members.indices)
    if let proposal = best(of: asked, isTurn: isTurn, outlook, shares, history) { return proposal }
    // A member may have nothing left that another still has.
    return isTurn ? best(of: Array(members.indices), isTurn: false, outlook, shares, history) : nil
  }

  private mutating func best(
    of asked: [Int],
    isTurn: Bool,
    _ outlook: Outlook,
    _ shares: [Double],
    _ history: History
  ) -> Proposal? {
    let pool = asked.flatMap { candidates(of: $0, outlook, history) }
    var values = outlook.values(Rows(dimension: agent.ground.geometry.dimension, pool.lazy.map(\.row)))
    for i in values.indices { values[i] += Self.bonus * logarithm(Double(members.count) * shares[pool[i].member]) }
    let order = values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
    for i in order {
      guard let assignment = agent.untried(pool[i].row) else { continue }
      return explained(pool[i], assignment, value: values[i], isTurn: isTurn, outlook, shares)
    }
    return nil
  }

  private mutating func candidates(of member: Int, _ outlook: Outlook, _ history: History) -> [Candidate] {
    guard var other = members[member] else {
      return agent.candidates(outlook, history).map { Candidate(member: member, row: $0.row, step: $0) }
    }
    let proposals = other.candidates(archive.history, screened: options.screens)
    members[member] = other
    let candidates = proposals.map { proposal in
      Candidate(member: member, row: agent.ground.geometry.row(of: proposal.assignment), proposal: proposal)
    }
    guard options.screens, other.isCarriedOn else { return candidates }
    let source = RandomSource(seed: problem.seed, history.nextNumber, "rollouts of \(other.name)")
    let ends = agent.rollouts(from: candidates.map(\.row), count: Self.pathCount, outlook, source)
    return candidates
      + ends.map { Candidate(member: member, row: $0.row, proposal: proposals[$0.start], isCarriedOn: true) }
  }

  private func explained(
    _ candidate: Candidate,
    _ assignment: Assignment,
    value: Double,
    isTurn: Bool,
    _ outlook: Outlook,
    _ shares: [Double]
  ) -> Proposal {
    var explanation: Explanation
    if let step = candidate.step {
      explanation = agent.explain(step, assignment, value: value, outlook, name: "ensemble")
    } else {
      explanation = candidate.proposal?.explanation ?? Explanation(strategy: "ensemble", why: "")
      if candidate.isCarriedOn {
        explanation.why += ", carried on in the world model"
        archive.move(&explanation, to: assignment)
      }
      explanation.expected = agent.expectation(of: candidate.row, outlook)
      explanation.acquisition = outlook.acquisition(value, from: 0)
    }
    let name = options.members[candidate.member]
    explanation.strategy = "ensemble"
    explanation.member = name
    explanation.why += isTurn ? "; it was the turn of \(name)" : "; the most promising of all members' candidates"
    explanation.details["credit"] = .object(
      JSONObject(zip(options.members, shares.map { JSONValue.number(($0 * 1000).rounded() / 1000) }).map { ($0, $1) })
    )
    return Proposal(assignment, explanation)
  }
}
