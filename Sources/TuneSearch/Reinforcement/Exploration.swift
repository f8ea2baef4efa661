import TuneMath
import TuneModel

/// The actions that are considered for a trial.
///
/// From good trials, the policy's action with noise of several sizes; half of the actions move only some of the
/// parameters. Besides them landings anywhere, and in discrete spaces the neighbours of the two best trials: one number
/// by one level, or one choice. Leaps are also where rollouts start.
struct Exploration {
  enum Kind: Sendable {
    case policy
    case neighbour
    case leap
    case rollout
  }

  /// An action with its landing.
  struct Candidate: Sendable {
    /// The trial that it starts from, as an index.
    var start: Int
    /// x′ as a row.
    var row: [Double]
    var kind: Kind
  }

  /// Standard deviations of the noise.
  static let noises = [0.1, 0.3, 1.0]

  let space: StateSpace
  /// Factor on the noise.
  let noise: Double
  /// How many actions start from good trials, how many landings are anywhere, how many neighbours at most.
  var actionCount = 256
  var leapCount = 64
  var neighbourLimit = 64
  /// Steps start from this many of the best trials; each is half as likely as the one before it.
  var startCount = 4

  private var source: RandomSource

  init(_ space: StateSpace, noise: Double, _ source: RandomSource) {
    self.space = space
    self.noise = noise
    self.source = source
  }

  /// - Parameters:
  ///   - best: trials as indices of `states`, the best first; at least one.
  ///   - policy: actions of some states.
  mutating func candidates(
    _ states: Rows,
    best: [Int],
    steps: [Double],
    policy: (Rows) -> [Double]
  ) -> [Candidate] {
    let starts = Array(best.prefix(startCount))
    let from = states.selecting(starts)
    let actions = policy(from)
    var candidates: [Candidate] = []
    for i in 0..<actionCount {
      let start = draw(starts.count)
      let action = Array(actions[start * space.count..<(start + 1) * space.count])
      let row = landing(from[start], action, steps: steps, isPartial: i.isMultiple(of: 2))
      candidates.append(Candidate(start: starts[start], row: row, kind: .policy))
    }
    for _ in 0..<leapCount {
      candidates.append(Candidate(start: best[0], row: space.row(of: source.point(space.count)), kind: .leap))
    }
    var neighbours: [Candidate] = []
    for start in best.prefix(2) {
      let row = space.row(of: states[start])
      neighbours += self.neighbours(of: row).map { Candidate(start: start, row: $0, kind: .neighbour) }
    }
    if neighbours.count > neighbourLimit { source.shuffle(&neighbours) }
    return candidates + neighbours.prefix(neighbourLimit)
  }

  /// 0, 1, …, each half as likely as the one before it.
  private mutating func draw(_ count: Int) -> Int {
    var index = 0
    while index < count - 1, source.bernoulli(0.5) { index += 1 }
    return index
  }

  /// Where an action leads, varied: with noise of one of the sizes, or without the policy.
  mutating func landing(_ state: [Double], _ action: [Double], steps: [Double], isPartial: Bool) -> [Double] {
    let moves = isPartial ? chosenAxes() : nil
    let usesPolicy = source.bernoulli(0.8)
    let size = noise * (source.bernoulli(0.1) ? 0 : source.choice(of: Self.noises))
    var state = state
    for (p, place) in space.places.enumerated() where moves?[p] ?? true {
      switch place {
      case .number(let k):
        let a = (usesPolicy ? action[k] : 0) + size * source.normal()
        state[k] = min(1, max(0, state[k] + steps[k] * min(1, max(-1, a))))
      case .weights(let range):
        // A choice that always moved with the numbers would never stay where it is good.
        let u = source.uniform()
        if u < 0.75 { continue }
        if u < 0.9 {
          for k in range {
            let a = (usesPolicy ? action[k] : 0) + size * source.normal()
            state[k] += min(1, max(-1, a)) + 0.2 * source.gumbel()
          }
        } else {
          let chosen = range.lowerBound + source.integer(below: range.count)
          for k in range { state[k] = k == chosen ? 1 : 0 }
        }
      }
    }
    return space.row(of: state)
  }

  /// Which parameters an action moves: each with probability 0.2 or 0.5, and at least one.
  private mutating func chosenAxes() -> [Bool] {
    let count = space.places.count
    let rate = max(source.bernoulli(0.5) ? 0.2 : 0.5, 1 / Double(count))
    let always = source.integer(below: count)
    return (0..<count).map { source.bernoulli(rate) || $0 == always }
  }

  private func neighbours(of row: [Double]) -> [[Double]] {
    var neighbours: [[Double]] = []
    for (p, axis) in space.geometry.axes.enumerated() where row[p] != CubeGeometry.inactive {
      let level = space.geometry.level(row[p], of: p)
      let levels: [Int]
      switch axis.kind {
      case .continuous: levels = []
      case .ordered(let count): levels = [level - 1, level + 1].filter { (0..<count).contains($0) }
      case .unordered(let count): levels = (0..<count).filter { $0 != level }
      }
      for other in levels {
        var neighbour = row
        neighbour[p] = axis.domain.unit(ofLevel: other) ?? row[p]
        space.geometry.canonicalize(&neighbour)
        neighbours.append(neighbour)
      }
    }
    return neighbours
  }
}
