import JSON
import TuneMath
import TuneModel

/// Particle swarm optimization: SPSO-2011, for mixed and conditional spaces.
///
/// M. Clerc, "Standard particle swarm optimisation" (2012); M. Zambrano-Bigiarini, M. Clerc, R. Rojas, "Standard particle
/// swarm optimisation 2011 at CEC-2013", IEEE CEC (2013).
///
/// | symbol | name here | meaning |
/// |---|---|---|
/// | S | `population` | particles |
/// | x_i, v_i | `position`, `velocity` | where particle i is, and its last step; `space.count` relaxed coordinates |
/// | p_i | `best[i]` | the best position of particle i |
/// | l_i | `informant` | the best position among those who inform particle i, itself included |
/// | w, c | `inertia`, `attraction` | the share of its velocity that a particle keeps; the pull of p_i and l_i |
/// | K | `informants` | particles that each one informs |
/// | G_i | `center` | the centre of what pulls: of x_i, and points a little beyond p_i and l_i |
///
///     G_i = x_i + c (p_i + l_i − 2 x_i)/3,  or  x_i + c (p_i − x_i)/2  where l_i = p_i
///     x'_i in the ball around G_i with radius ‖G_i − x_i‖: direction uniform, distance uniform on its radius
///     v_i ← w v_i + x'_i − x_i
///     x_i ← x_i + v_i;  at a bound x_i stops and v_i is turned by −½
///
/// The paper has S = 40 and K = 3, for many thousands of evaluations. In a hundred trials few particles that all inform
/// each other find more, and those are the defaults here.
///
/// Who informs whom is drawn anew whenever a round of S trials brought no new best.
///
/// The swarm has no memory of its own: position and velocity are in each trial's record, and everything else follows
/// from the results (``Swarm``). A particle moves when its last trial has ended, in turn, so the swarm needs no rounds
/// and keeps parallel trials busy. Points that no particle visited (starting points, trials of another strategy)
/// inform all.
struct SwarmSearch: Strategy {
  private let problem: Problem
  private let options: SwarmOptions
  private let space: RelaxedSpace
  private let sample: InitialSample
  private var swarm: Swarm
  private var untried: UntriedPoints

  /// Moves made before a particle is put somewhere else.
  private static let attempts = 20

