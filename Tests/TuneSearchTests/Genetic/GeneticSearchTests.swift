import JSON
import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct GeneticSearchTests {
  private func best(_ run: TrialRun) -> Double {
    run.history.finished.compactMap(run.problem.loss).min() ?? .infinity
  }

  @Test func `the first population is the middle and one in each of ten parts of every range`() {
    var run = TrialRun(SampleSpace.scales)
    var strategy = makeStrategy("genetic", run.problem)
    run.run(&strategy, trials: 10)
    #expect(run.assignments[0] == ["linear": .float(0), "log": .float(0.001), "logit": .float(0.5)])
    for dimension in 0..<3 {
      let cells = run.assignments.dropFirst().map { Int(run.problem.space.encode($0)[dimension] * 10) }
      #expect(Set(cells).count == 9)
    }
    #expect(run.proposals.allSatisfy { $0.explanation.phase == "design" && $0.explanation.parents.isEmpty })
  }

  @Test func `a smaller range to begin in is around the defaults`() {
    let space = Space([
      Parameter("x", .continuous(ContinuousRange(min: 0, max: 1)), default: .float(0.9)),
      Parameter("y", .continuous(ContinuousRange(min: 0, max: 1))),
    ])
    var run = TrialRun(Problem(space: space, objectives: [], seed: 0)) { _, _ in .failed }
    var strategy = makeStrategy("genetic", run.problem, options: ["initial_range": 0.2, "population": 30])
    run.run(&strategy, trials: 30)
    let x = run.assignments.compactMap { $0["x"]?.number }
    let y = run.assignments.compactMap { $0["y"]?.number }
    #expect(x[0] == 0.9 && x.min()! >= 0.8 && x.min()! < 0.82 && x.max()! > 0.98)
    #expect(y[0] == 0.5 && y.min()! >= 0.4 && y.max()! <= 0.6)
  }

  @Test func `children come from the best trials, and say from which`() {
    var run = TrialRun(SampleSpace.mixed)
    var strategy = makeStrategy("genetic", run.problem)
    run.run(&strategy, trials: 60)
    for (index, proposal) in run.proposals.enumerated().dropFirst(10) where !proposal.explanation.parents.isEmpty {
      let known = run.history.finished.prefix(index)
      let elite = known.sorted { SampleSpace.mixed.loss($0.assignment) < SampleSpace.mixed.loss($1.assignment) }
      let parents = proposal.explanation.parents
      #expect(Set(parents).isSubset(of: elite.prefix(12).map(\.number)))
      #expect(proposal.explanation.why.hasPrefix(parents.count == 1 ? "child of trial " : "child of trials "))
    }
  }

  @Test func `trials that failed are nobody's parents`() {
    let sample = SampleSpace.mixed
    var run = TrialRun(TrialRun(sample).problem) { number, assignment in
      number.isMultiple(of: 3) ? .failed : .completed([sample.loss(assignment)])
    }
    var strategy = makeStrategy("genetic", run.problem)
    run.run(&strategy, trials: 60)
    #expect(run.proposals.allSatisfy { $0.explanation.parents.allSatisfy { !$0.isMultiple(of: 3) } })
  }

  /// A gene of a parameter that is inactive in one parent comes from the other.
  @Test func `a parameter that only one parent has is inherited from it`() {
    let space = Space([
      Parameter("kind", .categorical([.string("a"), .string("b")])),
      Parameter(
        "x",
        .continuous(ContinuousRange(min: 0, max: 1)),
        when: Condition(parent: "kind", values: [.string("a")])
      ),
      Parameter("y", .continuous(ContinuousRange(min: 0, max: 1))),
    ])
    let objective = Objective(metric: "loss", direction: .minimize)
    var run = TrialRun(Problem(space: space, objectives: [objective], seed: 4)) { number, _ in
      .completed([Double(number)])
    }
    let explanation = Explanation(strategy: "elsewhere", why: "observed elsewhere")
    for index in 0..<12 {
      var assignment: Assignment = ["kind": .string(index == 0 ? "a" : "b")]
      if index == 0 { assignment["x"] = .float(0.125) }
      assignment["y"] = .float(Double(index) / 12)
      run.start([Proposal(assignment, explanation)])
      run.finish(index + 1)
    }
    var strategy = makeStrategy("genetic", run.problem, options: ["mutation": 0, "tournament": 1])
    let children = strategy.propose(60, given: run.history).filter { $0.explanation.parents != [1] }
    let inherited = children.compactMap { $0.assignment["x"]?.number }
    #expect(inherited.count > 2)
    #expect(inherited.allSatisfy { $0 == 0.125 })
  }

  @Test(arguments: Crossover.allCases)
  func `every crossover finds the minimum of a bowl`(crossover: Crossover) {
    var run = TrialRun(SampleSpace.scales)
    var strategy = makeStrategy("genetic", run.problem, options: ["crossover": .string(crossover.rawValue)])
    run.run(&strategy, trials: 200)
    #expect(best(run) < 1e-3)
  }

  @Test func `mixed and conditional spaces are searched better than at random`() {
    for sample in [SampleSpace.mixed, .conditional, .constrained] {
      var losses: [String: Double] = ["random": 0, "genetic": 0]
      for seed in 1...5 {
        for name in losses.keys {
          var run = TrialRun(sample, seed: UInt64(seed))
          var strategy = makeStrategy(name, run.problem)
          run.run(&strategy, trials: 80)
          losses[name, default: 0] += best(run)
        }
      }
      #expect(losses["genetic"]! < 0.8 * losses["random"]!, "\(sample.name): \(losses)")
    }
  }

  /// ZDT1: the front is f₂ = 1 − √f₁, where all parameters but the first are 0.
  @Test func `two objectives: the front is found, and all along`() {
    let space = Space((0..<5).map { Parameter("x\($0)", .continuous(ContinuousRange(min: 0, max: 1))) })
    let objectives = ["f1", "f2"].map { Objective(metric: $0, direction: .minimize) }
    var run = TrialRun(Problem(space: space, objectives: objectives, seed: 1)) { _, assignment in
      let x = assignment.values.compactMap(\.number)
      let g = 1 + 9 * x.dropFirst().reduce(0, +) / 4
      return .completed([x[0], g * (1 - (x[0] / g).squareRoot())])
    }
    var strategy = makeStrategy("genetic", run.problem, options: ["population": 24])
    run.run(&strategy, trials: 400)
    let losses = run.history.finished.map(run.problem.losses)
    let front = Pareto.fronts(of: losses)[0].map { losses[$0] }.sorted { $0[0] < $1[0] }
    let near = front.filter { $0[1] < 1.1 - $0[0].squareRoot() }
    #expect(near.count > 20)
    #expect(near.first![0] < 0.05 && near.last![0] > 0.8)
    #expect(zip(near, near.dropFirst()).allSatisfy { $1[0] - $0[0] < 0.2 })
  }
}
