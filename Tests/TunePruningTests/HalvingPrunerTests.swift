import JSON
import Testing
import TuneModel

@testable import TunePruning

@Suite struct HalvingPrunerTests {
  private let ladder: JSONObject = ["budget": ["min": 1, "max": 9], "reduction": 3]
  private let promoting: JSONObject = ["budget": ["min": 1, "max": 9], "reduction": 3, "mode": "promote"]

  /// Nine trials with the values 1 … 9 at step 1.
  private func nine(state: TrialProgress.State = .completed, budget: Int? = nil) -> Scene {
    var scene = Scene(.minimize)
    for number in 1...9 { scene.add(number, [Double(number)], state: state, budget: budget) }
    return scene
  }

  @Test func `rungs grow by the reduction and stay below the largest budget`() {
    #expect(RungLadder(first: 1, maximum: 81, reduction: 3).rungs(upTo: 100) == [1, 3, 9, 27])
    #expect(RungLadder(first: 2, maximum: nil, reduction: 4).rungs(upTo: 40) == [2, 8, 32])
    #expect(RungLadder(first: 5, maximum: 5, reduction: 3).rungs(upTo: 40).isEmpty)
    #expect(RungLadder(first: 1, maximum: nil, reduction: 1_000).rungs(upTo: .infinity).count == 7)
    #expect(RungLadder(first: 1, maximum: 20, reduction: 3).next(after: 9) == 20)
    #expect(RungLadder(first: 9, maximum: 5, reduction: 3).start == 5)
  }

  // MARK: Stopping

