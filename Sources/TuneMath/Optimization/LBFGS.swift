/// Minimization of a smooth function, in a box if need be, by the limited-memory BFGS method.
///
/// Notation: x point, f value, g gradient, P projection into the box, m `memory`; the last m steps s = x′ − x with the
/// changes y = g′ − g of the gradient stand for the inverse Hessian H (Nocedal, Wright, Numerical Optimization,
/// algorithm 7.4). Coordinates at a bound that −g would leave are fixed for one iteration: d, s and y count as 0 there.
///
///     d = −H g                                                                          (1)
///     x′ = P(x + t d),   t from ``LineSearch``                                          (2)
///     stop when ‖P(x − g) − x‖∞ ≤ `gradientTolerance`                                   (3)
///
/// The function may be infinite or NaN in places, as a likelihood is where a decomposition fails: the line search
/// backs off. O(m d) for an iteration, besides one or two evaluations.
package struct LBFGS: Sendable {
  /// Steps that are remembered.
  package var memory = 10
  package var maximumIterations = 100
  /// Largest component of the projected gradient at which the search ends.
  package var gradientTolerance = 1e-6
  /// Decrease of the value, relative to max(|f|, 1), at which the search ends.
  package var valueTolerance = 1e-13
  /// Length of the first step, before anything is known about the scale of the problem.
  package var firstStep = 1.0

  package init() {}

  package struct Result: Sendable {
    package let point: [Double]
    package let value: Double
    package let gradient: [Double]
    package let iterations: Int
    package let evaluations: Int
    package let outcome: Outcome
  }

  package enum Outcome: Sendable, Hashable {
    /// The projected gradient is small.
    case converged
    /// The value hardly changes any more.
    case flat
    /// No step along the steepest descent lowers the value.
    case stalled
    /// The iterations are used up.
    case limit
    /// The value at the start is not finite.
    case undefinedStart
  }

  /// The value at a point, with its gradient written to the second argument.
  package typealias Objective = (_ point: [Double], _ gradient: inout [Double]) -> Double

  /// - Parameter start: Moved into the box if it is outside.
  package func minimize(from start: [Double], in box: Box? = nil, _ objective: Objective) -> Result {
    let box = box ?? .unbounded(start.count)
    precondition(box.lower.count == start.count, "the box has the dimensions of the start")
    var state = State(x: start.indices.map { box.clamp(start[$0], $0) }, objective)
    var history = History(capacity: memory)

    func result(_ iterations: Int, _ outcome: Outcome) -> Result {
      Result(
        point: state.x,
        value: state.value,
        gradient: state.gradient,
        iterations: iterations,
        evaluations: state.evaluations,
        outcome: outcome
      )
    }

    guard state.value.isFinite else { return result(0, .undefinedStart) }
    for iteration in 0..<max(maximumIterations, 0) {
      if state.projectedGradientNorm(in: box) <= gradientTolerance { return result(iteration, .converged) }
      let free = start.indices.map { !box.holds(state.x[$0], slope: state.gradient[$0], $0) }
      let before = state
      var moved = false
      if !history.isEmpty, let direction = history.direction(state.gradient, free: free) {
        moved = state.advance(along: direction, firstStep: 1, in: box, objective)
      }
      if !moved {
        // The first iteration; or what is remembered misleads, after a kink, an infinite region or many new bounds.
        history.removeAll()
        let direction = state.gradient.indices.map { free[$0] ? -state.gradient[$0] : 0 }
        let length = firstStep / max(euclideanNorm(direction), .leastNormalMagnitude)
        guard state.advance(along: direction, firstStep: length, in: box, objective) else {
          return result(iteration, .stalled)
        }
      }
      history.append(from: before, to: state)
      let decrease = before.value - state.value
      if decrease <= valueTolerance * max(state.value.magnitude, 1) { return result(iteration + 1, .flat) }
    }
    let isConverged = state.projectedGradientNorm(in: box) <= gradientTolerance
    return result(maximumIterations, isConverged ? .converged : .limit)
  }
}

extension LBFGS {
  /// Where the search is.
  private struct State {
    var x: [Double]
    var value: Double
    var gradient: [Double]
    var evaluations = 1

    init(x: [Double], _ objective: Objective) {
      self.x = x
      gradient = [Double](repeating: 0, count: x.count)
      value = objective(x, &gradient)
    }

    /// ‖P(x − g) − x‖∞ (3).
    func projectedGradientNorm(in box: Box) -> Double {
      x.indices.reduce(0) { max($0, (box.clamp(x[$1] - gradient[$1], $1) - x[$1]).magnitude) }
    }

    /// Moves to x′ (2).
    ///
    /// - Returns: false, with only the count of evaluations changed, if the line search found no lower point.
    mutating func advance(
      along direction: [Double],
      firstStep: Double,
      in box: Box,
      _ objective: Objective
    ) -> Bool {
      var search = LineSearch(x: x, value: value, gradient: gradient, direction: direction, box: box)
      let found = search.run(firstStep: firstStep, objective)
      evaluations += search.evaluations
      guard let found else { return false }
      x = found.x
      value = found.value
      gradient = found.gradient
      return true
    }
  }

  /// The remembered steps.
  private struct History {
    let capacity: Int
    private var steps: [(s: [Double], y: [Double])] = []

    init(capacity: Int) { self.capacity = capacity }

    var isEmpty: Bool { steps.isEmpty }

    mutating func removeAll() { steps.removeAll() }

    /// Remembers a step, unless the curvature along it is not positive.
    mutating func append(from old: State, to new: State) {
      let s = zip(new.x, old.x).map { $0 - $1 }
      let y = zip(new.gradient, old.gradient).map { $0 - $1 }
      guard innerProduct(s, y) > 1e-10 * innerProduct(y, y).squareRoot() * innerProduct(s, s).squareRoot() else {
        return
      }
      steps.append((s, y))
      if steps.count > capacity { steps.removeFirst() }
    }

    /// −H g on the free coordinates, by the two-loop recursion (1).
    ///
    /// - Returns: nil if it is no direction of descent.
    func direction(_ gradient: [Double], free: [Bool]) -> [Double]? {
      let allAreFree = free.allSatisfy { $0 }
      func restrict(_ v: [Double]) -> [Double] { allAreFree ? v : zip(v, free).map { $1 ? $0 : 0 } }
      // Fixing coordinates can make a remembered curvature vanish.
      let pairs = steps.map { (s: restrict($0.s), y: restrict($0.y)) }
        .map { (s: $0.s, y: $0.y, curvature: innerProduct($0.s, $0.y)) }
        .filter { $0.curvature > 1e-10 * innerProduct($0.y, $0.y).squareRoot() * innerProduct($0.s, $0.s).squareRoot() }
      guard let last = pairs.last else { return nil }

      var q = restrict(gradient)
      var alphas = [Double](repeating: 0, count: pairs.count)
      for (i, pair) in pairs.enumerated().reversed() {
        alphas[i] = innerProduct(pair.s, q) / pair.curvature
        for k in q.indices { q[k] -= alphas[i] * pair.y[k] }
      }
      let scale = last.curvature / innerProduct(last.y, last.y)
      for k in q.indices { q[k] *= scale }
      for (i, pair) in pairs.enumerated() {
        let beta = innerProduct(pair.y, q) / pair.curvature
        for k in q.indices { q[k] += (alphas[i] - beta) * pair.s[k] }
      }
      let direction = q.map { -$0 }
      let slope = innerProduct(direction, restrict(gradient))
      return slope < 0 && slope.isFinite ? direction : nil
    }
  }
}
