import JSON
import TuneMath
import TuneModel

/// How a grid is laid.
struct GridOptions: Hashable, Sendable {
  /// Values of each continuous parameter.
  var points: Int?

  init(points: Int? = nil) { self.points = points }

  init(_ options: JSONObject) { points = options["points"]?.int }

  static let declarations = [
    OptionDeclaration(
      "points",
      .int(min: 1, max: 100_000),
      "How many values of each continuous parameter are tried, evenly spaced on its scale with both ends included."
        + " Without it the grid is refined (3 values, 5, 9, 17, …) as long as the budget lasts."
    )
  ]
}

/// Every combination of values, coarsely first.
///
/// The grid is walked at growing resolutions (``GridLevels``), each a complete factorial design. Within one, the step
/// from a combination to the next is the golden section of their number, so that any part of the walk is spread over
/// the whole grid: a budget that ends early has still seen all of the space. The first combination is the middle.
///
/// Finite spaces are enumerated completely, and so are continuous parameters with ``GridOptions/points``. Then the
/// grid has no more proposals. Conditions are respected, and combinations that break a constraint are passed over.
struct GridSearch: Strategy {
  private let seed: UInt64
  private let levels: GridLevels
  private var untried: UntriedPoints
  /// Where the walk stands: every earlier combination is finished or infeasible, and stays so.
  private var start: GridWalk

  init(_ problem: Problem, _ options: GridOptions) {
    seed = problem.seed
    levels = GridLevels(space: problem.space, points: options.points)
    untried = UntriedPoints(problem.space)
    start = GridWalk(levels)
  }

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "grid",
      summary: "Every combination of values, coarsely first.",
      options: GridOptions.declarations,
      supportsSeveralObjectives: true
    )
  ) { problem, options in GridSearch(problem, GridOptions(options)) }

  /// How far the grid is walked. Beyond, nearly everything is infeasible, and drawing takes over.
  private func end(tried: Int) -> Int { UntriedPoints.listingLimit + 1_000 * tried }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      untried.update(with: history)
      return nextOfGrid(forTrial: history.nextNumber)
    }
  }

  private mutating func nextOfGrid(forTrial number: Int) -> Proposal? {
    let space = untried.space
    var walk = start
    let end = end(tried: untried.tried.count)
    while let lattice = walk.lattice {
      guard walk.steps < end else { return drawn(forTrial: number) }
      let assignment = space.decode(lattice.point(walk.place))
      let isFeasible = space.satisfiesConstraints(assignment)
      if isFeasible, !untried.tried.contains(assignment) { return Proposal(assignment, explanation(walk, lattice)) }
      let stays = !isFeasible || untried.tried.containsFinished(assignment)
      let isNext = walk == start
      walk.advance(levels)
      if isNext, stays { start = walk }
    }
    return walk.isTooLarge ? drawn(forTrial: number) : nil
  }

  /// A grid too large to be counted, or nearly all infeasible, is sampled.
  private mutating func drawn(forTrial number: Int) -> Proposal? {
    var source = RandomSource(seed: seed, number, "grid")
    let why = "drawn at random: the grid is too large, or nearly all of it breaks the constraints"
    return untried.random(using: &source).map { Proposal($0, Explanation(strategy: "grid", why: why)) }
  }

  private func explanation(_ walk: GridWalk, _ lattice: Lattice) -> Explanation {
    let most = levels.levels(resolution: walk.resolution).map(\.count).max() ?? 1
    return Explanation(
      strategy: "grid",
      why: "one of the \(lattice.count) combinations of up to \(most) values of each parameter",
      details: ["combinations": .integer(lattice.count), "resolution": .integer(walk.resolution)]
    )
  }
}
