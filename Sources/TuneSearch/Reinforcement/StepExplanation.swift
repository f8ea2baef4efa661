import JSON
import TuneModel

extension ReinforcementSearch {
  /// Why a candidate was chosen.
  ///
  /// Details, for people and for replay: `start`, the trial whose configuration is the `state`; the `action` in units of its
  /// reach; `q`, mean of (5) over the critics, and `q_spread`, its standard deviation; the `radius` ρ; and the `reward` of the
  /// latest round's trial.
  func explain(
    _ candidate: Exploration.Candidate,
    _ assignment: Assignment,
    value: Double,
    _ outlook: Outlook,
    name: String
  ) -> Explanation {
    let number = ground.observations.numbers[candidate.start]
    let state = outlook.states[candidate.start]
    let landing = agent.space.state(of: candidate.row)
    let steps = agent.steps
    let action = landing.indices.map { (landing[$0] - state[$0]) / steps[$0] }
    let (q, spread) = outlook.judge(Rows(dimension: candidate.row.count, [candidate.row]))
    let score = outlook.scores.values[candidate.start]
    let isBest = candidate.start == outlook.order[0] && ground.observations.results[candidate.start] != .failed
    let start = "trial \(number)" + (isBest ? ", the best so far" : "")
    let changes = changes(from: ground.observations.rows[candidate.start], to: candidate.row, assignment)
    let why =
      switch candidate.kind {
      case .policy: "a step of the policy from \(start): \(changes)"
      case .neighbour: "one change to \(start): \(changes)"
      case .leap: "a leap away from \(start), to where it may be better still"
      case .rollout: "the end of a path in the world model, away from \(start): \(changes)"
      }
    return Explanation(
      strategy: name,
      phase: "policy",
      why: why,
      parents: [number],
      expected: expectation(of: candidate.row, outlook),
      acquisition: outlook.acquisition(value, from: score),
      details: [
        "start": .integer(number),
        "state": .array(state.map { rounded($0) }),
        "action": .array(action.map { rounded($0) }),
        "q": rounded(q[0] - score),
        "q_spread": rounded(spread[0]),
        // A leap is many times as long as the reach of an action, and an error in that as many times as large.
        "radius": rounded(agent.situation.radius, 1e6),
        "reward": rounded(agent.situation.reward),
      ]
    )
  }

  /// What is expected of a configuration, in the objective's unit and direction.
  func expectation(of row: [Double], _ outlook: Outlook) -> Explanation.Expectation? {
    guard let loss = outlook.expectation(row), loss.mean.isFinite, loss.sd.isFinite else { return nil }
    // Loss is the negative of what is maximized.
    let sign = ground.problem.objectives.first?.direction == .maximize ? -1.0 : 1.0
    return .init(mean: sign * loss.mean, sd: loss.sd)
  }

  /// The three largest changes in words.
  private func changes(from start: [Double], to landing: [Double], _ assignment: Assignment) -> String {
    let changed = start.indices.filter { landing[$0] != start[$0] && landing[$0] != CubeGeometry.inactive }
    let sizes = start.indices.map { p in
      ground.geometry.axes[p].kind.isOrdered && start[p] != CubeGeometry.inactive
        ? (landing[p] - start[p]).magnitude : 1
    }
    let order = changed.sorted { sizes[$0] != sizes[$1] ? sizes[$0] > sizes[$1] : $0 < $1 }
    let words = order.prefix(3).map { p in
      let axis = ground.geometry.axes[p]
      guard axis.kind.isOrdered, start[p] != CubeGeometry.inactive else {
        return "\(axis.name) to \(assignment[axis.name].map(\.description) ?? "another value")"
      }
      return "\(axis.name) \(landing[p] > start[p] ? "up" : "down")"
    }
    guard !words.isEmpty else { return "nothing that counts" }
    return words.joined(separator: ", ") + (order.count > words.count ? ", and others" : "")
  }
}

/// Three decimals are enough to read.
private func rounded(_ number: Double, _ scale: Double = 1000) -> JSONValue {
  .number(number.isFinite ? (number * scale).rounded() / scale : 0)
}
