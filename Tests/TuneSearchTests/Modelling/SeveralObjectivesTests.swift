import JSON
import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

/// Trade-offs between objectives, and the strategies that search for all of them at once.
@Suite struct SeveralObjectivesTests {
  private static let pair = ["f1", "f2"].map { Objective(metric: $0, direction: .minimize) }
  private static let square = Space(
    (0..<2).map { Parameter("x\($0)", .continuous(ContinuousRange(min: 0, max: 1))) }
  )

  private func observations(_ outcomes: [FinishedTrial.Outcome], objectives: [Objective] = pair) -> Observations {
    let problem = Problem(space: Self.square, objectives: objectives, seed: 5)
    var observations = Observations(problem, CubeGeometry(problem.space))
    let trials = outcomes.enumerated().map { index, outcome in
      FinishedTrial(
        number: index + 1,
        assignment: ["x0": .float(Double(index) / 100), "x1": .float(0.5)],
        outcome: outcome,
        explanation: Explanation(strategy: "elsewhere", why: "given")
      )
    }
    observations.update(with: History(finished: trials, nextNumber: trials.count + 1))
    return observations
  }

  @Test(arguments: [2, 3, 4]) func `weights are shares, and spread evenly from trial to trial`(count: Int) {
    let weights = (1...60).map { TradeOff(objectives: count, seed: 9, trial: $0).weights }
    #expect(weights.allSatisfy { $0.count == count && $0.allSatisfy { $0 >= 0 } })
    #expect(weights.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-12 })
    for objective in 0..<count {
      let mean = weights.reduce(0) { $0 + $1[objective] } / 60
      #expect(abs(mean - 1 / Double(count)) < 0.05)
    }
    // Any ten in a row of two objectives leave no gap larger than a fifth.
    if count == 2 {
      for start in [0, 17, 50] {
        let cuts = ([0, 1] + weights[start..<start + 10].map { $0[0] }).sorted()
        #expect(zip(cuts, cuts.dropFirst()).allSatisfy { $1 - $0 < 0.2 })
      }
    }
    #expect(TradeOff(objectives: count, seed: 9, trial: 3) == TradeOff(objectives: count, seed: 9, trial: 3))
    #expect(TradeOff(objectives: count, seed: 9, trial: 3) != TradeOff(objectives: count, seed: 10, trial: 3))
  }

  /// On the front f₂ = 1 − f₁², a bulge towards the worse that weighted sums never reach.
  @Test func `the augmented Chebyshev function finds every part of a front that is not convex`() {
    let front = (0...100).map { index -> [Double] in
      let f = Double(index) / 100
      return [f, 1 - f * f]
    }
    let chosen = (0...20).map { step -> Int in
      let tradeOff = TradeOff(weights: [Double(step) / 20, 1 - Double(step) / 20])
      return front.indices.min { tradeOff.loss(front[$0]) < tradeOff.loss(front[$1]) } ?? 0
    }
    #expect(chosen.first == 100 && chosen.last == 0)
    #expect(zip(chosen, chosen.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(Set(chosen).count > 12)
  }

  @Test func `one objective stays as it is`() {
    let single = observations([.completed([3]), .failed], objectives: [Self.pair[0]])
    #expect(single.scalarized(forTrial: 3).results == [.completed(3), .failed])
    #expect(single.scalarized(forTrial: 3).tradeOff == nil)
  }

  @Test func `units do not matter, and a loss that is no number is a failure`() {
    let outcomes: [FinishedTrial.Outcome] = [
      .completed([1, 8]), .completed([2, 4]), .completed([3, 1]), .completed([9, 9]), .completed([1, .nan]), .failed,
      .pruned([2, 2]), .pruned(nil),
    ]
    let scaled = outcomes.map { outcome -> FinishedTrial.Outcome in
      guard case .completed(let values) = outcome else {
        return outcome == .pruned([2, 2]) ? .pruned([2, 2e300]) : outcome
      }
      return .completed([values[0], values[1] * 1e300])
    }
    let (plain, large) = (observations(outcomes).scalarized(forTrial: 4), observations(scaled).scalarized(forTrial: 4))
    for (a, b) in zip(plain.results, large.results) {
      switch (a, b) {
      case (.completed(let x), .completed(let y)), (.pruned(let x), .pruned(let y)): #expect(abs(x - y) < 1e-9)
      default: #expect(a == b)
      }
    }
    #expect(plain.results[4] == .failed && plain.results[5] == .failed && plain.results[7] == .failed)
    // Dominated by all of the front, and so worse under any weights.
    for number in 1...20 {
      let results = observations(outcomes).scalarized(forTrial: number).results
      guard case .completed(let worst) = results[3] else { return }
      #expect(results.prefix(3).allSatisfy { if case .completed(let loss) = $0 { loss < worst } else { false } })
    }
  }

