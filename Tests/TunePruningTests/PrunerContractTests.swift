import JSON
import Testing
import TuneMath
import TuneModel

@testable import TunePruning

/// What holds for every pruner, by name.
@Suite struct PrunerContractTests {
  static let names = PrunerCatalog.declarations.map(\.name)
  /// Those that compare a trial with others by step.
  static let comparing = ["median", "percentile", "asha", "hyperband"]

  /// Options that let each pruner act within a few steps.
  static func options(_ name: String) -> JSONObject {
    switch name {
    case "median", "percentile": ["startup": 3]
    case "patience": ["patience": 3, "min_delta": 0.01]
    case "threshold": ["lower": -10, "upper": 10]
    case "asha", "hyperband": ["budget": ["min": 1, "max": 27], "reduction": 3]
    default: [:]
    }
  }

  /// Curves of random shape: irregular steps, ties, and, where asked for, values that are hardly numbers.
  private func scene(
    _ direction: Objective.Direction,
    seed: UInt64,
    trials: Int = 30,
    sign: Double = 1,
    isHostile: Bool = false
  ) -> Scene {
    var scene = Scene(direction)
    var source = RandomSource(seed: seed)
    let odd: [Double] = [.nan, .infinity, -.infinity, 1.7e308, -1.7e308, 0, -0.0, .leastNonzeroMagnitude]
    for number in 1...trials {
      var step = 0.0
      var steps: [Double] = []
      var values: [Double] = []
      let level = source.uniform()
      for _ in 0..<source.integer(below: 30) {
        step += Double(1 + source.integer(below: 3))
        steps.append(step)
        var value = (10 * (level + 1 / (step + 1) + 0.1 * source.uniform())).rounded() / 10
        if isHostile, source.uniform() < 0.3 { value = odd[source.integer(below: odd.count)] }
        values.append(sign * value)
      }
      let states: [TrialProgress.State] = [.completed, .completed, .pruned, .running, .failed]
      scene.add(number, values, steps: steps, state: states[source.integer(below: states.count)])
      let folds = (0..<source.integer(below: 8)).map { ($0, sign * (level + source.uniform())) }
      scene.history.update(number) { $0.folds = Dictionary(uniqueKeysWithValues: folds) }
    }
    return scene
  }

  private func decisions(_ scene: Scene, _ name: String, options: JSONObject? = nil) -> [PruningDecision] {
    let pruner = scene.pruner(name, options ?? Self.options(name))
    return scene.history.trials.map { pruner.decide($0, given: scene.history) }
  }

  @Test(arguments: names) func `nothing known stops nothing`(name: String) {
    let scene = Scene(.minimize)
    let pruner = scene.pruner(name, Self.options(name))
    #expect(pruner.decide(scene.trial(1, []), given: PruningHistory()) == .goOn)
    #expect(pruner.decide(scene.trial(1, [0.5, 0.4]), given: PruningHistory()) == .goOn)
    #expect(pruner.promotion(given: PruningHistory(), isLast: false) == nil)
    #expect(pruner.farewell(to: scene.trial(1, []), given: PruningHistory()) == nil)
  }

  @Test(arguments: names) func `some trials are stopped, and with a reason`(name: String) {
    let stopped = (1...8).flatMap {
      decisions(scene(.minimize, seed: $0, isHostile: true), name).compactMap(\.pruning)
    }
    #expect(!stopped.isEmpty)
    #expect(stopped.allSatisfy { $0.rule == name && !$0.words.isEmpty && $0.step.isFinite })
  }

  @Test(arguments: comparing) func `the first trials are never stopped`(name: String) {
    // All at once, none of them completed: nothing has been shown yet.
    var scene = Scene(.minimize)
    for number in 1...2 { scene.add(number, [Double(number)], state: .running) }
    let pruner = scene.pruner(name, Self.options(name))
    #expect(scene.history[1].map { pruner.decide($0, given: scene.history) } == .goOn)
    #expect(pruner.decide(scene.trial(1, [.nan]), given: PruningHistory()) == .goOn)
  }

  @Test(arguments: comparing) func `the best so far is never stopped`(name: String) {
    for seed in 1...8 as ClosedRange<UInt64> {
      for isHostile in [false, true] {
        let scene = scene(.maximize, seed: seed, isHostile: isHostile)
        let pruner = scene.pruner(name, Self.options(name))
        for length in [1, 2, 3, 9, 10, 30] {
          let best = scene.trial(1_000, Array(repeating: .greatestFiniteMagnitude, count: length))
          #expect(pruner.decide(best, given: scene.history) == .goOn)
        }
      }
    }
  }

  @Test(arguments: names) func `equal trials are all kept`(name: String) {
    var scene = Scene(.minimize)
    for number in 1...40 {
      scene.add(number, (0..<20).map { 1 - 0.05 * Double($0) })
      scene.history.update(number) { $0.folds = [0: 1, 1: 2, 2: 3, 3: 4, 4: 5] }
    }
    #expect(decisions(scene, name).allSatisfy { $0 == .goOn })
  }

