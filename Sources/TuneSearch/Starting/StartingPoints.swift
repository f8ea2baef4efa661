import TuneModel

/// First what is known, then a search: trial 1 has the defaults where there are any, then come the starting points of
/// the manifest, then whatever the strategy proposes.
///
/// A starting point is proposed as soon as the history lacks it. So one that is added to the manifest of a running
/// experiment is tried next, and none is tried twice.
struct StartingPoints: Strategy {
  private struct Point {
    var assignment: Assignment
    var why: String
  }

  private let points: [Point]
  private let name: String
  private var tried: TriedAssignments
  private var rest: any Strategy

  /// - Parameters:
  ///   - start: assignments of the space, perhaps incomplete; one outside it, or against a constraint, is left out.
  ///   - rest: what proposes when all points have been tried.
  ///   - name: the name of the strategy that the manifest names.
  init(_ start: [Assignment], before rest: any Strategy, space: Space, name: String) {
    self.rest = rest
    self.name = name
    tried = TriedAssignments(space)
    var points: [Point] = []
    if let defaults = space.defaults { points.append(Point(assignment: defaults, why: "the defaults of the manifest")) }
    for (index, assignment) in start.enumerated() {
      let which = start.count == 1 ? "the starting point" : "starting point \(index + 1)"
      points.append(Point(assignment: space.completed(assignment), why: "\(which) of the manifest"))
    }
    self.points = points.filter { space.contains($0.assignment) }
  }

  mutating func propose(_ count: Int, given history: History) -> [Proposal] {
    let first = history.inTurn(count) { history in
      tried.update(with: history)
      guard let point = points.first(where: { !tried.contains($0.assignment) }) else { return nil }
      return Proposal(point.assignment, Explanation(strategy: name, phase: "start", why: point.why))
    }
    guard first.count < count else { return first }
    return first + rest.propose(count - first.count, given: first.reduce(history) { $0.adding($1) })
  }
}
