import JSON
import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct SwarmSearchTests {
  private func best(_ run: TrialRun) -> Double {
    run.history.finished.compactMap(run.problem.loss).min() ?? .infinity
  }

  private func moves(_ run: TrialRun) -> [ParticleMove] {
    run.proposals.enumerated().compactMap { index, proposal in
      ParticleMove(trial: index + 1, proposal.explanation, dimensions: RelaxedSpace(run.problem.space).count)
    }
  }

  @Test func `particles take turns, and wait for their trials`() {
    var run = TrialRun(SampleSpace.scales, parallel: 2)
    var strategy = makeStrategy("swarm", run.problem, options: ["population": 4])
    run.start(strategy.propose(4, given: run.history))
    #expect(moves(run).map(\.particle) == [0, 1, 2, 3])
    for particle in [2, 0, 3] {
      run.finish(particle + 1)
      run.start(strategy.propose(1, given: run.history))
      #expect(moves(run).last?.particle == particle)
    }
  }

  @Test func `a velocity is the step that was made, and is turned at a bound`() {
    var run = TrialRun(SampleSpace.scales)
    var strategy = makeStrategy("swarm", run.problem)
    run.run(&strategy, trials: 150)
    var last: [Int: ParticleMove] = [:]
    var stops = 0
    for move in moves(run) {
      if let before = last[move.particle], run.proposals[move.trial - 1].explanation.phase == "move" {
        for k in move.position.indices {
          let step = move.position[k] - before.position[k]
          if move.position[k] == 0 || move.position[k] == 1 {
            stops += 1
            #expect(move.velocity[k] * (move.position[k] - 0.5) <= 0)
          } else {
            #expect(abs(move.velocity[k] - step) < 1e-12)
          }
        }
      }
      last[move.particle] = move
    }
    #expect(stops > 0)
  }

  /// With w = 0 and one particle at its own best, x' is in a ball of radius 0: the particle stands still, so that
  /// only what keeps it from repeating a trial moves it.
  @Test func `a particle at the best point it knows moves by its velocity alone`() throws {
    var run = TrialRun(SampleSpace.scales)
    var strategy = makeStrategy("swarm", run.problem, options: ["population": 1, "inertia": 0.5])
    run.run(&strategy, trials: 2)
    let first = moves(run)[0]
    let second = moves(run)[1]
    for k in first.position.indices {
      let expected = min(1, max(0, first.position[k] + 0.5 * first.velocity[k]))
      #expect(abs(second.position[k] - expected) < 1e-12)
    }
  }

  @Test func `the points that others found draw the swarm`() {
    let sample = SampleSpace.scales
    var run = TrialRun(sample)
    let optimum = sample.space.decode([0.3, 0.34, 0.38])
    run.start([Proposal(optimum, Explanation(strategy: "elsewhere", why: "observed elsewhere"))])
    run.finish(1)
    var strategy = makeStrategy("swarm", run.problem)
    run.run(&strategy, trials: 12)
    #expect(run.proposals.suffix(5).allSatisfy { $0.explanation.parents.contains(1) })
  }

  @Test func `informants are drawn anew when a round was barren, and only then`() {
    let sample = SampleSpace.scales
    func barrenRounds(_ loss: @escaping (Int) -> Double) -> Int {
      var run = TrialRun(TrialRun(sample).problem) { number, _ in .completed([loss(number)]) }
      var strategy = makeStrategy("swarm", run.problem, options: ["population": 5])
      run.run(&strategy, trials: 25)
      var swarm = Swarm(run.problem, RelaxedSpace(sample.space), size: 5)
      swarm.update(with: run.history)
      return swarm.barrenRounds
    }
    #expect(barrenRounds { -Double($0) } == 0)
    #expect(barrenRounds { Double($0) } == 4)
    #expect(barrenRounds { $0 == 12 ? -1 : Double($0) } == 3)
  }

  /// Positions are not rounded, so that a particle can cross an integer's share in several steps.
  @Test func `integers and categories are approached in small steps`() {
    var run = TrialRun(SampleSpace.mixed)
    var strategy = makeStrategy("swarm", run.problem)
    run.run(&strategy, trials: 60)
    let relaxed = RelaxedSpace(run.problem.space)
    for (move, proposal) in zip(moves(run), run.proposals) {
      #expect(run.problem.space.decode(relaxed.point(of: move.position)) == proposal.assignment)
    }
    let between = moves(run).filter { $0.position.contains { $0 != 0 && $0 != 1 } && $0.trial > 6 }
    #expect(between.count > 40)
  }

  @Test func `mixed and conditional spaces are searched better than at random`() {
    for sample in [SampleSpace.mixed, .conditional, .constrained] {
      var losses: [String: Double] = ["random": 0, "swarm": 0]
      for seed in 1...5 {
        for name in losses.keys {
          var run = TrialRun(sample, seed: UInt64(seed))
          var strategy = makeStrategy(name, run.problem)
          run.run(&strategy, trials: 80)
          losses[name, default: 0] += best(run)
        }
      }
      #expect(losses["swarm"]! < 0.8 * losses["random"]!, "\(sample.name): \(losses)")
    }
  }
}