  @Test(arguments: names) func `to maximize is to minimize the opposite`(name: String) {
    for seed in 1...6 as ClosedRange<UInt64> {
      let one = decisions(scene(.minimize, seed: seed, isHostile: true), name)
      let other = decisions(scene(.maximize, seed: seed, sign: -1, isHostile: true), name)
      #expect(one.map { $0.pruning?.step } == other.map { $0.pruning?.step })
      #expect(
        one.compactMap { $0.pruning?.value } == other.compactMap { $0.pruning.map { -$0.value } }
      )
    }
  }

  @Test(arguments: names) func `the order of trials and of reports plays no part`(name: String) {
    for seed in 1...6 as ClosedRange<UInt64> {
      let scene = scene(.minimize, seed: seed)
      let pruner = scene.pruner(name, Self.options(name))
      var source = RandomSource(seed: seed)
      var trials = scene.history.trials
      source.shuffle(&trials)
      let shuffled = PruningHistory(trials)
      for trial in scene.history.trials {
        #expect(pruner.decide(trial, given: scene.history) == pruner.decide(trial, given: shuffled))
      }
    }
    var source = RandomSource(seed: 5)
    var points = (1...50).map { MetricPoint("value", step: Double($0), value: Double($0 * 7 % 11)) }
    for reduction in Objective.Reduction.allCases {
      let objectives = [Objective(metric: "value", direction: .maximize, reduction: reduction)]
      let inOrder = LearningCurve(objectives, points: points)
      source.shuffle(&points)
      #expect(LearningCurve(objectives, points: points) == inOrder)
      points.sort { $0.step < $1.step }
    }
  }

  @Test(arguments: names) func `what was judged is not judged again`(name: String) {
    guard name != "wilcoxon" else { return }
    for seed in 1...6 as ClosedRange<UInt64> {
      let scene = scene(.minimize, seed: seed, isHostile: true)
      let pruner = scene.pruner(name, Self.options(name))
      for var trial in scene.history.trials {
        trial.judged = trial.curve.lastStep
        #expect(pruner.decide(trial, given: scene.history) == .goOn)
      }
    }
  }

  @Test(arguments: names) func `hostile values do no harm`(name: String) {
    for seed in 1...6 as ClosedRange<UInt64> {
      for direction in Objective.Direction.allCases {
        let scene = scene(direction, seed: seed, isHostile: true)
        #expect(decisions(scene, name).count == scene.history.trials.count)
        #expect(decisions(scene, name).map { $0.pruning?.words } == decisions(scene, name).map { $0.pruning?.words })
      }
    }
  }

  /// Two thousand trials with five steps and three folds each.
  private static let crowd: Scene = {
    var scene = Scene(.minimize)
    for number in 1...2_000 {
      let level = Double(number * 7_919 % 2_000) / 2_000
      scene.add(number, (1...5).map { level + 1 / Double($0) })
      scene.history.update(number) { $0.folds = [0: level, 1: level, 2: level] }
    }
    return scene
  }()

  @Test(arguments: names) func `thousands of trials are decided about in milliseconds`(name: String) {
    let scene = Self.crowd
    let pruner = scene.pruner(name, Self.options(name))
    let trial = scene.trial(5_000, (1...5).map { 2 + 1 / Double($0) })
    let clock = ContinuousClock()
    // The best of three, for machines with other things to do; generous, because tests are not optimized.
    let time = (0..<3).map { _ in clock.measure { _ = pruner.decide(trial, given: scene.history) } }.min()
    #expect(time.map { $0 < .milliseconds(200) } == true)
  }

  @Test(arguments: PrunerCatalog.declarations.filter(\.supportsSeveralObjectives).map(\.name))
  func `with several objectives a dominated trial is stopped and a dominating one goes on`(name: String) {
    let objectives = [
      Objective(metric: "error", direction: .minimize), Objective(metric: "speed", direction: .maximize),
    ]
    var scene = Scene(objectives)
    for number in 1...9 {
      var trial = scene.trial(number, vector: [Double(number), Double(number)])
      trial.state = .completed
      scene.history[number] = trial
    }
    // In hyperband's first bracket, where a comparison is at step 1.
    let number = (100...).first {
      (scene.pruner(name, Self.options(name)) as? HalvingPruner)?.bracket(ofTrial: $0) ?? 0 == 0
    }
    let pruner = scene.pruner(name, Self.options(name))
    let stopped = pruner.decide(scene.trial(number ?? 0, vector: [10, 0]), given: scene.history).pruning
    #expect(stopped?.words.contains("trade-off") == true)
    #expect(pruner.decide(scene.trial(number ?? 0, vector: [0, 10]), given: scene.history) == .goOn)
    // Known in one of the two only: not judged yet.
    #expect(pruner.decide(scene.trial(number ?? 0, vector: [10]), given: scene.history) == .goOn)
  }

  @Test func `declared defaults are the ones used`() {
    for entry in PrunerCatalog.entries {
      var defaults = JSONObject()
      for option in entry.declaration.options { defaults[option.name] = option.defaultValue }
      for seed in 1...5 as ClosedRange<UInt64> {
        let scene = scene(.minimize, seed: seed, isHostile: true)
        let silent = decisions(scene, entry.declaration.name, options: [:]).map { $0.pruning?.words }
        #expect(silent == decisions(scene, entry.declaration.name, options: defaults).map { $0.pruning?.words })
      }
    }
  }
}
