import JSON
import Testing
import TuneModel

@testable import TunePruning

/// Pruners that look at a trial alone: `threshold` and `patience`.
@Suite struct OwnCurvePrunerTests {
  private let scene = Scene([Objective(metric: "loss", direction: .minimize)])

  private func words(_ pruner: any Pruner, _ values: [Double], judged: Double? = nil) -> String? {
    pruner.decide(scene.trial(1, values, judged: judged), given: PruningHistory()).pruning?.words
  }

  @Test func `bounds and what is no number`() {
    let pruner = scene.pruner("threshold", ["lower": 0, "upper": 4.5])
    #expect(words(pruner, [4.5, 0, 1]) == nil)
    #expect(words(pruner, [1, 4.75]) == "loss 4.75 at step 2 is above the bound 4.5")
    #expect(words(pruner, [-1e-5]) == "loss -1e-05 at step 1 is below the bound 0")
    #expect(words(pruner, [1, .nan]) == "loss at step 2 is not a finite number")
    #expect(words(pruner, [-.infinity]) == "loss at step 1 is not a finite number")
  }

  @Test func `a value between two looks is not missed`() {
    let pruner = scene.pruner("threshold", ["upper": 4])
    #expect(words(pruner, [1, 9, 1]) == "loss 9 at step 2 is above the bound 4")
    #expect(words(pruner, [1, 9, 1], judged: 1) == "loss 9 at step 2 is above the bound 4")
    #expect(words(pruner, [1, 9, 1], judged: 2) == nil)
    #expect(words(scene.pruner("threshold", ["upper": 4, "warmup": 2]), [1, 9, 1]) == nil)
  }

  @Test func `patience counts reports without improvement`() {
    let pruner = scene.pruner("patience", ["patience": 3])
    #expect(words(pruner, [5, 4, 4, 4.5]) == nil)
    #expect(words(pruner, [5, 4, 4, 4.5, 4]) == "loss has not improved for 3 reports since 4, up to step 5")
    #expect(words(pruner, [5, 4, 4, 4.5, 4, 3.9]) == nil)
    let pruning = pruner.decide(scene.trial(1, [5, 4, 4, 4.5, 4]), given: PruningHistory()).pruning
    #expect(pruning?.isSettled == true && pruning?.value == 4 && pruning?.step == 5)
  }

  @Test func `an improvement is one by more than min_delta`() {
    let pruner = scene.pruner("patience", ["patience": 2, "min_delta": 0.5])
    #expect(words(pruner, [5, 4.6, 4.5]) != nil)
    #expect(words(pruner, [5, 4.6, 4.4]) == nil)
  }

  @Test func `reports up to the warm-up do not count, and no number never is an improvement`() {
    #expect(words(scene.pruner("patience", ["patience": 2, "warmup": 3]), [1, 2, 2, 2]) == nil)
    #expect(words(scene.pruner("patience", ["patience": 2, "warmup": 3]), [1, 2, 2, 2, 2]) != nil)
    let pruner = scene.pruner("patience", ["patience": 2])
    #expect(words(pruner, [.nan, .nan]) == "loss has not improved for 2 reports, up to step 2")
    #expect(words(pruner, [.nan, 7, .nan]) == nil)
    #expect(pruner.decide(scene.trial(1, [.nan, .nan]), given: PruningHistory()).pruning?.isSettled == false)
  }
}