  @Test func `the best third of a rung goes on`() {
    let scene = nine()
    let pruner = scene.pruner("asha", ladder)
    // With this trial ten have reached the rung, and three of them may go on.
    #expect(pruner.decide(scene.trial(20, [2.5]), given: scene.history) == .goOn)
    #expect(pruner.decide(scene.trial(20, [3]), given: scene.history) == .goOn)
    #expect(
      pruner.decide(scene.trial(20, [3.5]), given: scene.history).pruning
        == Pruning(
          rule: "asha",
          step: 1,
          value: 3.5,
          reference: 3,
          words: "value 3.5 at the rung of 1 step; the best 3 of 10 trials go on, down to 3"
        )
    )
  }

  @Test func `of fewer than the reduction only the best goes on`() {
    var scene = Scene(.minimize)
    scene.add(1, [0.5], state: .running)
    let pruner = scene.pruner("asha", ladder)
    #expect(pruner.decide(scene.trial(2, [0.6]), given: scene.history).pruning?.reference == 0.5)
    #expect(pruner.decide(scene.trial(2, [0.4]), given: scene.history) == .goOn)
  }

  @Test func `between rungs nobody is judged`() {
    var scene = Scene(.minimize)
    scene.add(1, [1, 1, 1, 1])
    let pruner = scene.pruner("asha", ladder)
    #expect(pruner.decide(scene.trial(2, [0.5, 2], judged: 1), given: scene.history) == .goOn)
    #expect(pruner.decide(scene.trial(2, [0.5, 2, 2], judged: 2), given: scene.history).pruning?.step == 3)
    #expect(pruner.decide(scene.trial(2, [0.5, 2, 0.5, 2], judged: 3), given: scene.history) == .goOn)
  }

  @Test func `irregular steps are judged where they pass a rung`() {
    var scene = Scene(.minimize)
    scene.add(1, [3, 2, 1], steps: [2, 4, 8])
    let pruner = scene.pruner("asha", ladder)
    // Rung 1 was reached at step 2 with 3, rung 3 at step 4 with 2.
    #expect(pruner.decide(scene.trial(2, [2.5, 2.5], steps: [1, 2]), given: scene.history) == .goOn)
    let pruning = pruner.decide(scene.trial(2, [2.5, 2.5, 2.1], steps: [1, 2, 5], judged: 2), given: scene.history)
      .pruning
    #expect(pruning?.step == 5 && pruning?.reference == 2)
  }

  @Test func `without a largest budget the rungs go on`() {
    var scene = Scene(.maximize)
    scene.add(1, Array(repeating: 1, count: 100))
    let pruner = scene.pruner("asha")
    #expect(pruner.firstBudget(ofTrial: 1) == nil)
    let trial = scene.trial(2, Array(repeating: 1, count: 80) + [0], judged: 80)
    #expect(pruner.decide(trial, given: scene.history).pruning?.step == 81)
    #expect(scene.pruner("asha", ["budget": ["max": 81]]).decide(trial, given: scene.history) == .goOn)
  }

  // MARK: Promoting

  @Test func `a trial pauses at its budget, and not at the largest`() {
    let scene = nine()
    let pruner = scene.pruner("asha", promoting)
    #expect(pruner.firstBudget(ofTrial: 20) == 1)
    #expect(pruner.decide(scene.trial(20, [99], budget: 1), given: scene.history) == .pause)
    #expect(pruner.decide(scene.trial(20, [99, 99], budget: 3), given: scene.history) == .goOn)
    #expect(pruner.decide(scene.trial(20, Array(repeating: 1, count: 9), budget: 9), given: scene.history) == .goOn)
  }

  @Test func `the best third of a rung is promoted, the best first, each once`() {
    var scene = nine(state: .paused, budget: 1)
    let pruner = scene.pruner("asha", promoting)
    for number in 1...3 {
      #expect(pruner.promotion(given: scene.history, isLast: false) == Promotion(number: number, budget: 3))
      scene.history.update(number) {
        $0.state = .running; $0.budget = 3
      }
    }
    #expect(pruner.promotion(given: scene.history, isLast: false) == nil)
  }

  @Test func `the highest rung is looked at first`() {
    var scene = nine(state: .paused, budget: 1)
    for number in 1...3 { scene.add(number, [1, 1, Double(number)], state: .paused, budget: 3) }
    let pruner = scene.pruner("asha", promoting)
    #expect(pruner.promotion(given: scene.history, isLast: false) == Promotion(number: 1, budget: 9))
    scene.history.update(1) {
      $0.state = .running; $0.budget = 9
    }
    #expect(pruner.promotion(given: scene.history, isLast: false) == nil)
    // Three more at the lowest rung make room for one more of them.
    for number in 10...12 { scene.add(number, [3.5], state: .paused, budget: 1) }
    #expect(pruner.promotion(given: scene.history, isLast: false) == Promotion(number: 10, budget: 3))
  }

  @Test func `fewer than the reduction promote nobody`() {
    var scene = Scene(.minimize)
    for number in 1...2 { scene.add(number, [1], state: .paused, budget: 1) }
    #expect(scene.pruner("asha", promoting).promotion(given: scene.history, isLast: false) == nil)
    #expect(
      scene.pruner("asha", ladder).promotion(given: nine(state: .paused, budget: 1).history, isLast: false) == nil
    )
  }

  @Test func `when there will be no new trials, one gets to the end`() {
    var scene = Scene(.minimize)
    for number in 1...2 { scene.add(number, [Double(3 - number)], state: .paused, budget: 1) }
    let pruner = scene.pruner("asha", promoting)
    #expect(pruner.promotion(given: scene.history, isLast: true) == Promotion(number: 2, budget: 3))
    scene.history.update(2) {
      $0.state = .running; $0.budget = 3
    }
    #expect(pruner.promotion(given: scene.history, isLast: true) == nil)
    // The furthest, though another is better where that one came from.
    scene.add(2, [1, 1, 1.5], state: .paused, budget: 3)
    scene.add(1, [0.5], state: .paused, budget: 1)
    #expect(pruner.promotion(given: scene.history, isLast: true) == Promotion(number: 2, budget: 9))
    scene.add(2, [1, 1, 1.5, 1, 1, 1, 1, 1, 1], state: .completed, budget: 9)
    #expect(pruner.promotion(given: scene.history, isLast: true) == nil)
  }

  @Test func `steps counted from 0 reach a budget, too`() {
    var scene = Scene(.minimize)
    for number in 1...3 { scene.add(number, [Double(number)], steps: [0], state: .paused, budget: 1) }
    #expect(
      scene.pruner("asha", promoting).promotion(given: scene.history, isLast: false) == Promotion(number: 1, budget: 3)
    )
  }

  @Test func `a trial without a number is not promoted`() {
    var scene = Scene(.minimize)
    for number in 1...9 { scene.add(number, [.nan], state: .paused, budget: 1) }
    #expect(scene.pruner("asha", promoting).promotion(given: scene.history, isLast: false) == nil)
  }

  @Test func `who is left paused is told why`() {
    let scene = nine(state: .paused, budget: 1)
    let pruner = scene.pruner("asha", promoting)
    func words(_ number: Int) -> String? {
      scene.history[number].flatMap { pruner.farewell(to: $0, given: scene.history)?.words }
    }
    #expect(words(4) == "value 4 at the rung of 1 step; the best 3 of 9 trials go on, down to 3")
    #expect(words(3) == "was not resumed from the rung of 1 step before the experiment ended")
  }

  // MARK: Hyperband

  @Test func `brackets get Hyperband's shares of the trials`() {
    // η = 3, 1 … 81: n_s = 81, 34, 15, 8, 5 for s = 4 … 0.
    let scene = Scene(.minimize)
    let options: JSONObject = ["budget": ["min": 1, "max": 81]]
    let pruner = scene.pruner("hyperband", options) as? HalvingPruner
    var counts = [Int](repeating: 0, count: 5)
    for number in 1...14_300 { counts[pruner?.bracket(ofTrial: number) ?? 0] += 1 }
    for (count, expected) in zip(counts, [8_100, 3_400, 1_500, 800, 500]) {
      #expect(abs(Double(count - expected)) < 5 * Double(expected).squareRoot())
    }
    let again = scene.pruner("hyperband", options) as? HalvingPruner
    #expect((1...100).allSatisfy { pruner?.bracket(ofTrial: $0) == again?.bracket(ofTrial: $0) })
    let other = scene.pruner("hyperband", options, seed: 2) as? HalvingPruner
    #expect((1...100).contains { pruner?.bracket(ofTrial: $0) != other?.bracket(ofTrial: $0) })
  }

  @Test func `a bracket starts late and compares among its own`() {
    let scene = Scene(.minimize)
    let pruner = scene.pruner("hyperband", ["budget": ["min": 1, "max": 9]])
    guard let halving = pruner as? HalvingPruner else {
      Issue.record("hyperband is successive halving")
      return
    }
    func trials(_ bracket: Int) -> [Int] { (1...200).filter { halving.bracket(ofTrial: $0) == bracket } }
    var history = PruningHistory()
    for number in 1...200 { history[number] = scene.trial(number, [1, 1, 1, 1, 1, 1, 1, 1, 1]) }
    let bad = Array(repeating: 2.0, count: 9)
    func step(_ bracket: Int) -> Double? {
      pruner.decide(scene.trial(trials(bracket)[0], bad), given: history).pruning?.step
    }
    // First rungs 1, 3 and 9, of which the last is the largest budget.
    #expect(step(0) == 1)
    #expect(step(1) == 3)
    #expect(step(2) == nil)
    // Of one bracket alone, nobody is compared with the others.
    let own = Set(trials(0).dropFirst())
    let others = PruningHistory(history.trials.filter { !own.contains($0.number) })
    #expect(pruner.decide(scene.trial(trials(0)[0], bad), given: others) == .goOn)
  }

  // MARK: Several objectives

  @Test func `places are by front, then by how alone a trial is`() {
    // The first front is (0, 4), (1, 1), (4, 0); (5, 5) is dominated by all.
    let losses: [[Double]] = [[5, 5], [0, 4], [1, 1], [4, 0], [1, 1]]
    #expect(Standings.betterCounts(losses) == [4, 0, 2, 0, 2])
    #expect(Standings.betterCounts([[2], [1], [2], [3]]) == [1, 0, 1, 3])
    #expect(Standings.betterCounts([]) == [])
    #expect(Standings.betterCounts(Array(repeating: [1, 1], count: 5)) == [0, 0, 0, 0, 0])
  }
}