  @Test func `all losses the same, or none at all, are borne`() {
    for outcomes in [[.completed([1, 1]), .completed([1, 1])], [.failed, .failed], []] as [[FinishedTrial.Outcome]] {
      for result in observations(outcomes).scalarized(forTrial: 1).results {
        if case .completed(let loss) = result { #expect(loss.isFinite) }
      }
    }
  }

  @Test func `fronts order the trials, the sparse first and failures last`() {
    let order = observations([
      .completed([5, 5]), .completed([0, 10]), .failed, .completed([4.9, 5]), .completed([10, 0]),
      .completed([4.8, 5.1]), .completed([9, 9]),
    ]).byFront()
    #expect(order.prefix(2).sorted() == [1, 4])
    #expect(order[2..<4].sorted() == [3, 5])
    #expect(Array(order.suffix(3)) == [0, 6, 2])
  }

  /// Two spheres: the front is the line between their centres.
  @Test(arguments: ["gp", "tpe", "genetic"])
  func `the front is found faster than by chance`(name: String) {
    let space = Space((0..<3).map { Parameter("x\($0)", .continuous(ContinuousRange(min: 0, max: 1))) })
    func volume(_ strategy: String, _ seed: UInt64) -> Double {
      let problem = Problem(space: space, objectives: Self.pair, seed: seed, trials: 60)
      var run = TrialRun(problem) { _, assignment in
        let x = assignment.values.compactMap(\.number)
        let distances = [0.25, 0.7].map { centre in x.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } }
        return .completed(distances)
      }
      var search = makeStrategy(strategy, problem)
      run.run(&search, trials: name == "gp" ? Effort.trials(name, 60, debug: 15) : 60)
      return Hypervolume.of(run.history.finished.map(problem.losses), reference: [1, 1])
    }
    let seeds: ClosedRange<UInt64> = Effort.isFull ? 1...10 : 1...2
    let (ours, random) = (seeds.map { volume(name, $0) }, seeds.map { volume("random", $0) })
    #expect(ours.reduce(0, +) > random.reduce(0, +), "\(ours) against \(random)")
    #expect(zip(ours, random).count { $0 <= $1 } <= ours.count / 5, "\(ours) against \(random)")
  }

  /// Nothing that a strategy keeps from one trade-off may leak into the next.
  @Test(arguments: ["auto", "gp", "tpe", "genetic"])
  func `a fresh strategy goes on as one that was there all along`(name: String) {
    let problem = Problem(space: Self.square, objectives: Self.pair, seed: 3, trials: 40)
    var run = TrialRun(problem) { number, assignment in
      let x = assignment.values.compactMap(\.number)
      return number % 6 == 0 ? .failed : .completed([x[0], (1 - x[0]) * (1 + x[1])])
    }
    var strategy = makeStrategy(name, problem)
    for trials in [7, 9, 12] {
      run.run(&strategy, trials: trials)
      let next = strategy.propose(2, given: run.history)
      var fresh = makeStrategy(name, problem)
      #expect(fresh.propose(2, given: run.history) == next)
    }
  }

  @Test func `a proposal says what it goes for`() throws {
    let problem = Problem(space: Self.square, objectives: Self.pair, seed: 3, trials: 40)
    var run = TrialRun(problem) { _, assignment in .completed(assignment.values.compactMap(\.number)) }
    var strategy = makeStrategy("gp", problem)
    run.run(&strategy, trials: 10)
    let explanation = try #require(run.proposals.last?.explanation)
    #expect(explanation.why.contains(" where f1 counts "))
    #expect(explanation.expected == nil)
    #expect(explanation.details["weights"]?.object?.keys == ["f1", "f2"])
  }
}
