import JSON
import TuneModel

/// A strategy that works in an ensemble with others.
struct Member: Sendable {
  let name: String
  /// How many candidates it offers for a trial.
  let offers: Int
  /// Whether rollouts may start from its candidates. What has a model of its own has made up its mind.
  let isCarriedOn: Bool
  private var strategy: any Strategy

  /// What can be a member besides `reinforcement`, which offers the ensemble more than proposals.
  private static let others = [
    GeneticSearch.entry, SwarmSearch.entry, GaussianProcessSearch.entry, TreeParzenSearch.entry,
    CovarianceMatrixSearch.entry, SobolSearch.entry, RandomSearch.entry,
  ]

  /// All that can be members.
  static let entries = [ReinforcementSearch.entry] + others

  /// - Returns: Nil for a name that is no member's.
  init?(_ name: String, _ problem: Problem) {
    guard let entry = Member.others.first(where: { $0.declaration.name == name }) else { return nil }
    var options = JSONObject()
    switch name {
    case "genetic", "random": offers = 16
    case "cmaes": offers = 8
    case "tpe": offers = 4
    case "swarm":
      // A move of each particle.
      offers = Member.particles(problem)
      options["population"] = .integer(offers)
    // A Gaussian process chooses among thousands itself; of a sequence the next point is the one that is due.
    default: offers = 1
    }
    self.name = name
    isCarriedOn = ["genetic", "swarm", "random", "sobol"].contains(name)
    strategy = entry.make(problem, options)
  }

  /// S: particles of a swarm in an ensemble.
  static func particles(_ problem: Problem) -> Int { max(6, problem.parallel) }

  /// Candidates for the next trial: different ones, any of which may be proposed.
  ///
  /// A strategy makes several proposals in turn, as if the earlier ones were running. What follows from one of those, as the next
  /// move of a particle does, is no candidate: at most one of what is offered is ever run.
  mutating func candidates(_ history: History, screened: Bool) -> [Proposal] {
    strategy.propose(screened ? offers : 1, given: history).filter { proposal in
      proposal.explanation.parents.allSatisfy { $0 < history.nextNumber }
    }
  }
}
