import TuneMath
import TuneModel

/// What strategies with a model have in common: what has been tried, and what they propose while they have no model.
struct Groundwork: Sendable {
  let problem: Problem
  /// The strategy that the manifest names, for the records.
  let name: String
  let geometry: CubeGeometry
  let design: InitialDesign
  private(set) var observations: Observations
  private(set) var untried: UntriedPoints

  /// - Parameters:
  ///   - count: How many trials the initial design has; nil: by the space.
  ///   - trialsPerBranch: See ``InitialDesign``.
  init(_ problem: Problem, name: String, designed count: Int?, trialsPerBranch: Int = 0) {
    self.problem = problem
    self.name = name
    geometry = CubeGeometry(problem.space)
    design = InitialDesign(problem, geometry, count: count, trialsPerBranch: trialsPerBranch)
    observations = Observations(problem, geometry)
    untried = UntriedPoints(problem.space)
  }

  /// Learns what is new in a history.
  mutating func update(with history: History) {
    observations.update(with: history)
    untried.update(with: history)
  }

  /// Whether the next trial belongs to the initial design: fewer trials are known than it has. Trials count whoever
  /// proposed them; where everything is fixed there is nothing to design.
  func isDesigning(_ history: History) -> Bool {
    geometry.dimension > 0 && history.finished.count + history.pending.count < design.count
  }

  /// The assignment of a row, if it meets the constraints and has not been tried.
  func assignment(at row: [Double]) -> Assignment? {
    untried.assignment(at: geometry.point(row))
  }

  /// Everything that is untried; nil when that is infinite or too much to list.
  mutating func remaining() -> [Assignment]? { untried.remaining() }

  /// The next point of the initial design.
  func designed(_ history: History) -> Proposal? {
    let best = observations.scalarized(forTrial: history.nextNumber).best(ofFirst: observations.count)
    let points = design.candidates(
      known: history.finished.count + history.pending.count,
      best: best.map { observations.rows[$0] }
    )
    for point in points {
      if let assignment = assignment(at: point.row) {
        let parents = point.isStep ? best.map { [observations.numbers[$0]] } ?? [] : []
        return Proposal(assignment, Explanation(strategy: name, phase: "design", why: point.why, parents: parents))
      }
    }
    return nil
  }

  /// A random untried assignment, for when nothing better is found; nil when nothing is left.
  mutating func drawn(_ history: History) -> Proposal? {
    var source = RandomSource(seed: problem.seed, history.nextNumber, "drawn")
    return untried.random(using: &source).map {
      Proposal($0, Explanation(strategy: name, phase: "random", why: "drawn at random from what has not been tried"))
    }
  }

  /// The rows of running trials.
  func pendingRows(_ history: History) -> Rows {
    Rows(dimension: geometry.dimension, history.pending.map { geometry.row(of: $0.assignment) })
  }
}
