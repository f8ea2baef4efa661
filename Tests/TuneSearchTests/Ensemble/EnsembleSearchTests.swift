import JSON
import Testing
import TuneModel

@testable import TuneSearch

@Suite struct EnsembleSearchTests {
  private func run(_ sample: SampleSpace, trials: Int, _ options: JSONObject = [:]) -> TrialRun {
    var run = TrialRun(sample)
    var options = options
    if !Effort.isFull { options["updates"] = 1 }
    var strategy = makeStrategy("ensemble", run.problem, options: options)
    run.run(&strategy, trials: trials)
    return run
  }

  @Test func `every member proposes, and the record says which one and what their credit was`() throws {
    let trials = Effort.isFull ? 60 : 20
    let run = run(.mixed, trials: trials)
    let members = EnsembleOptions().members
    let proposals = run.proposals.filter { $0.explanation.member != nil }
    #expect(Set(proposals.compactMap(\.explanation.member)) == Set(members))
    for (index, proposal) in run.proposals.enumerated() {
      guard let member = proposal.explanation.member else {
        #expect(proposal.explanation.phase == "design")
        continue
      }
      #expect(members.contains(member))
      var credit = Credit(run.problem, members: members, rule: .improvement)
      credit.update(with: History(finished: Array(run.history.finished.prefix(index))))
      for (name, share) in zip(members, credit.shares) {
        let recorded = try #require(proposal.explanation.details["credit"]?[name]?.double)
        #expect((recorded - share).magnitude < 1e-3)
      }
    }
  }

  @Test func `other strategies work together as well`() {
    for options in [["members": ["gp", "tpe", "cmaes"]], ["members": ["sobol", "swarm"], "screen": false]]
      as [JSONObject]
    {
      let names = options["members"]?.array?.compactMap(\.string) ?? []
      let run = run(.scales, trials: 12, options)
      #expect(run.proposals.count == 12)
      let members = Set(run.proposals.compactMap(\.explanation.member))
      #expect(!members.isEmpty && members.isSubset(of: names))
    }
  }

  @Test func `one member alone is an ensemble too`() {
    let run = run(.conditional, trials: 12, ["members": ["genetic", "genetic"], "startup": 6])
    #expect(Set(run.proposals.compactMap(\.explanation.member)) == ["genetic"])
  }

  @Test func `nothing follows from a trial that was only offered`() {
    var run = TrialRun(SampleSpace.line)
    var strategy = makeStrategy("ensemble", run.problem, options: ["members": ["swarm", "swarm"], "startup": 6])
    run.run(&strategy, trials: 30, batch: 3)
    for (index, proposal) in run.proposals.enumerated() {
      #expect(proposal.explanation.parents.allSatisfy { (1...index).contains($0) }, "trial \(index + 1)")
    }
  }

  @Test func `a particle that was carried on is where its trial is`() {
    let run = run(.mixed, trials: 14, ["members": ["swarm", "swarm"]])
    let space = RelaxedSpace(run.problem.space)
    let carried = run.proposals.filter { $0.explanation.why.contains("carried on") }
    #expect(!carried.isEmpty)
    for proposal in carried {
      let position = proposal.explanation.details["position"]?.array?.compactMap(\.double)
      #expect(position == space.relax(proposal.assignment))
    }
  }

  @Test func `a swarm recognises its particles, and begins where the first trials were`() {
    var run = TrialRun(SampleSpace.scales)
    run.observe(8)
    let swarm = ParticleMove(trial: 9, particle: 3, position: [0.1, 0.2, 0.3], velocity: [0, 0, 0.5])
    let explanation = Explanation(strategy: "ensemble", member: "swarm", why: "a move", details: swarm.details)
    run.start([Proposal(run.problem.space.decode([0.1, 0.2, 0.3]), explanation)])
    run.finish(9)

    var archive = SharedArchive(run.problem, particles: 6)
    archive.update(with: run.history)
    let moves = archive.history.finished.map { ParticleMove(trial: $0.number, $0.explanation, dimensions: 3) }
    #expect(moves.prefix(6).map { $0?.particle } == [0, 1, 2, 3, 4, 5])
    #expect(moves[6] == nil && moves[7] == nil)
    #expect(moves[8]?.velocity == [0, 0, 0.5])
    // Positions are those of the trials.
    let space = RelaxedSpace(run.problem.space)
    #expect(moves[2]?.position == space.relax(run.history.finished[2].assignment))

    var later = SharedArchive(run.problem, particles: 6)
    for count in 0...9 {
      later.update(with: History(finished: Array(run.history.finished.prefix(count)), nextNumber: count + 1))
    }
    #expect(later.history.finished == archive.history.finished)
  }

  @Test(arguments: [["screen": false], ["members": ["genetic", "swarm"], "credit": "uniform"]] as [JSONObject])
  func `an ensemble with other options is replayed as well`(options: JSONObject) {
    let whole = run(.mixed, trials: 14, options)
    var parts = TrialRun(SampleSpace.mixed)
    for end in [9, 10, 14] {
      var options = options
      if !Effort.isFull { options["updates"] = 1 }
      var fresh = makeStrategy("ensemble", parts.problem, options: options)
      parts.run(&fresh, trials: end)
    }
    #expect(parts.proposals == whole.proposals)
  }
}
