import JSON
import TuneModel

/// The default: decides by itself how to search, so that nobody has to.
///
/// | situation | what proposes |
/// |---|---|
/// | up to 100 parameters and 1,000 finished trials | `gp` |
/// | more parameters, or more trials | `tpe`, whose proposals stay cheap; every fourth of the trials after the 1,000th is still by `gp` |
///
/// All else is the member's to decide, and each does so by the same rules whoever asks:
///
/// | situation | what happens |
/// |---|---|
/// | trials of a starting point or from elsewhere are known | they count for the initial design |
/// | fewer than 25 trials in the budget | the design takes at most four tenths of them |
/// | parameters depend on a choice | the design is larger: five trials for each of its values, 10 to 30 in all |
/// | all parameters are floats on linear scales | the design steps along the coordinates, else it is evenly spread |
/// | up to 1,000 assignments in all | all that are untried are looked at for each proposal, and none is tried twice |
/// | noise | is learned with the model; the best trial is the one with the best predicted value, not a lucky one |
/// | the model's best fit may be wrong | unless the function looks smooth, other fits are asked too, drawn by how well they explain the trials; in the plane by every other trial, in many dimensions not by several trials at a time |
/// | several trials at a time | each proposal knows what is running, and keeps away from it |
/// | failed trials | count as bad, those stopped early as no better than the median |
/// | several objectives | each trial goes for another trade-off |
///
/// A choice depends on the space and on how many trials have ended, and so is the same when a search is continued.
struct AutomaticSearch: Strategy {
  private let problem: Problem
  private var gaussianProcess: GaussianProcessSearch
  private var treeParzen: TreeParzenSearch

  /// The most parameters and finished trials for which the Gaussian process is asked alone.
  static let parameterLimit = 100
  static let trialLimit = 1_000
  /// Beyond, it is asked once in so many trials.
  static let turn = 4

  static let name = "auto"

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: name,
      summary: "Chooses by the space and the number of trials; the right one where you have no reason for another.",
      supportsSeveralObjectives: true
    )
  ) { problem, _ in
    AutomaticSearch(problem)
  }

  init(_ problem: Problem) {
    self.problem = problem
    gaussianProcess = GaussianProcessSearch(problem, GaussianProcessOptions(), name: Self.name)
    treeParzen = TreeParzenSearch(problem, TreeParzenOptions(), name: Self.name)
  }

  enum Member: String, Hashable, Sendable {
    case gaussianProcess = "gp"
    case treeParzen = "tpe"
  }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      let member = Self.member(for: problem.space, history)
      let proposals =
        switch member {
        case .gaussianProcess: gaussianProcess.propose(1, given: history)
        case .treeParzen: treeParzen.propose(1, given: history)
        }
      return proposals.first.map { proposal in
        var proposal = proposal
        proposal.explanation.member = member.rawValue
        return proposal
      }
    }
  }

  /// Who proposes the next trial.
  static func member(for space: Space, _ history: History) -> Member {
    if space.dimensions.count > parameterLimit { return .treeParzen }
    if history.finished.count > trialLimit && history.nextNumber % turn != 0 { return .treeParzen }
    return .gaussianProcess
  }
}
