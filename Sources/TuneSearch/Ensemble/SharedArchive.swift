import JSON
import TuneMath
import TuneModel

/// All trials of an ensemble as its members see them: one history for all, in which each recognises its own trials.
///
/// A trial of member m is shown as one that the strategy m proposed. The first trials, which belong to nobody, are where the
/// particles of a swarm begin: without them a swarm in an ensemble would have to wait for its turns.
struct SharedArchive: Sendable {
  private let problem: Problem
  /// S: how many particles begin; 0 without a swarm.
  private let particles: Int
  private let space: RelaxedSpace
  private var begun = 0
  private(set) var history = History()

  init(_ problem: Problem, particles: Int) {
    self.problem = problem
    self.particles = particles
    space = RelaxedSpace(problem.space)
  }

  /// Learns what is new in a history.
  mutating func update(with history: History) {
    for trial in history.finished.dropFirst(self.history.finished.count) {
      var trial = trial
      trial.explanation = shown(trial.explanation)
      if begun < particles, trial.explanation.strategy != "swarm" {
        trial.explanation.strategy = "swarm"
        trial.explanation.details = beginning(of: begun, at: trial).details
        begun += 1
      }
      self.history.finished.append(trial)
    }
    self.history.pending = history.pending.map {
      var trial = $0
      trial.explanation = shown(trial.explanation)
      return trial
    }
    self.history.nextNumber = history.nextNumber
  }

  /// Tells of a proposal that it was moved: a particle is where its trial is.
  func move(_ explanation: inout Explanation, to assignment: Assignment) {
    guard explanation.details["position"] != nil else { return }
    explanation.details["position"] = .array(space.relax(assignment).map(JSONValue.number))
  }

  private func shown(_ explanation: Explanation) -> Explanation {
    guard let member = explanation.member else { return explanation }
    var explanation = explanation
    explanation.strategy = member
    explanation.member = nil
    return explanation
  }

  /// A particle at a trial, moving towards a random point.
  private func beginning(of particle: Int, at trial: FinishedTrial) -> ParticleMove {
    var source = RandomSource(seed: problem.seed, particle, "particle")
    let position = space.relax(trial.assignment)
    return ParticleMove(
      trial: trial.number,
      particle: particle,
      position: position,
      velocity: position.map { source.uniform() - $0 }
    )
  }
}
