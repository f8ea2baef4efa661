import JSON
import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct GaussianProcessSearchTests {
  @Test func `it finds the minimum of a smooth function`() {
    var run = TrialRun(SampleSpace.scales, seed: 4, trials: 40)
    var strategy = makeStrategy("gp", run.problem)
    run.run(&strategy, trials: 18)
    #expect(run.assignments.map(SampleSpace.scales.loss).min() ?? 1 < 2e-3)
  }

  @Test func `what it expects is in the objective's own unit and direction`() throws {
    let space = SampleSpace.line.space
    let objective = Objective(metric: "score", direction: .maximize)
    var run = TrialRun(Problem(space: space, objectives: [objective], seed: 1)) { _, assignment in
      let x = assignment["x"]?.number ?? 0
      return .completed([1_000 - 3 * (x - 2) * (x - 2)])
    }
    var strategy = makeStrategy("gp", run.problem)
    run.run(&strategy, trials: 12)
    let proposal = try #require(strategy.propose(1, given: run.history).first)
    let expected = try #require(proposal.explanation.expected)
    let x = try #require(proposal.assignment["x"]?.number)
    #expect((expected.mean - (1_000 - 3 * (x - 2) * (x - 2))).magnitude < 3 * expected.sd + 1)
    #expect(proposal.explanation.phase == "model")
    #expect(proposal.explanation.acquisition?.name == "log expected improvement")
    #expect(proposal.explanation.parents.count == 1)
  }

  @Test func `the design starts at the centre and steps along each coordinate of a linear space`() {
    let space = Space((0..<3).map { Parameter("x\($0)", .continuous(ContinuousRange(min: 0, max: 1))) })
    var run = TrialRun(Problem(space: space, objectives: [Objective(metric: "y", direction: .minimize)], seed: 1)) {
      number,
      _ in .completed([Double(number)])
    }
    var strategy = makeStrategy("gp", run.problem)
    run.run(&strategy, trials: 4)
    let points = run.assignments.map { space.encode($0) }
    #expect(points[0] == [0.5, 0.5, 0.5])
    // Trial 1 stays the best: each step starts there.
    for point in points[1...] {
      #expect(zip(point, points[0]).filter { ($0 - $1 - 0.17).magnitude < 1e-9 }.count == 1)
      #expect(zip(point, points[0]).filter { $0 == $1 }.count == 2)
    }
    #expect(Set(points).count == 4)
  }

  @Test func `between two values in the middle the centre takes the smaller one`() {
    func range(_ min: Double, _ max: Double, _ scale: Scale = .linear) -> Domain {
      .stepped(SteppedRange(min: min, max: max, step: 1, scale: scale, isInteger: true))
    }
    let domains = [range(0, 1), range(1, 3), range(1, 16), range(10, 1_000, .log), .bool]
    let space = Space(domains.enumerated().map { Parameter("x\($0)", $1) })
    let objective = Objective(metric: "y", direction: .minimize)
    var run = TrialRun(Problem(space: space, objectives: [objective], seed: 1)) { _, _ in .completed([0]) }
    var strategy = makeStrategy("gp", run.problem)
    run.run(&strategy, trials: 1)
    #expect((0..<5).map { run.assignments[0]["x\($0)"] } == [.int(0), .int(2), .int(8), .int(98), .bool(false)])
  }

  @Test func `the length of the design can be set, and a small budget shortens it`() {
    func designed(_ options: GaussianProcessOptions, trials: Int?) -> Int {
      let problem = Problem(
        space: SampleSpace.mixed.space,
        objectives: [Objective(metric: "y", direction: .minimize)],
        seed: 1,
        trials: trials
      )
      return InitialDesign(problem, CubeGeometry(problem.space), count: options.startup).count
    }
    var options = GaussianProcessOptions()
    #expect(designed(options, trials: nil) == 8)
    #expect(designed(options, trials: 9) == 4)
    #expect(designed(options, trials: 25) == designed(options, trials: 1_000))
    options.startup = 20
    #expect(designed(options, trials: 9) == 20)
  }

  @Test func `the design visits each branch of a conditional space`() {
    func designed(algorithms: Int, trials: Int?) -> Int {
      let names = (0..<algorithms).map { ParameterValue.string("algorithm\($0)") }
      let space = Space(
        [Parameter("algorithm", .categorical(names))]
          + names.indices.map {
            Parameter(
              "x\($0)",
              .continuous(ContinuousRange(min: 0, max: 1)),
              when: Condition(parent: "algorithm", values: [names[$0]])
            )
          }
      )
      let objective = Objective(metric: "y", direction: .minimize)
      var run = TrialRun(Problem(space: space, objectives: [objective], seed: 1, trials: trials)) { number, _ in
        .completed([Double(number)])
      }
      var strategy = makeStrategy("gp", run.problem)
      run.run(&strategy, trials: 32)
      return run.proposals.count { $0.explanation.phase == "design" }
    }
    #expect(designed(algorithms: 2, trials: nil) == 10)
    #expect(designed(algorithms: 4, trials: 25) == 20)
    #expect(designed(algorithms: 4, trials: 10) == 4)
    #expect(designed(algorithms: 9, trials: nil) == 30)
  }

  @Test func `a failing region is left alone`() {
    let space = SampleSpace.line.space
    var run = TrialRun(Problem(space: space, objectives: [Objective(metric: "y", direction: .minimize)], seed: 1)) {
      _,
      assignment in
      let x = assignment["x"]?.number ?? 0
      return x > 3 ? .failed : .completed([(x - 1.5) * (x - 1.5)])
    }
    var strategy = makeStrategy("gp", run.problem)
    run.run(&strategy, trials: 16)
    let late = run.history.finished.suffix(8)
    #expect(late.filter { $0.outcome == .failed }.count <= 2)
    #expect(run.history.finished.contains { (($0.assignment["x"]?.number ?? 0) - 1.5).magnitude < 0.1 })
  }

  @Test func `running trials keep a batch apart`() {
    var run = TrialRun(SampleSpace.line, parallel: 5)
    var strategy = makeStrategy("gp", run.problem)
    run.run(&strategy, trials: 6)
    let batch = strategy.propose(5, given: run.history).map { SampleSpace.line.space.encode($0.assignment)[0] }.sorted()
    #expect(zip(batch, batch.dropFirst()).allSatisfy { $1 - $0 > 1e-3 })
  }

  /// As many trials of a space.
  private func observations(_ count: Int, of sample: SampleSpace = .mixed) -> Observations {
    var run = TrialRun(sample)
    run.observe(count)
    var observations = Observations(run.problem, CubeGeometry(run.problem.space))
    observations.update(with: run.history)
    return observations
  }

  @Test func `hyperparameters depend on the observations only, not on when they came`() {
    let observations = observations(21)
    let geometry = observations.geometry
    let layout = KernelLayout(geometry, warpsInputs: false)
    var grown = HyperparameterFits(geometry, layout, warps: OutputWarp.allCases, seed: 1)
    for n in 2...20 { _ = grown.fit(first: n, of: observations) }
    var fresh = HyperparameterFits(geometry, layout, warps: OutputWarp.allCases, seed: 1)
    let (a, b) = (grown.fit(first: 21, of: observations), fresh.fit(first: 21, of: observations))
    #expect(a.hyperparameters == b.hyperparameters && a.warp == b.warp)

    for n in [5, 20] { _ = grown.draws(atMost: 3, first: n, of: observations) }
    let draws = grown.draws(atMost: 3, first: 21, of: observations)
    #expect(draws == fresh.draws(atMost: 3, first: 21, of: observations))
    #expect(Set(draws + [a.hyperparameters]).count == 4)
    var other = HyperparameterFits(geometry, layout, warps: OutputWarp.allCases, seed: 2)
    #expect(draws != other.draws(atMost: 3, first: 21, of: observations))
    let bounds = Hyperparameters.Prior(layout).bounds
    #expect(draws.allSatisfy { zip($0.values, bounds).allSatisfy { $1.contains($0) } })
    #expect(grown.draws(atMost: 0, first: 21, of: observations).isEmpty)
  }

  @Test(arguments: [SampleSpace.scales, .mixed], [0, 2])
  func `what draws expect is averaged, or where it can be found out what one hopes`(
    sample: SampleSpace,
    running: Int
  ) throws {
    let observations = observations(15, of: sample)
    let geometry = observations.geometry
    let layout = KernelLayout(geometry, warpsInputs: true)
    var fits = HyperparameterFits(geometry, layout, warps: [.none], seed: 1)
    let fit = fits.fit(first: 15, of: observations)
    let draws = fits.draws(atMost: 2, first: 15, of: observations)
    let warped = WarpedLosses(NormalizedLosses(observations.results).values, .none)
    var source = RandomSource(seed: 9)
    func points(_ count: Int) -> Rows {
      Rows(
        dimension: geometry.dimension,
        (0..<count).map { _ in geometry.row(of: geometry.space.decode(source.point(geometry.dimension))) }
      )
    }
    let (rows, pending) = (points(20), points(running))
    func model(_ first: Hyperparameters, _ rest: [Hyperparameters]) throws -> SearchModel {
      try #require(
        SearchModel(
          HyperparameterFits.Fit(warp: .none, hyperparameters: first),
          draws: rest,
          observations,
          warped,
          pending: pending,
          layout: layout,
          improvement: 0.03
        )
      )
    }
    let all = try model(fit.hyperparameters, draws)
    let single = try ([fit.hyperparameters] + draws).map { try model($0, []) }
    let together = all.logExpectedImprovement(rows)
    let each = single.map { $0.logExpectedImprovement(rows) }
    for i in 0..<rows.count {
      let (logarithms, expected) = (each.map { $0[i] }, each.map { exponential($0[i]) })
      let isHopeful = geometry.dimension <= 3
      let mean = isHopeful ? logarithm(Statistics.mean(expected)) : Statistics.mean(logarithms)
      #expect((together[i] - mean).magnitude <= 1e-12 * max(1, mean.magnitude))
      // Total variance: that within the processes and that between them.
      let (expectation, parts) = (all.expectation(rows[i]), single.map { $0.expectation(rows[i]) })
      let means = parts.map(\.mean)
      let between = Statistics.mean(means.map { ($0 - expectation.mean) * ($0 - expectation.mean) })
      let variance = Statistics.mean(parts.map { $0.sd * $0.sd }) + between
      #expect((expectation.mean - Statistics.mean(means)).magnitude < 1e-12)
      #expect((expectation.sd * expectation.sd - variance).magnitude < 1e-12 * variance)
    }
  }

  @Test func `in the plane every other trial trusts the best fit, and in many dimensions those of several at a time`() {
    /// For numbers of trials whether they are proposed as if no other fits were asked.
    func trusts(dimension: Int, parallel: Int) -> [Int: Bool] {
      // Whole numbers are not smooth.
      let range = SteppedRange(min: 0, max: 60, step: 1, isInteger: true)
      let problem = Problem(
        space: Space((0..<dimension).map { Parameter("x\($0)", .stepped(range)) }),
        objectives: [Objective(metric: "y", direction: .minimize)],
        seed: 1,
        parallel: parallel
      )
      var source = RandomSource(seed: 7)
      var run = TrialRun(problem) { _, _ in .completed([source.normal()]) }
      var random = makeStrategy("random", problem)
      var trusts: [Int: Bool] = [:]
      for trials in 14..<20 {
        run.run(&random, trials: trials)
        let proposals = [2, 0].map { samples in
          var strategy = makeStrategy("gp", problem, options: ["samples": .integer(samples)])
          return strategy.propose(1, given: run.history).first?.assignment
        }
        trusts[run.history.nextNumber] = proposals[0] == proposals[1]
      }
      return trusts
    }
    let plane = trusts(dimension: 2, parallel: 1)
    #expect(!plane.filter { $0.key.isMultiple(of: 2) }.values.contains(false))
    #expect(plane.values.contains(false))
    #expect(trusts(dimension: 3, parallel: 3).values.contains(false))
    #expect(trusts(dimension: 5, parallel: 2).values.contains(false))
    #expect(!trusts(dimension: 5, parallel: 3).values.contains(false))
  }

  @Test func `stations are dense at first, then a constant ratio apart`() {
    #expect((1...12).allSatisfy { HyperparameterFits.station(atMost: $0) == $0 })
    #expect(HyperparameterFits.station(atMost: 13) == 12)
    #expect([15, 16, 19, 20, 23, 31].map(HyperparameterFits.station) == [14, 16, 16, 20, 23, 27])
    for n in 13...2_000 {
      let station = HyperparameterFits.station(atMost: n)
      #expect(station <= n && Double(station) > Double(n) / 1.27)
      #expect(HyperparameterFits.station(atMost: station) == station)
    }
  }

  @Test func `of many observations the best are kept, and some of all others`() {
    let losses = (0..<1_000).map { Double(($0 * 7) % 1_000) }
    let chosen = informative(losses, 100)
    #expect(chosen.count == 100 && chosen == chosen.sorted() && Set(chosen).count == 100)
    let kept = Set(chosen.map { losses[$0] })
    #expect((0..<50).allSatisfy { kept.contains(Double($0)) })
    #expect(kept.contains { $0 > 900 })
    #expect(informative([3, 1, 2], 100) == [0, 1, 2])
  }
}

