import JSON
import Testing
import TuneModel

@testable import TunePruning

@Suite struct PercentilePrunerTests {
  /// Five trials whose bests at step 2 are 1, 2, 3, 4, 5.
  private var five: Scene {
    var scene = Scene(.minimize)
    for number in 1...5 { scene.add(number, [9, Double(number), 9]) }
    return scene
  }

  @Test func `worse than the median is stopped, equal to it is not`() {
    let pruner = five.pruner("median")
    #expect(pruner.decide(five.trial(9, [9, 3]), given: five.history) == .goOn)
    let pruning = pruner.decide(five.trial(9, [9, 3.5]), given: five.history).pruning
    #expect(
      pruning
        == Pruning(
          rule: "median",
          step: 2,
          value: 3.5,
          reference: 3,
          words: "value 3.5 at best up to step 2, worse than the median 3 of 5 trials"
        )
    )
  }

  @Test func `the median of an even number is the mean of the middle two`() {
    var scene = five
    scene.add(6, [9, 6], state: .running)
    let pruner = scene.pruner("median")
    #expect(pruner.decide(scene.trial(9, [9, 3.4]), given: scene.history) == .goOn)
    #expect(pruner.decide(scene.trial(9, [9, 3.6]), given: scene.history).pruning?.reference == 3.5)
  }

  @Test func `what counts is the best so far`() {
    let pruner = five.pruner("median")
    #expect(pruner.decide(five.trial(9, [2, 100]), given: five.history) == .goOn)
  }

  @Test func `a percentile of values to be maximized`() {
    var scene = Scene(.maximize)
    for number in 1...5 { scene.add(number, [Double(number)]) }
    // Losses −5 … −1: a quarter of the way is −4.
    let pruner = scene.pruner("percentile", ["percentile": 25])
    #expect(pruner.decide(scene.trial(9, [4]), given: scene.history) == .goOn)
    let pruning = pruner.decide(scene.trial(9, [3.9]), given: scene.history).pruning
    #expect(pruning?.reference == 4 && pruning?.value == 3.9)
    #expect(pruning?.words == "value 3.9 at best up to step 1, worse than the percentile 25 4 of 5 trials")
  }

  @Test func `warm-up trials and steps`() {
    let bad = five.trial(9, [9, 9])
    #expect(five.pruner("median", ["startup": 6]).decide(bad, given: five.history) == .goOn)
    #expect(five.pruner("median", ["warmup": 2]).decide(bad, given: five.history) == .goOn)
    #expect(five.pruner("median", ["warmup": 1]).decide(bad, given: five.history) != .goOn)
    var scene = five
    scene.history.update(1) { $0.state = .pruned }
    #expect(scene.pruner("median").decide(bad, given: scene.history) == .goOn)
  }

  @Test func `a step that few others have reached is not judged`() {
    let pruner = five.pruner("median")
    #expect(pruner.decide(five.trial(9, [9, 9, 9]), given: five.history) != .goOn)
    #expect(pruner.decide(five.trial(9, [9, 9, 9, 9]), given: five.history) == .goOn)
  }

  @Test func `no number at all is worse than any`() {
    let pruning = five.pruner("median").decide(five.trial(9, [.nan, .nan]), given: five.history).pruning
    #expect(pruning?.value == .infinity && pruning?.reference == 3)
    var scene = Scene(.minimize)
    for number in 1...5 { scene.add(number, [.nan]) }
    #expect(scene.pruner("median").decide(scene.trial(9, [.nan]), given: scene.history) == .goOn)
  }
}
