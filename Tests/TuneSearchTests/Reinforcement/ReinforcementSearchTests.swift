import JSON
import Testing
import TuneMath
import TuneModel

@testable import TuneSearch

@Suite struct ReinforcementSearchTests {
  private static let models = ReinforcementOptions.Model.allCases.map(\.rawValue)

  private func strategy(_ run: TrialRun, _ options: JSONObject) -> any Strategy {
    var options = options
    if !Effort.isFull { options["updates"] = options["updates"] ?? 1 }
    return makeStrategy("reinforcement", run.problem, options: options)
  }

  /// Without a world model it takes many updates, which there is only time for where all is run.
  @Test(arguments: [(SampleSpace.scales, "gp"), (.mixed, "gp")] + (Effort.isFull ? [(.scales, "none")] : []))
  func `a bowl is descended`(sample: SampleSpace, model: String) throws {
    var run = TrialRun(sample)
    var strategy = strategy(run, ["model": .string(model)])
    run.run(&strategy, trials: Effort.isFull ? 40 : 16)
    let losses = run.assignments.map(sample.loss)
    let designed = run.proposals.prefix { $0.explanation.phase == "design" }.count
    let before = try #require(losses.prefix(designed).min())
    let after = try #require(losses.min())
    #expect(after < 0.5 * before, "\(before) to \(after)")
  }

  /// In a space of every type it takes luck as well, which is why there are many seeds.
  @Test(.enabled(if: Effort.isFull), arguments: [SampleSpace.scales, .mixed])
  func `without a world model a bowl is descended further than by chance`(sample: SampleSpace) {
    func reached(_ strategy: String, _ options: JSONObject) -> Double {
      let losses = (UInt64(1)...10).map { seed in
        var run = TrialRun(sample, seed: seed)
        var strategy = makeStrategy(strategy, run.problem, options: options)
        run.run(&strategy, trials: 40)
        return run.assignments.map(sample.loss).min() ?? .infinity
      }
      return Statistics.median(losses)
    }
    let (learned, random) = (reached("reinforcement", ["model": "none"]), reached("random", [:]))
    #expect(learned < 0.5 * random, "\(learned), and by chance \(random)")
  }

