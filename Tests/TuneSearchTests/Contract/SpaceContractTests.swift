import Testing
import TuneModel

@testable import TuneSearch

/// Of strategies that propose independent trials. One that continues trials repeats assignments, and has tests of its own.
let strategyNames = StrategyCatalog.declarations.filter { !$0.continuesTrials }.map(\.name)

/// What every strategy does with a space, whatever it has learned.
@Suite struct SpaceContractTests {
  @Test(arguments: strategyNames, SampleSpace.infinite)
  func `proposals are assignments of the space, with a reason`(name: String, sample: SampleSpace) {
    var run = TrialRun(sample)
    var strategy = makeStrategy(name, run.problem)
    run.run(&strategy, trials: Effort.trials(name, 60, debug: 16), batch: 2)
    #expect(!run.proposals.isEmpty)
    for (index, proposal) in run.proposals.enumerated() {
      #expect(sample.space.contains(proposal.assignment), "trial \(index + 1): \(proposal.assignment)")
      let explanation = proposal.explanation
      #expect(explanation.strategy == name)
      #expect(!explanation.why.isEmpty && explanation.why.last != "." && explanation.why.first?.isUppercase == false)
      #expect(explanation.parents.allSatisfy { (1...index).contains($0) })
      if let expected = explanation.expected { #expect(expected.mean.isFinite && expected.sd >= 0) }
    }
    #expect(Set(run.assignments).count == run.assignments.count)
  }

  @Test(arguments: strategyNames, SampleSpace.finite)
  func `a finite space is exhausted exactly, without a duplicate`(name: String, sample: SampleSpace) {
    for batch in [1, 5] {
      var run = TrialRun(sample)
      var strategy = makeStrategy(name, run.problem)
      let wasEndless = run.run(&strategy, trials: 1_000, batch: batch)
      #expect(!wasEndless)
      #expect(run.proposals.count == sample.feasibleCount)
      #expect(Set(run.assignments).count == run.assignments.count)
      #expect(run.assignments.allSatisfy(sample.space.contains))
      #expect(strategy.propose(3, given: run.history).isEmpty)
    }
  }

  @Test(arguments: strategyNames)
  func `several proposals at once differ from each other and from what is running`(name: String) {
    for sample in [SampleSpace.line, .small, .mixed] {
      var run = TrialRun(sample, parallel: 4)
      var strategy = makeStrategy(name, run.problem)
      run.run(&strategy, trials: 6)
      run.start(strategy.propose(4, given: run.history))
      run.finish(8)
      run.start(strategy.propose(3, given: run.history))
      #expect(run.proposals.count == 13)
      #expect(Set(run.assignments).count == 13, "\(sample.name)")
    }
  }

  @Test(arguments: strategyNames)
  func `a space with several objectives is searched where the strategy says so`(name: String) throws {
    let declaration = try #require(StrategyCatalog.declarations.first { $0.name == name })
    guard declaration.supportsSeveralObjectives else { return }
    let objectives = [
      Objective(metric: "loss", direction: .minimize), Objective(metric: "accuracy", direction: .maximize),
    ]
    for sample in [SampleSpace.scales, .conditional] {
      let problem = Problem(space: sample.space, objectives: objectives, seed: 3)
      var run = TrialRun(problem) { number, assignment in
        let loss = sample.loss(assignment)
        return number % 7 == 0 ? .failed : .completed([loss, number % 5 == 0 ? .nan : (loss - 0.2).magnitude])
      }
      var strategy = makeStrategy(name, problem)
      run.run(&strategy, trials: Effort.trials(name, 60, debug: 14), batch: 2)
      #expect(run.assignments.allSatisfy(sample.space.contains))
      #expect(Set(run.assignments).count == run.assignments.count)
    }
  }
}
