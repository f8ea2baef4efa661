import JSON
import TuneMath
import TuneModel

/// A scrambled Sobol sequence over the unit cube: as careless of results as random search, but evenly spread, so that
/// every parameter and every pair of them is covered sooner.
///
/// Coordinates of inactive parameters are ignored; points that break a constraint, or decode to what has been tried,
/// are passed over.
struct SobolSearch: Strategy {
  private let seed: UInt64
  private let sequence: Sobol
  private var untried: UntriedPoints
  /// Every earlier point of the sequence is finished or infeasible, and stays so.
  private var start = 0

  init(_ problem: Problem) {
    seed = problem.seed
    sequence = Sobol(dimensions: problem.space.dimensions.count, scrambling: .owen(seed: problem.seed))
    untried = UntriedPoints(problem.space)
  }

  static let entry = StrategyCatalog.Entry(
    StrategyDeclaration(
      name: "sobol",
      summary: "A scrambled Sobol sequence: as blind as random search, but evenly spread.",
      supportsSeveralObjectives: true
    )
  ) { problem, _ in SobolSearch(problem) }

  /// How far the sequence is followed: where nearly everything is tried or infeasible, drawing takes over.
  private func end(tried: Int) -> Int { 10_000 + 200 * tried }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    history.inTurn(count) { history in
      untried.update(with: history)
      return nextOfSequence() ?? drawn(forTrial: history.nextNumber)
    }
  }

  private mutating func nextOfSequence() -> Proposal? {
    var index = start
    let end = end(tried: untried.tried.count)
    while index < end {
      let assignment = untried.space.decode(sequence.point(index))
      if untried.space.satisfiesConstraints(assignment) {
        if !untried.tried.contains(assignment) { return Proposal(assignment, explanation(index)) }
        // A running trial's point may be passed by only for now.
        if index == start, untried.tried.containsFinished(assignment) { start += 1 }
      } else if index == start {
        start += 1
      }
      index += 1
    }
    return nil
  }

  private mutating func drawn(forTrial number: Int) -> Proposal? {
    var source = RandomSource(seed: seed, number, "sobol")
    let why = "drawn at random: the sequence found nothing that is untried and meets the constraints"
    return untried.random(using: &source).map { Proposal($0, Explanation(strategy: "sobol", why: why)) }
  }

  private func explanation(_ index: Int) -> Explanation {
    Explanation(
      strategy: "sobol",
      why: "point \(index + 1) of a sequence that fills the space evenly",
      details: ["point": .integer(index + 1)]
    )
  }
}
