import TuneMath
import TuneModel

/// The points that are tried before there is anything to model.
///
/// 1. The centre: every number in the middle of its range, the smaller of two in the middle; every choice its first value.
/// 2. Where all parameters are floats on a linear scale and nothing is conditional: one step along each coordinate, in
///    random order, each from the best point so far. Such spaces are mostly smooth, and steps of the right size
///    show at once which way is down.
/// 3. Elsewhere: points of a scrambled Sobol sequence.
struct InitialDesign: Sendable {
  private let geometry: CubeGeometry
  private let sequence: Sobol
  /// The order of the coordinate steps; nil where the design is the sequence.
  private let stepOrder: [Int]?
  /// How many trials it has, the centre included.
  let count: Int
  /// Whether it steps along coordinates: all parameters are floats on linear scales, and the function is likely smooth.
  var takesSteps: Bool { stepOrder != nil }

  /// Length of a step, as a share of the range.
  static let step = 0.17
  /// How much of a small budget it may take. From 25 trials on it does not depend on the budget, so that who raises that
  /// later has the trials that he would have had.
  static let share = 0.4
  static let smallBudget = 25
  /// However many branches there are, they get no more trials than these.
  static let mostForBranches = 30

  /// - Parameters:
  ///   - count: How many trials it has; nil: P + 1, between 4 and 10, and 10 in a conditional space.
  ///   - trialsPerBranch: How many trials there should be for each level of a choice that others depend on.
  init(_ problem: Problem, _ geometry: CubeGeometry, count: Int?, trialsPerBranch: Int = 0) {
    self.geometry = geometry
    let dimension = geometry.dimension
    sequence = Sobol(dimensions: dimension, scrambling: .owen(seed: problem.seed))
    let isLinear = geometry.axes.allSatisfy { axis in
      if case .continuous(let range) = axis.domain { range.scale == .linear } else { false }
    }
    if isLinear && !geometry.isConditional {
      var source = RandomSource(seed: problem.seed, "design")
      stepOrder = Array(source.permutation(dimension).prefix(10))
    } else {
      stepOrder = nil
    }
    let forBranches = min(trialsPerBranch * InitialDesign.branches(geometry), InitialDesign.mostForBranches)
    let preferred =
      stepOrder.map { $0.count + 1 }
      ?? (geometry.isConditional ? max(10, forBranches) : min(10, max(4, dimension + 1)))
    let affordable = problem.trials.map { trials in
      trials < InitialDesign.smallBudget
        ? max(2, Int((Double(trials) * InitialDesign.share).rounded(.up))) : preferred
    }
    self.count = count ?? min(preferred, affordable ?? preferred)
  }

  /// How many levels the largest choice has that always exists and that other parameters depend on.
  private static func branches(_ geometry: CubeGeometry) -> Int {
    let deciding = Set(geometry.axes.flatMap { $0.requirements.compactMap(\.axis) })
    return deciding.compactMap { index in
      let axis = geometry.axes[index]
      return axis.isConditional || axis.kind.isOrdered ? nil : axis.kind.levels
    }.max() ?? 0
  }

  /// A point of the design, and what to call it.
  struct Point {
    var row: [Double]
    var why: String
    /// Whether it depends on the best trial so far.
    var isStep = false
  }

  /// Candidates for the next trial of the design, best first, when `known` trials have ended or are running.
  ///
  /// - Parameter best: The best row so far.
  func candidates(known: Int, best: [Double]?) -> some Sequence<Point> {
    var head: [Point] = []
    if known == 0 {
      head.append(Point(row: center, why: "the centre of the space"))
    } else if let stepOrder, known <= stepOrder.count {
      let axis = stepOrder[known - 1]
      head.append(
        Point(
          row: stepped(from: best ?? center, along: axis),
          why: "a step along \(geometry.axes[axis].name) from \(best == nil ? "the centre" : "the best trial so far")"
        )
      )
    }
    // Points that are infeasible or known are passed over; most spaces need the first.
    let rest = (0..<100).lazy.map { attempt in
      var row = sequence.point(known + count * attempt)
      geometry.canonicalize(&row)
      return Point(row: row, why: "a point of an evenly spread design")
    }
    return head.lazy.map { $0 } + rest
  }

  /// Between two levels in the middle it takes the smaller one, which is mostly the cheaper one.
  var center: [Double] {
    var center = geometry.axes.map { axis in
      switch axis.kind {
      case .continuous: 0.5
      case .ordered: 0.5 - 1e-9  // ½ itself belongs to the larger one.
      case .unordered: axis.domain.unit(ofLevel: 0) ?? Space.inactiveUnit
      }
    }
    geometry.canonicalize(&center)
    return center
  }

  private func stepped(from row: [Double], along axis: Int) -> [Double] {
    var row = row
    row[axis] += row[axis] + InitialDesign.step <= 1 ? InitialDesign.step : -InitialDesign.step
    geometry.canonicalize(&row)
    return row
  }
}
