import JSON
import Testing
import TuneModel

@testable import TunePruning

@Suite struct WilcoxonPrunerTests {
  /// Trial 1 has the best mean, 0.5; folds differ far more than trials.
  private var scene: Scene {
    var scene = Scene(.minimize)
    for (number, shift) in [(1, 0.0), (2, 0.1), (3, 0.2)] {
      scene.add(number, [])
      scene.history.update(number) { trial in
        for fold in 0..<5 { trial.folds[fold] = 0.1 + 0.2 * Double(fold) + shift }
      }
    }
    return scene
  }

  private func decision(_ folds: [Int: Double], options: Double = 0.1) -> Pruning? {
    var trial = scene.trial(9, [])
    trial.folds = folds
    return scene.pruner("wilcoxon", ["p_threshold": .number(options)]).decide(trial, given: scene.history).pruning
  }

  @Test func `four folds, each of them worse, are enough`() {
    // All four differences are positive: p = 1/2⁴.
    let folds = [0: 0.15, 1: 0.31, 2: 0.53, 3: 0.74]
    let pruning = decision(folds)
    #expect(pruning?.step == 4)
    #expect(abs((pruning?.value ?? 0) - 0.4325) < 1e-12 && abs((pruning?.reference ?? 0) - 0.4) < 1e-12)
    #expect(
      pruning?.words
        == "mean value 0.4325 after 4 runs, worse than trial 1's 0.4 on the same ones (p = 0.0625)"
    )
    #expect(decision(folds, options: 0.05) == nil)
    #expect(decision([0: 9, 1: 9, 2: 9]) == nil)
  }

  @Test func `a mean at least as good goes on, whatever the test says`() {
    // Worse on four of five, and better on the whole.
    #expect(decision([0: 0.11, 1: 0.31, 2: 0.51, 3: 0.71, 4: 0.1]) == nil)
    #expect(decision([0: 0.1, 1: 0.3, 2: 0.5, 3: 0.7]) == nil)
  }

  @Test func `only folds that both have are compared`() {
    #expect(decision([0: 0.2, 1: 0.4, 7: 9, 8: 9, 9: 9]) == nil)
  }

  @Test func `a fold without a number is the worst`() {
    #expect(decision([0: .nan, 1: 0.4, 2: 0.6, 3: 0.8])?.value == .infinity)
  }

  @Test func `without a completed trial there is nothing to compare with`() {
    var scene = scene
    for number in 1...3 { scene.history.update(number) { $0.state = .running } }
    var trial = scene.trial(9, [])
    trial.folds = [0: 9, 1: 9, 2: 9, 3: 9, 4: 9]
    #expect(scene.pruner("wilcoxon").decide(trial, given: scene.history) == .goOn)
  }
}
