import JSON
import Testing
import TuneModel
import TunePruning

@testable import Tune

@Suite struct PruningBoardTests {
  private func experiment(_ rule: String, _ options: JSONObject = [:]) -> Experiment {
    var experiment = bowl()
    experiment.prune = Experiment.Prune(choice: PrunerChoice(name: rule, options: options))
    return experiment
  }

  private func record(_ number: Int, _ losses: [Double] = [], state: TrialState = .completed) -> TrialRecord {
    var record = TrialRecord(
      number: number,
      state: state,
      assignment: ["x": .float(0), "y": .int(1)],
      explanation: Explanation(strategy: "random", why: "drawn"),
      seen: number - 1,
      provenance: Provenance(seed: 0, tool: "test")
    )
    guard !losses.isEmpty else { return record }
    let points = losses.enumerated().map { MetricPoint("loss", step: Double($0 + 1), value: $1) }
    record.attempts = [AttemptRecord(number: 1, started: "", outcome: .exited(0), seed: 0, points: points)]
    record.metrics["loss"] = losses.last
    return record
  }

  private func points(_ losses: [Double], from step: Int = 1) -> [MetricPoint] {
    losses.enumerated().map { MetricPoint("loss", step: Double(step + $0), value: $1) }
  }

  @Test func `an experiment that stops no trial has none`() {
    #expect(PruningBoard(bowl(), []) == nil)
  }

  @Test func `trials of earlier runs are compared with`() throws {
    let earlier = (1...6).map { record($0, [Double($0), Double($0), Double($0)]) }
    let board = try #require(PruningBoard(experiment("median"), earlier))
    board.begin(record(7, state: .running), nil)
    let pruning = try #require(board.judge(7, nil, points([9, 9, 9])).pruning)
    #expect(pruning.rule == "median")
    #expect(pruning.value == 9)
    board.begin(record(8, state: .running), nil)
    #expect(board.judge(8, nil, points([0.5, 0.5, 0.5])) == .goOn)
  }

  @Test func `what a stopped trial still reported counts neither now nor when the experiment goes on`() throws {
    let earlier = (1...6).map { record($0, [Double($0), Double($0), Double($0)]) }
    let live = try #require(PruningBoard(experiment("median"), earlier))
    live.begin(record(7, state: .running), nil)
    let pruning = try #require(live.judge(7, nil, points([9])).pruning)
    // While it was being stopped it got better than all others, step after step.
    var stopped = record(7, [9, 0, 0], state: .pruned)
    stopped.pruning = pruning
    live.end(stopped)
    let resumed = try #require(PruningBoard(experiment("median"), earlier + [stopped]))
    let decisions = [live, resumed].map { board in
      (9...30).map { number in
        board.begin(record(number, state: .running), nil)
        let value = Double(number - 8) / 4
        return board.judge(number, nil, points([value, value, value]))
      }
    }
    #expect(decisions[0] == decisions[1])
    #expect(decisions[0].contains { $0.pruning != nil })
  }

  @Test func `a step that is no number is passed over`() throws {
    let board = try #require(PruningBoard(experiment("median"), [record(1, [1, 1])]))
    board.begin(record(2, state: .running), nil)
    #expect(
      board.judge(2, nil, [MetricPoint("loss", step: .nan, value: 1), MetricPoint("loss", step: 1, value: 1)]) == .goOn
    )
  }

  @Test func `how values are bundled changes nothing`() throws {
    let earlier = (1...6).map { record($0, [3, 2, Double($0) / 6, 0.1]) }
    let curve = [1, 1.5, 0.9, 0.9]
    var decisions: [Pruning?] = []
    for size in 1...4 {
      let board = try #require(PruningBoard(experiment("median"), earlier))
      board.begin(record(7, state: .running), nil)
      var decision: Pruning?
      for start in stride(from: 0, to: 4, by: size) where decision == nil {
        decision = board.judge(7, nil, points(Array(curve[start..<min(4, start + size)]), from: start + 1)).pruning
      }
      decisions.append(decision)
    }
    #expect(Set(decisions.map { $0?.step }).count == 1)
    #expect(decisions[0] != nil)
  }

  @Test func `of several runs only the first is compared step by step`() throws {
    let earlier = (1...6).map { record($0, [Double($0)]) }
    let board = try #require(PruningBoard(experiment("median"), earlier))
    board.begin(record(7, state: .running), .fold(2))
    #expect(board.judge(7, .fold(2), points([99])) == .goOn)
    board.begin(record(7, state: .running), .fold(1))
    #expect(board.judge(7, .fold(1), points([99])).pruning != nil)
  }

  @Test func `folds that cannot win end their trial`() async throws {
    var experiment = experiment("wilcoxon")
    experiment.repetition = Repetition(.folds, count: 8)
    experiment.budget.trials = 5
    let world = FakeWorld()
    let best = 1
    let (_, ledger) = await world.run(experiment) { _, record, part in
      guard case .fold(let number)? = part else { return crashed }
      var metrics = MetricValues()
      metrics["loss"] = Double(number) + (record.number == best ? 0 : 1)
      return .completed(metrics)
    }
    #expect(ledger.best?.number == 1)
    let others = ledger.records.dropFirst()
    #expect(others.allSatisfy { $0.state == .pruned && $0.pruning?.rule == "wilcoxon" && $0.attempts.count == 4 })
    // The mean over the folds that were run.
    #expect(others.allSatisfy { $0.metrics["loss"] == 3.5 })
  }

  @Test func `trials are told how long to train`() throws {
    let budget: JSONObject = ["budget": ["min": 2, "max": 18], "reduction": 3]
    #expect(PruningBoard(experiment("asha", budget), [])?.budget(ofTrial: 3) == 18)
    #expect(PruningBoard(experiment("median"), [])?.budget(ofTrial: 3) == nil)
  }
}
