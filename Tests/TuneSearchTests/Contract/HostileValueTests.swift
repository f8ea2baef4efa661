import Testing
import TuneModel

@testable import TuneSearch

/// Train commands print what they like, and fail when they like.
@Suite struct HostileValueTests {
  struct Hostility: CustomTestStringConvertible {
    var testDescription: String
    var outcome: @Sendable (_ number: Int) -> FinishedTrial.Outcome
  }

  private static let odd: [Double] = [
    .nan, 1, .infinity, -.infinity, 1e300, -1e300, 0, -0.0, Double.leastNonzeroMagnitude, 1, 2,
  ]

  static let hostilities = [
    Hostility(testDescription: "values that are hardly numbers") { .completed([odd[$0 % odd.count]]) },
    Hostility(testDescription: "huge values") { .completed([$0 % 2 == 0 ? 1.7e308 : -1.7e308]) },
    Hostility(testDescription: "not a number, ever") { _ in .completed([.nan]) },
    Hostility(testDescription: "no value at all") { _ in .completed([]) },
    Hostility(testDescription: "ties") { _ in .completed([0.25]) },
    Hostility(testDescription: "two values only") { .completed([Double($0 % 2)]) },
    Hostility(testDescription: "all failed") { _ in .failed },
    Hostility(testDescription: "all pruned without a value") { _ in .pruned(nil) },
    Hostility(testDescription: "all pruned") { .pruned([Double($0)]) },
    Hostility(testDescription: "every way to end") { number in
      switch number % 4 {
      case 0: .failed
      case 1: .pruned([Double(number)])
      case 2: .pruned(nil)
      default: .completed([odd[number % odd.count]])
      }
    },
  ]

  @Test(arguments: strategyNames, hostilities)
  func `a search goes on`(name: String, hostility: Hostility) {
    for sample in [SampleSpace.mixed, .conditional] {
      for direction in Objective.Direction.allCases {
        let objective = Objective(metric: "value", direction: direction)
        let problem = Problem(space: sample.space, objectives: [objective], seed: 1)
        var run = TrialRun(problem) { number, _ in hostility.outcome(number) }
        var strategy = makeStrategy(name, problem)
        #expect(run.run(&strategy, trials: Effort.trials(name, 40, debug: 14), batch: 3))
        #expect(run.assignments.allSatisfy(sample.space.contains))
        #expect(Set(run.assignments).count == run.assignments.count)
      }
    }
  }

  /// The manifest was changed, or trials of another tool were told: values outside their ranges, and other parameters.
  @Test(arguments: strategyNames)
  func `a history of other assignments does no harm`(name: String) {
    let sample = SampleSpace.conditional
    var run = TrialRun(sample)
    run.observe(5)
    let strange: [Assignment] = [
      ["optimizer": .string("rmsprop"), "learning_rate": .float(7)],
      ["optimizer": .string("sgd")],
      [:],
      ["unknown": .int(1), "learning_rate": .string("high"), "optimizer": .int(4)],
    ]
    for assignment in strange {
      run.start([Proposal(assignment, Explanation(strategy: "elsewhere", why: "observed elsewhere"))])
      run.finish(run.history.nextNumber - 1)
    }
    var strategy = makeStrategy(name, run.problem)
    run.run(&strategy, trials: run.history.finished.count + Effort.trials(name, 30, debug: 12))
    #expect(run.assignments.dropFirst(strange.count).allSatisfy(sample.space.contains))
  }

  @Test(arguments: strategyNames)
  func `a thousand trials`(name: String) {
    for sample in [SampleSpace.mixed, .constrained] {
      var run = TrialRun(sample, parallel: 4)
      run.observe(Effort.trials(name, 500, debug: 60))
      var strategy = makeStrategy(name, run.problem)
      let trials = run.history.finished.count
      #expect(run.run(&strategy, trials: 2 * Effort.trials(name, trials, debug: 33), batch: 4))
      #expect(run.assignments.allSatisfy(sample.space.contains))
      #expect(Set(run.history.finished.map(\.assignment)).count == run.history.finished.count)
    }
  }
}
