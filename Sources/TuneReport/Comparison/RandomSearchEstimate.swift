import TuneMath
import TuneModel

/// What random search would have found at the same cost, as far as the trials of an experiment tell.
///
/// Random trees divide the space into boxes, each around a trial (``RandomTree``). Points drawn evenly from the space fall
/// into the boxes, and get the values of their trials: a distribution of what a random trial is worth, one for each
/// tree. A search of n draws finds a value at least as good as v with probability 1 − (1 − F(v))ⁿ, averaged over the
/// trees: so the spread is of luck and of the model's doubt together.
///
/// The estimate is in favour of random search. A box reaches half the way to the next trial, so where only a small part of
/// the space is good, the boxes of good trials are larger than that part. In simulations with six functions of 2 to 10
/// parameters (30 to 150 trials of a tree-structured Parzen estimator) it was near the truth on four, and too good for
/// random search on the two that have a narrow optimum.
struct RandomSearchEstimate: Equatable {
  /// How many random trials cost as much as the search did.
  let trials: Int
  /// Whether that is by training time; else it is the number of trials.
  let isByTime: Bool
  /// The best value of such a search in the median, and what nine of ten are at least and at most as good as.
  let typical: Double
  let lucky: Double
  let unlucky: Double
  /// The probability that such a search finds a value at least as good as the best of this one.
  let chance: Double

  /// With fewer trials that have a value, or fewer that were drawn evenly, there is nothing to say.
  static let fewestTrials = 20
  static let fewestDrawn = 4
  /// More random trials than this are not simulated finely enough.
  private static let mostTrials = 2000
  /// More trials than this are thinned before trees are made of them.
  private static let mostRows = 400
  private static let trees = 32
  private static let queries = 1000

  /// Nil where the trials do not tell: too few of them; several objectives; trials that go on from each other; and where
  /// the search was a random one itself.
  ///
  /// - Complexity: O(trees · (rows + queries) · dimensions · log rows), whatever the number of trials.
  init?(_ standing: Standing) {
    let experiment = standing.experiment
    guard experiment.objectives.count == 1, let objective = standing.objective, let found = standing.ranked.first,
      standing.entries.count >= Self.fewestTrials, !experiment.space.dimensions.isEmpty
    else { return nil }
    let ended = standing.records.filter(\.state.isFinal)
    let drawn = ended.filter(\.isDrawnEvenly)
    guard drawn.count >= Self.fewestDrawn, drawn.count < ended.count,
      !ended.contains(where: { $0.explanation.continues != nil })
    else { return nil }

    let cost = Self.cost(ended, drawn)
    trials = cost ?? ended.count
    isByTime = cost != nil
    guard trials <= Self.mostTrials, trials > 0 else { return nil }

    let valueOfTrial = Dictionary(standing.entries.map { ($0.number, $0.value) }) { first, _ in first }
    let rows = Self.thinned(ended, keeping: found.number)
    let points = rows.map { experiment.space.encode($0.assignment) }
    // A trial without a value is worse than all others.
    let losses = rows.map { valueOfTrial[$0.number].map(objective.loss) ?? .infinity }
    var source = RandomSource(seed: experiment.search.seed, "random search")
    let queries = Self.draws(experiment.space, using: &source)
    guard !queries.isEmpty else { return nil }

    // How bad a bad trial is must not decide where the cuts between good ones are.
    let finite = losses.filter(\.isFinite).sorted()
    let worst = Statistics.quantile(0.75, ofSorted: finite)
    let span = worst - finite[0]
    guard span > 0, span.isFinite else { return nil }
    let scaled = losses.map { (min($0, worst) - finite[0]) / span }

    // Of each distinct loss, the probability that the best of the search is at most that.
    let levels = Array(Set(finite)).sorted()
    var chances = [Double](repeating: 0, count: levels.count)
    var place: [Double: Int] = [:]
    for (index, level) in levels.enumerated() { place[level] = index }
    for _ in 0..<Self.trees {
      var counts = [Int](repeating: 0, count: levels.count)
      for owner in RandomTree.owners(of: queries, points: points, losses: scaled, using: &source) {
        if let index = place[losses[owner]] { counts[index] += 1 }
      }
      var share = 0.0
      for index in levels.indices {
        share += Double(counts[index]) / Double(queries.count)
        chances[index] += (1 - Self.power(max(0, 1 - share), trials)) / Double(Self.trees)
      }
    }
    func value(_ probability: Double) -> Double {
      let level = chances.firstIndex { $0 >= probability } ?? levels.count - 1
      return objective.direction == .minimize ? levels[level] : -levels[level]
    }
    typical = value(0.5)
    lucky = value(0.1)
    unlucky = value(0.9)
    chance = chances[0]
  }

  /// How many trials drawn at random take as long as all trials did; nil where times do not tell.
  private static func cost(_ ended: [TrialRecord], _ drawn: [TrialRecord]) -> Int? {
    func time(_ records: [TrialRecord]) -> Double? {
      let times = records.map(\.searchTime)
      return times.contains { $0 == nil } ? nil : times.reduce(0) { $0 + ($1 ?? 0) }
    }
    guard let total = time(ended), let ofDrawn = time(drawn), ofDrawn > 0 else { return nil }
    let count = total / (ofDrawn / Double(drawn.count))
    return count < 1e9 ? max(1, Int(count.rounded())) : nil
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest % 2 == 1 { result *= square }
      square *= square
      rest /= 2
    }
    return result
  }

  private static func thinned(_ records: [TrialRecord], keeping number: Int) -> [TrialRecord] {
    guard records.count > mostRows else { return records }
    return (0..<mostRows).map { records[$0 * records.count / mostRows] }.filter { $0.number != number }
      + records.filter { $0.number == number }
  }

  /// Points drawn evenly from the part of the space that meets the constraints; none where that is hard to hit.
  private static func draws(_ space: Space, using source: inout RandomSource) -> [[Double]] {
    var draws: [[Double]] = []
    for _ in 0..<(20 * queries) where draws.count < queries {
      let unit = space.dimensions.map { _ in source.uniform() }
      if !space.constraints.isEmpty, !space.satisfiesConstraints(space.decode(unit)) { continue }
      draws.append(space.canonical(unit))
    }
    return draws.count < queries ? [] : draws
  }
}

extension TrialRecord {
  /// Whether no result of another trial had a part in where it is: it was drawn at random or is of an even design.
  var isDrawnEvenly: Bool {
    let isOfDesign = explanation.phase == "design" || explanation.phase == "random"
    let isOfEvenStrategy = ["random", "sobol"].contains(explanation.member ?? explanation.strategy)
    return explanation.parents.isEmpty && explanation.phase != "start" && (isOfDesign || isOfEvenStrategy)
  }

  /// Seconds of the attempts during the search; nil where one was taken from an earlier run, or its time is not known.
  fileprivate var searchTime: Double? {
    var time = 0.0
    for attempt in attempts {
      if case .confirmation = attempt.part { continue }
      guard attempt.reused == nil, let duration = attempt.duration, duration.isFinite, duration >= 0 else { return nil }
      time += duration
    }
    return attempts.isEmpty ? nil : time
  }
}