  init(_ problem: Problem, _ options: SwarmOptions) {
    self.problem = problem
    self.options = options
    let size = options.population ?? max(5, problem.parallel)
    space = RelaxedSpace(problem.space)
    sample = InitialSample(problem.space, count: size, range: options.initialRange, seed: problem.seed)
    swarm = Swarm(problem, space, size: size)
    untried = UntriedPoints(problem.space)
  }

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "swarm",
      summary: "Particle swarm optimization: particles are drawn to the best points that they and others found.",
      options: SwarmOptions.declarations
    )
  ) { problem, options in SwarmSearch(problem, SwarmOptions(options)) }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      untried.update(with: history)
      swarm.update(with: history)
      var source = RandomSource(seed: problem.seed, history.nextNumber, "swarm")
      let (particle, latest) = swarm.next(history.pending)
      guard let latest else { return begin(particle, trial: history.nextNumber, using: &source) }
      return step(latest, trial: history.nextNumber, using: &source)
        ?? scatter(particle, trial: history.nextNumber, using: &source)
    }
  }

  // MARK: Beginning

  private mutating func begin(_ particle: Int, trial: Int, using source: inout RandomSource) -> Proposal? {
    guard let assignment = untried.assignment(at: sample.point(particle)) else {
      return scatter(particle, trial: trial, using: &source)
    }
    let why = particle == 0 ? "the middle of the space" : "where a particle begins, evenly spread over the space"
    return place(particle, at: assignment, trial: trial, why: why, using: &source)
  }

  /// Puts a particle where nothing has been tried.
  private mutating func scatter(_ particle: Int, trial: Int, using source: inout RandomSource) -> Proposal? {
    guard let assignment = untried.random(using: &source) else { return nil }
    return place(
      particle,
      at: assignment,
      trial: trial,
      why: "where a particle begins, drawn at random",
      using: &source
    )
  }

  private func place(
    _ particle: Int,
    at assignment: Assignment,
    trial: Int,
    why: String,
    using source: inout RandomSource
  ) -> Proposal {
    let position = space.relax(assignment)
    // v_i ~ U(0 − x_i, 1 − x_i): towards a random point.
    let velocity = position.map { source.uniform() - $0 }
    let move = ParticleMove(trial: trial, particle: particle, position: position, velocity: velocity)
    return Proposal(
      assignment,
      Explanation(strategy: "swarm", phase: "design", why: why, details: move.details)
    )
  }

  // MARK: Moving

  private func step(_ latest: ParticleMove, trial: Int, using source: inout RandomSource) -> Proposal? {
    let particle = latest.particle
    let own = swarm.best[particle]
    let informant = informant(of: particle)
    for attempt in 0..<Self.attempts {
      // In a discrete space a small step often leads to what has been tried; then the ball grows.
      let reach = 0.05 * Double(max(0, attempt - 5))
      let move = moved(latest, own, informant, leastRadius: reach, trial: trial, using: &source)
      guard let assignment = untried.assignment(at: space.point(of: move.position)) else { continue }
      return Proposal(assignment, explanation(move, from: latest, own, informant))
    }
    return nil
  }

  /// l_i.
  private func informant(of particle: Int) -> Swarm.Visit? {
    var source = RandomSource(seed: problem.seed, "informants", swarm.barrenRounds)
    let informants = options.informants ?? (swarm.size < 10 ? swarm.size : 3)
    var best = swarm.best[particle]
    // Everyone's K draws are made, in the same order whoever asks.
    for teller in 0..<swarm.size {
      for _ in 0..<informants where source.integer(below: swarm.size) == particle {
        if let told = swarm.best[teller], told.isBetter(than: best) { best = told }
      }
    }
    if let elsewhere = swarm.bestElsewhere, elsewhere.isBetter(than: best) { best = elsewhere }
    return best
  }

  private func moved(
    _ latest: ParticleMove,
    _ own: Swarm.Visit?,
    _ informant: Swarm.Visit?,
    leastRadius: Double,
    trial: Int,
    using source: inout RandomSource
  ) -> ParticleMove {
    var move = latest
    move.trial = trial
    let (x, c) = (latest.position, options.attraction)
    // A particle without any value yet stays with itself.
    let p = own?.position ?? x
    let center: [Double]
    if let informant, informant.trial != own?.trial {
      center = x.indices.map { x[$0] + c * (p[$0] + informant.position[$0] - 2 * x[$0]) / 3 }
    } else {
      center = x.indices.map { x[$0] + c * (p[$0] - x[$0]) / 2 }
    }
    let radius = max(leastRadius, length(x.indices.map { center[$0] - x[$0] }))
    let direction = source.normals(x.count)
    let distance = radius * source.uniform() / max(length(direction), .leastNormalMagnitude)
    for k in x.indices {
      let sampled = center[k] + distance * direction[k]
      move.velocity[k] = options.inertia * latest.velocity[k] + sampled - x[k]
      move.position[k] = x[k] + move.velocity[k]
      if move.position[k] < 0 || move.position[k] > 1 {
        move.position[k] = min(1, max(0, move.position[k]))
        move.velocity[k] *= -0.5
      }
    }
    return move
  }

  private func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private func explanation(
    _ move: ParticleMove,
    from latest: ParticleMove,
    _ own: Swarm.Visit?,
    _ informant: Swarm.Visit?
  ) -> Explanation {
    let parents = Set([latest.trial, own?.trial ?? latest.trial, informant?.trial ?? latest.trial]).sorted()
    var why = "particle \(move.particle + 1), moving on from trial \(latest.trial)"
    if let own, let informant {
      why +=
        own.trial == informant.trial
        ? ", drawn to the best it knows, trial \(own.trial)"
        : ", drawn to its own best, trial \(own.trial), and to trial \(informant.trial)"
    } else if let informant {
      why += ", drawn to trial \(informant.trial)"
    }
    return Explanation(strategy: "swarm", phase: "move", why: why, parents: parents, details: move.details)
  }
}
