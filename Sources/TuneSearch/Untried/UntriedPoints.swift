package import TuneMath
package import TuneModel

/// The assignments that may be proposed: those that meet the constraints and have not been tried.
///
/// In a finite space of moderate size it is exact: it finds an untried assignment as long as there is one.
package struct UntriedPoints: Sendable {
  package let space: Space
  package private(set) var tried: TriedAssignments

  /// Assignments of the latest trials that ended, at least a thousand; kept only where constraints may call for them.
  private var latest: [Assignment] = []
  private var finishedCount = 0
  private var listing = Listing.notNeededYet

  /// What is left of a finite space. Listed only when drawing no longer finds anything: nearly all has been tried, or
  /// the constraints leave little.
  private enum Listing {
    case notNeededYet
    /// The space is infinite, or too large to list.
    case impossible
    /// Numbers of the lattice's points that are feasible and were not finished when last looked at, ascending.
    case left(Lattice, [Int])
  }

  /// Largest space that is listed: a quarter of a second's work, and 2 MB.
  static let listingLimit = 250_000
  /// Draws before a finite space is listed. Listing costs as much as thousands of draws, but only once.
  static let drawsBeforeListing = 100
  /// Draws in a space that cannot be listed: enough for constraints that leave a ten-thousandth of it.
  static let drawLimit = 50_000
  /// How many of the latest trials guide the search for a feasible assignment.
  static let guideCount = 1_000

  package init(_ space: Space) {
    self.space = space
    tried = TriedAssignments(space)
  }

  /// Learns what is new in a history.
  package mutating func update(with history: History) {
    tried.update(with: history)
    // The history itself is not kept: whoever owns it could then no longer add to it without copying it.
    if !space.constraints.isEmpty {
      latest += history.finished.dropFirst(finishedCount).map(\.assignment)
      if latest.count > 2 * Self.guideCount { latest.removeFirst(latest.count - Self.guideCount) }
    }
    finishedCount = history.finished.count
  }

  /// The assignment at a point of the unit cube, if it meets the constraints and has not been tried.
  package func assignment(at point: [Double]) -> Assignment? {
    let assignment = space.decode(point)
    return space.satisfiesConstraints(assignment) && !tried.contains(assignment) ? assignment : nil
  }

  /// An untried assignment: uniform on the unit cube at first, and uniform among what is left once that is little.
  /// Nil when nothing is left, or when nothing could be found in a space too large to list.
  package mutating func random(using source: inout RandomSource) -> Assignment? {
    for _ in 0..<Self.drawsBeforeListing {
      if let assignment = assignment(at: source.point(space.dimensions.count)) { return assignment }
    }
    if let left = remaining() {
      guard !left.isEmpty else { return nil }
      return left[source.integer(below: left.count)]
    }
    for _ in Self.drawsBeforeListing..<Self.drawLimit {
      if let assignment = assignment(at: source.point(space.dimensions.count)) { return assignment }
    }
    return nearFeasible(using: &source)
  }

  /// Everything that is untried, in the order of the space; nil when the space is infinite or too large to list.
  package mutating func remaining() -> [Assignment]? {
    if case .notNeededYet = listing {
      listing = Lattice(allOf: space, limit: Self.listingLimit).map { .left($0, Array(0..<$0.count)) } ?? .impossible
    }
    guard case .left(let lattice, let numbers) = listing else { return nil }
    var kept: [Int] = []
    var untried: [Assignment] = []
    for number in numbers {
      let assignment = space.decode(lattice.point(number))
      guard space.satisfiesConstraints(assignment), !tried.containsFinished(assignment) else { continue }
      kept.append(number)
      if !tried.contains(assignment) { untried.append(assignment) }
    }
    listing = .left(lattice, kept)
    return untried
  }

  /// Where constraints leave so little that drawing fails, what has been tried is the best guide to it.
  private func nearFeasible(using source: inout RandomSource) -> Assignment? {
    let feasible = latest.suffix(Self.guideCount).filter { space.satisfiesConstraints($0) }
    guard !feasible.isEmpty else { return nil }
    for attempt in 0..<1_000 {
      let center = space.encode(feasible[source.integer(below: feasible.count)])
      let reach = power(0.5, Double(1 + attempt % 20))
      let point = center.map { min(1, max(0, $0 + reach * source.normal())) }
      if let assignment = assignment(at: point) { return assignment }
    }
    return nil
  }
}

extension RandomSource {
  /// A point of the unit cube, uniformly.
  package mutating func point(_ dimensions: Int) -> [Double] {
    var point = [Double](repeating: 0, count: dimensions)
    for index in point.indices { point[index] = uniform() }
    return point
  }
}
