import JSON
import TuneMath
import TuneModel

/// A point that a particle visited or wants to visit, as the trial's record keeps it.
///
/// `position` is relaxed (``RelaxedSpace``) and not rounded: a particle moves through integers and categories in small
/// steps, only its trials are whole.
struct ParticleMove: Sendable {
  var trial: Int
  var particle: Int
  /// x_i and v_i: one for each relaxed coordinate.
  var position: [Double]
  var velocity: [Double]

  init(trial: Int, particle: Int, position: [Double], velocity: [Double]) {
    self.trial = trial
    self.particle = particle
    self.position = position
    self.velocity = velocity
  }

  /// The move behind a trial; nil when no swarm of this many coordinates made it.
  init?(trial: Int, _ explanation: Explanation, dimensions: Int) {
    guard explanation.strategy == "swarm", let particle = explanation.details["particle"]?.int,
      let position = explanation.details["position"]?.array?.compactMap(\.double), position.count == dimensions,
      let velocity = explanation.details["velocity"]?.array?.compactMap(\.double), velocity.count == dimensions
    else { return nil }
    self.init(trial: trial, particle: particle, position: position, velocity: velocity)
  }

  var details: JSONObject {
    [
      "particle": .integer(particle), "position": .array(position.map(JSONValue.number)),
      "velocity": .array(velocity.map(JSONValue.number)),
    ]
  }
}

/// The state of a swarm, read from the records of its trials.
struct Swarm: Sendable {
  /// A position and what it was worth.
  struct Visit: Sendable {
    var trial: Int
    var position: [Double]
    var loss: Double

    /// Ties go to the earlier trial, so that the order of completion does not matter.
    func isBetter(than other: Visit?) -> Bool {
      guard let other else { return true }
      return (loss, trial) < (other.loss, other.trial)
    }
  }

  private let problem: Problem
  private let space: RelaxedSpace
  /// S.
  let size: Int

  /// p_i: the best position of each particle.
  private(set) var best: [Visit?]
  /// The best position that no particle has visited: a starting point, or a trial of another strategy.
  private(set) var bestElsewhere: Visit?
  /// How often the swarm has gone through a whole round, S trials, without a new best.
  private(set) var barrenRounds = 0

  private var latestFinished: [ParticleMove?]
  private var moveCounts: [Int]
  private var finishedCount = 0
  private var bestLoss = Double.infinity
  private var roundCount = 0
  private var roundImproved = false

  init(_ problem: Problem, _ space: RelaxedSpace, size: Int) {
    self.problem = problem
    self.space = space
    self.size = size
    best = Array(repeating: nil, count: size)
    latestFinished = Array(repeating: nil, count: size)
    moveCounts = Array(repeating: 0, count: size)
  }

  /// Learns what is new in a history.
  mutating func update(with history: History) {
    for trial in history.finished.dropFirst(finishedCount) { learn(trial) }
    finishedCount = history.finished.count
  }

  private mutating func learn(_ trial: FinishedTrial) {
    let loss = problem.loss(of: trial)
    if let move = move(trial.number, trial.explanation) {
      moveCounts[move.particle] += 1
      if move.trial > latestFinished[move.particle]?.trial ?? 0 { latestFinished[move.particle] = move }
      if let loss {
        let visit = Visit(trial: trial.number, position: move.position, loss: loss)
        if visit.isBetter(than: best[move.particle]) { best[move.particle] = visit }
      }
      roundCount += 1
    } else if let loss {
      let visit = Visit(trial: trial.number, position: space.relax(trial.assignment), loss: loss)
      if visit.isBetter(than: bestElsewhere) { bestElsewhere = visit }
    }
    if let loss, loss < bestLoss {
      bestLoss = loss
      roundImproved = true
    }
    if roundCount == size {
      if !roundImproved { barrenRounds += 1 }
      roundCount = 0
      roundImproved = false
    }
  }

  private func move(_ trial: Int, _ explanation: Explanation) -> ParticleMove? {
    ParticleMove(trial: trial, explanation, dimensions: space.count).flatMap { $0.particle < size ? $0 : nil }
  }

  /// The particle whose turn it is, and its latest move; nil: it has not begun.
  ///
  /// Particles take turns; one whose trial is still running waits, unless all of them do.
  func next(_ pending: [PendingTrial]) -> (particle: Int, latest: ParticleMove?) {
    var latest = latestFinished
    var counts = moveCounts
    var isRunning = [Bool](repeating: false, count: size)
    for trial in pending {
      guard let move = move(trial.number, trial.explanation) else { continue }
      counts[move.particle] += 1
      isRunning[move.particle] = true
      if move.trial > latest[move.particle]?.trial ?? 0 { latest[move.particle] = move }
    }
    var next = 0
    for particle in 1..<max(1, size) {
      let (a, b) = (isRunning[particle] ? 1 : 0, isRunning[next] ? 1 : 0)
      if (a, counts[particle]) < (b, counts[next]) { next = particle }
    }
    return (next, latest[next])
  }
}
