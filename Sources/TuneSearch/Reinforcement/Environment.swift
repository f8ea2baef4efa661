/// Tuning as an environment in the shape of Gym (G. Brockman et al., 2016): `reset` puts it into a state, `step` takes an action and
/// tells the next state and the reward. Several copies run side by side, one for each row.
///
/// The environment itself is deterministic (1): an action leads where it leads. Only what is found there has to be learned.
/// Who asks decides how:
///
/// - of the experiment itself, where a step takes a training run: ``ReinforcementSearch`` makes the step's landing a
///   proposal, and reads its score from the record when the trial has ended;
/// - of the ``WorldModel``, where a step takes microseconds: so the agent imagines thousands of steps between two trials.
struct TuningEnvironment {
  /// What a step led to.
  struct Step {
    /// x′, made canonical.
    var states: Rows
    /// φ(x′).
    var scores: [Double]
    /// r of (2).
    var rewards: [Double]
  }

  private let space: StateSpace
  private let steps: [Double]
  /// φ of configurations, given as rows of the geometry.
  private let score: (Rows) -> [Double]

  private(set) var states: Rows
  private(set) var scores: [Double] = []

  /// - Parameters:
  ///   - radius: ρ.
  ///   - score: φ of each of some configurations.
  init(_ space: StateSpace, radius: Double, score: @escaping (Rows) -> [Double]) {
    self.space = space
    self.score = score
    steps = space.steps(radius: radius)
    states = Rows(dimension: space.count)
  }

  /// Puts one copy of the environment into each of the states, whose scores are known.
  mutating func reset(to states: Rows, scores: [Double]) {
    precondition(states.count == scores.count, "each state has a score")
    self.states = states
    self.scores = scores
  }

  /// Puts one copy of the environment into each of the states.
  mutating func reset(to states: Rows) {
    reset(to: states, scores: score(rows(of: states)))
  }

  /// Takes one action in each copy.
  ///
  /// - Parameter actions: D for each state.
  mutating func step(_ actions: [Double]) -> Step {
    precondition(actions.count == states.elements.count, "each state has an action")
    let moved = moved(states, by: actions, steps: steps)
    let rows = rows(of: moved)
    let landed = space.states(of: rows)
    let reached = score(rows)
    let step = Step(states: landed, scores: reached, rewards: reached.indices.map { reached[$0] - scores[$0] })
    (states, scores) = (landed, reached)
    return step
  }

  private func rows(of states: Rows) -> Rows {
    Rows(dimension: space.geometry.dimension, (0..<states.count).lazy.map { space.row(of: states[$0]) })
  }
}

/// (1), before choices are made of weights.
///
/// - Parameters:
///   - actions: D for each state.
///   - steps: δ.
func moved(_ states: Rows, by actions: [Double], steps: [Double]) -> Rows {
  let dimension = states.dimension
  var moved = Rows(dimension: dimension)
  for i in 0..<states.count {
    var state = states[i]
    for k in 0..<dimension { state[k] = min(1, max(0, state[k] + steps[k] * actions[i * dimension + k])) }
    moved.append(state)
  }
  return moved
}