  @Test(arguments: models) func `a step is explained by its state, action and value`(model: String) throws {
    var run = TrialRun(SampleSpace.mixed)
    var strategy = strategy(run, ["model": .string(model)])
    run.run(&strategy, trials: Effort.isFull ? 40 : 12)
    let geometry = CubeGeometry(SampleSpace.mixed.space)
    let space = StateSpace(geometry)
    let steps = run.proposals.filter { $0.explanation.phase == "policy" }
    #expect(!steps.isEmpty)
    for step in steps {
      let details = step.explanation.details
      let start = try #require(details["start"]?.int)
      #expect(step.explanation.parents == [start])
      #expect(step.explanation.why.contains("trial \(start)"))
      let state = try #require(details["state"]?.array).compactMap(\.double)
      let expected = space.state(of: geometry.row(of: run.assignments[start - 1]))
      for (a, b) in zip(state, expected) { #expect((a - b).magnitude < 1e-3) }
      // The action, taken from the state, leads to what was tried.
      let action = try #require(details["action"]?.array).compactMap(\.double)
      let reach = space.steps(radius: try #require(details["radius"]?.double))
      let landing = space.state(of: geometry.row(of: step.assignment))
      for k in landing.indices { #expect((state[k] + reach[k] * action[k] - landing[k]).magnitude < 5e-3) }
      #expect(details["q"]?.double != nil && details["q_spread"]?.double != nil)
      let value = model == "gp" ? "log expected reward" : "optimistic reward"
      #expect(step.explanation.acquisition?.name == value)
      #expect((step.explanation.expected != nil) == (model == "gp"))
    }
  }

  /// The contract's replay tests are of the defaults.
  @Test(
    arguments: [["model": "none"], ["reward": "rank", "startup": 6], ["discount": 0, "critics": 3, "startup": 6]]
      as [JSONObject]
  )
  func `a search with other options is replayed as well`(options: JSONObject) {
    var whole = TrialRun(SampleSpace.conditional)
    var lived = strategy(whole, options)
    let end = Effort.isFull ? 40 : 13
    whole.run(&lived, trials: end)
    var parts = TrialRun(SampleSpace.conditional)
    for end in [11, 12, end] {
      var fresh = strategy(parts, options)
      parts.run(&fresh, trials: end)
    }
    #expect(parts.proposals == whole.proposals)
  }

  @Test func `rounds are frequent at first, and later a fixed number to each doubling`() {
    let rounds = (1...4_096).filter { Agent.isRound($0, .gp) }
    #expect(rounds.first == Agent.firstRound)
    #expect(Set(rounds).isSuperset(of: Agent.firstRound...Agent.dense))
    for (power, count) in [(32, 8), (64, 8), (128, 4), (1_024, 4)] {
      #expect(rounds.filter { $0 > power && $0 <= 2 * power }.count == count)
      let more = (power + 1...2 * power).filter { Agent.isRound($0, .none) }
      #expect(more.count == 2 * count)
    }
  }

  @Test func `under noise steps start from what the model believes best, not from a lucky trial`() throws {
    // Many trials along a line, repeated closely, and one far from the optimum that was lucky.
    var run = TrialRun(
      Problem(space: SampleSpace.line.space, objectives: [Objective(metric: "loss", direction: .minimize)], seed: 1)
    ) { number, assignment in
      let x = SampleSpace.line.space.encode(assignment)[0]
      let noise = number.isMultiple(of: 2) ? 0.1 : -0.1
      return .completed([number == 30 ? -0.05 : (x - 0.3) * (x - 0.3) + noise])
    }
    for number in 1...30 {
      let x = number == 30 ? 0.9 : (Double(number) - 0.5) / 29
      let assignment = run.problem.space.decode([x])
      run.start([Proposal(assignment, Explanation(strategy: "elsewhere", why: "observed elsewhere"))])
      run.finish(number)
    }
    var search = ReinforcementSearch(run.problem, ReinforcementOptions(["updates": 1]), name: "reinforcement")
    search.observe(run.history)
    let believed = search.outlook(run.history)
    let outlook = try #require(believed)
    let best = search.ground.observations.rows[outlook.order[0], 0]
    #expect((best - 0.3).magnitude < 0.2)
  }

  @Test func `rewards are recorded with the trial after them`() throws {
    var run = TrialRun(SampleSpace.line)
    var strategy = strategy(run, [:])
    run.run(&strategy, trials: 10)
    let rewards = run.proposals.compactMap { $0.explanation.details["reward"]?.double }
    #expect(Set(rewards).count > 1)
    #expect(rewards.allSatisfy { (-3...3).contains($0) })
  }
}

@Suite struct SavedPolicyTests {
  private func learned(_ sample: SampleSpace, options: JSONObject = [:]) -> SavedPolicy? {
    var run = TrialRun(sample)
    run.observe(12)
    var options = options
    options["updates"] = 2
    return SavedPolicy.learned(from: run.history, of: run.problem, options: options)
  }

  @Test func `a policy is read as it was written`() throws {
    let policy = try #require(learned(.scales))
    let text = JSONValue.object(policy.json).serialized(pretty: true)
    let read = try SavedPolicy(JSONValue(parsing: text))
    #expect(read == policy)
    #expect(policy.trials == 12)
  }

  @Test func `what is no policy is told from what is damaged or of another version`() throws {
    let json = try #require(learned(.line)).json
    var other = json
    other["reinforcement_policy"] = 2
    var short = json
    short["parameters"] = [1, 2, 3]
    #expect(throws: SavedPolicyError.notAPolicy) { try SavedPolicy(["parameters": [1]]) }
    #expect(throws: SavedPolicyError.otherFormat(2)) { try SavedPolicy(.object(other)) }
    #expect(throws: SavedPolicyError.damaged) { try SavedPolicy(.object(short)) }
    for error in [SavedPolicyError.notAPolicy, .otherFormat(2), .damaged] {
      #expect(error.description.contains("policy"))
    }
  }

  @Test func `a policy learned in one space is where another search starts, whatever its space`() throws {
    let policy = try #require(learned(.scales))
    for sample in [SampleSpace.scales, .conditional] {
      let run = TrialRun(sample)
      var options = ReinforcementOptions()
      options.policy = policy
      let agent = Agent(run.problem, CubeGeometry(sample.space), options)
      #expect(agent.networks.policy.network.parameters == policy.parameters)
    }
    let options: JSONObject = ["policy": .object(policy.json)]
    #expect(ReinforcementOptions(options).policy == policy)
    // It goes on learning, and counts on.
    let further = try #require(learned(.mixed, options: options))
    #expect(further.trials == 24 && further.parameters != policy.parameters)
  }

  @Test func `nothing is learned from nothing`() {
    let run = TrialRun(SampleSpace.scales)
    #expect(SavedPolicy.learned(from: run.history, of: run.problem, options: [:]) == nil)
    #expect(learned(.onlyFixed) == nil)
  }
}
