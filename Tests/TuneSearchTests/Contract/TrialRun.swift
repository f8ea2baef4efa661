import JSON
import TuneMath
import TuneModel

@testable import TuneSearch

/// An experiment without train commands: proposals are evaluated by a function.
struct TrialRun {
  typealias Evaluation = (_ number: Int, _ assignment: Assignment) -> FinishedTrial.Outcome

  let problem: Problem
  private(set) var history = History()
  private(set) var proposals: [Proposal] = []
  private let evaluate: Evaluation

  init(_ problem: Problem, _ evaluate: @escaping Evaluation) {
    self.problem = problem
    self.evaluate = evaluate
  }

  /// Minimizes the sample space's own function.
  init(_ sample: SampleSpace, seed: UInt64 = 1, trials: Int? = nil, parallel: Int = 1) {
    let objective = Objective(metric: "loss", direction: .minimize)
    self.init(
      Problem(space: sample.space, objectives: [objective], seed: seed, trials: trials, parallel: parallel)
    ) { _, assignment in
      .completed([sample.loss(assignment)])
    }
  }

  var assignments: [Assignment] { proposals.map(\.assignment) }

  /// Asks for `batch` proposals at a time until `trials` have ended; false when the strategy had no more before.
  @discardableResult
  mutating func run(_ strategy: inout any Strategy, trials: Int, batch: Int = 1) -> Bool {
    while history.finished.count < trials {
      let new = strategy.propose(min(batch, trials - history.finished.count), given: history)
      if new.isEmpty { return false }
      start(new)
      while let first = history.pending.first { finish(first.number) }
    }
    return true
  }

  mutating func start(_ new: [Proposal]) {
    proposals += new
    for proposal in new { history = history.adding(proposal) }
  }

  /// Ends a running trial.
  mutating func finish(_ number: Int) {
    guard let index = history.pending.firstIndex(where: { $0.number == number }) else { return }
    let trial = history.pending.remove(at: index)
    history.finished.append(
      FinishedTrial(
        number: number,
        assignment: trial.assignment,
        outcome: evaluate(number, trial.assignment),
        explanation: trial.explanation
      )
    )
  }

  /// Adds trials that no strategy of ours proposed: random assignments of the space.
  mutating func observe(_ count: Int, seed: UInt64 = 99) {
    var untried = UntriedPoints(problem.space)
    for _ in 0..<count {
      untried.update(with: history)
      var source = RandomSource(seed: seed, history.nextNumber)
      guard let assignment = untried.random(using: &source) else { return }
      let explanation = Explanation(strategy: "elsewhere", why: "observed elsewhere")
      history = history.adding(Proposal(assignment, explanation))
      finish(history.nextNumber - 1)
    }
  }
}

/// The strategy with this name, freshly made; without options those of the tests' effort.
func makeStrategy(_ name: String, _ problem: Problem, options: JSONObject? = nil) -> any Strategy {
  guard let entry = StrategyCatalog.entries.first(where: { $0.declaration.name == name }) else {
    preconditionFailure("the catalog has no strategy '\(name)'")
  }
  return entry.make(problem, options ?? Effort.options(name))
}
