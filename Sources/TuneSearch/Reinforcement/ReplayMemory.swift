import TuneMath

/// Experience replay: the landings that the networks learn from, with what they are worth.
///
/// Rewards are differences of a potential (2), so each of the n trials is a landing from each other: n (n − 1) real
/// transitions, rebuilt from the records whenever they are needed. By (6) a transition teaches nothing of its start, so
/// the memory keeps landings. With a world model it has imagined ones as well.
///
/// L.-J. Lin, "Self-improving reactive agents based on reinforcement learning, planning and teaching", 1992.
struct ReplayMemory: Sendable {
  /// Landings x′: the real ones first.
  private(set) var states: Rows
  /// φ(x′).
  private(set) var scores: [Double]
  /// w of ``Critics``: K for each.
  private var weights: [Double]
  private let critics: Int
  /// How many landings are real.
  let realCount: Int

  /// Of more trials it remembers these many: the better half of them from the best.
  static let capacity = 128

  /// - Parameters:
  ///   - states: of the trials.
  ///   - scores: φ of each.
  ///   - weights: K for each.
  init(_ states: Rows, scores: [Double], weights: [Double], critics: Int) {
    let chosen = informative(scores.map { 0 - $0 }, ReplayMemory.capacity)
    self.states = states.selecting(chosen)
    self.scores = chosen.map { scores[$0] }
    self.weights = chosen.flatMap { weights[$0 * critics..<($0 + 1) * critics] }
    self.critics = critics
    realCount = chosen.count
  }

  /// Adds imagined landings, which all critics believe alike.
  mutating func imagine(_ states: Rows, scores: [Double]) {
    self.states.append(states)
    self.scores += scores
    weights += [Double](repeating: 1, count: states.count * critics)
  }

  /// Landings drawn for an update.
  struct Batch {
    var states: Rows
    var scores: [Double]
    var weights: [Double]
  }

  /// - Parameter imaginedShare: how many of them are imagined, where there are any.
  func batch(_ size: Int, imaginedShare: Double, using source: inout RandomSource) -> Batch {
    let imaginedCount = scores.count - realCount
    let imagined = imaginedCount > 0 ? Int(imaginedShare * Double(size)) : 0
    let chosen = (0..<size).map { i in
      i < imagined ? realCount + source.integer(below: imaginedCount) : source.integer(below: realCount)
    }
    return Batch(
      states: states.selecting(chosen),
      scores: chosen.map { scores[$0] },
      weights: chosen.flatMap { weights[$0 * critics..<($0 + 1) * critics] }
    )
  }
}
