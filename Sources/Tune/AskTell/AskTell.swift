package import TuneModel
import TuneSearch

/// A search that somebody else's program drives: it asks for assignments and tells what came of them.
///
/// The same strategies with the same history as in a run of the manifest; what is told counts in the order of telling.
package struct AskTell: Sendable {
  /// What the caller says of a trial.
  package enum Result: Hashable, Sendable {
    /// One value per objective, in the objectives' own units.
    case values([Double])
    case failed
  }

  package struct Asked: Hashable, Sendable {
    package var id: Int
    package var proposal: Proposal
  }

  package enum Mistake: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownTrial(Int)
    case toldAlready(Int)
    case wrongCount(Int, expected: Int)
    case outsideSpace

    package var description: String {
      switch self {
      case .unknownTrial(let id): "there is no trial \(id)"
      case .toldAlready(let id): "trial \(id) has a result already"
      case .wrongCount(let count, let expected): "\(count) values were told, but there are \(expected) objectives"
      case .outsideSpace: "the parameters are not an assignment of the space"
      }
    }
  }

  private let problem: Problem
  private var strategy: any Strategy
  private var history = History()

  /// Nil when the catalog has no strategy of that name.
  package init?(_ problem: Problem, search: Experiment.Search) {
    guard let strategy = StrategyCatalog.strategy(search.strategy, start: search.start, for: problem) else {
      return nil
    }
    self.init(problem, strategy)
  }

  /// The search of an experiment.
  package init(_ search: ExperimentSearch) { self.init(search.problem, search.strategy) }

  private init(_ problem: Problem, _ strategy: any Strategy) {
    self.problem = problem
    self.strategy = strategy
  }

  /// Up to `count` trials to evaluate; fewer when the space has no untried assignment left.
  package mutating func ask(_ count: Int) -> [Asked] {
    strategy.propose(count, given: history).map { proposal in
      let asked = Asked(id: history.nextNumber, proposal: proposal)
      history.pending.append(
        PendingTrial(number: asked.id, assignment: proposal.assignment, explanation: proposal.explanation)
      )
      history.nextNumber += 1
      return asked
    }
  }

  /// Ends a trial that was asked for.
  package mutating func tell(_ id: Int, _ result: Result) throws(Mistake) {
    guard let index = history.pending.firstIndex(where: { $0.number == id }) else {
      throw history.finished.contains { $0.number == id } ? .toldAlready(id) : .unknownTrial(id)
    }
    let outcome = try outcome(result)
    let trial = history.pending.remove(at: index)
    history.finished.append(
      FinishedTrial(number: id, assignment: trial.assignment, outcome: outcome, explanation: trial.explanation)
    )
  }

  /// Adds a trial that was made elsewhere.
  package mutating func tell(_ assignment: Assignment, _ result: Result) throws(Mistake) {
    // In the order of the space, as everything that strategies see.
    let ordered = problem.space.completed(assignment)
    guard ordered.count == assignment.count, problem.space.contains(ordered) else { throw .outsideSpace }
    history.finished.append(
      FinishedTrial(
        number: history.nextNumber,
        assignment: ordered,
        outcome: try outcome(result),
        explanation: Explanation(strategy: "elsewhere", why: "told from outside")
      )
    )
    history.nextNumber += 1
  }

  private func outcome(_ result: Result) throws(Mistake) -> FinishedTrial.Outcome {
    switch result {
    case .failed: return .failed
    case .values(let values):
      guard values.count == problem.objectives.count else {
        throw .wrongCount(values.count, expected: problem.objectives.count)
      }
      return .completed(values)
    }
  }
}