@Suite struct CandidateSearchTests {
  @Test func `it finds the maximum of a function of mixed dimensions`() {
    let geometry = CubeGeometry(SampleSpace.mixed.space)
    let target = geometry.row(of: geometry.space.decode([0.31, 0.7, 0.2, 0.4, 0.9, 0.6, 0.2]))
    var search = CandidateSearch(geometry, RandomSource(seed: 1))
    let found = search.maximize(from: Rows(dimension: 7)) { rows in
      (0..<rows.count).map { i in -zip(rows[i], target).reduce(0) { $0 + ($1.0 - $1.1).magnitude } }
    }
    // Of 7 coordinates, two are within the step of the last round and the others exact.
    #expect(found.values[0] > -0.1)
    #expect(found.rows[0].suffix(2) == target.suffix(2))
    #expect(found.values == found.values.sorted(by: >))
  }

  @Test func `it looks at feasible rows in canonical form only`() {
    for sample in [SampleSpace.constrained, .conditional] {
      let geometry = CubeGeometry(sample.space)
      var search = CandidateSearch(geometry, RandomSource(seed: 1))
      _ = search.maximize(from: Rows(dimension: geometry.dimension)) { rows in
        for i in 0..<rows.count {
          var row = rows[i]
          geometry.canonicalize(&row)
          #expect(row == rows[i])
          #expect(sample.space.satisfiesConstraints(geometry.assignment(row)))
        }
        return (0..<rows.count).map { rows[$0, 0] }
      }
    }
  }
}
