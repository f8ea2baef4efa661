import JSON
import Testing
import TuneModel

@testable import TuneSearch

@Suite struct TransferredPointsTests {
  private static let space = Space([
    Parameter("x", .continuous(ContinuousRange(min: 0, max: 1))),
    Parameter("y", .continuous(ContinuousRange(min: 0, max: 1))),
  ])
  private static let objective = Objective(metric: "loss", direction: .minimize)

  /// Trials on a diagonal, whose losses grow with the distance from `best`.
  private static func source(_ name: String, best: Double) -> TransferSource {
    TransferSource(
      name: name,
      trials: (0...20).map { index in
        let x = Double(index) / 20
        return .init(number: index + 1, assignment: ["x": .float(x), "y": .float(x)], loss: (x - best) * (x - best))
      }
    )
  }

  private func run(_ sources: [TransferSource], trials: Int = 40, loss: @escaping (Double) -> Double) -> [Proposal] {
    let problem = Problem(space: Self.space, objectives: [Self.objective], seed: 1, trials: trials)
    var strategy = StrategyCatalog.strategy(
      StrategyChoice(name: "random"),
      start: [],
      transfer: sources,
      for: problem
    )!
    var history = History()
    var proposals: [Proposal] = []
    for number in 1...trials {
      let proposal = strategy.propose(1, given: history)[0]
      proposals.append(proposal)
      let x = proposal.assignment["x"]?.number ?? 0
      history.finished.append(
        FinishedTrial(
          number: number,
          assignment: proposal.assignment,
          outcome: .completed([loss(x)]),
          explanation: proposal.explanation
        )
      )
      history.nextNumber = number + 1
    }
    return proposals
  }

  @Test func `the best of a source that agrees are tried, a quarter of the budget or ten at most`() {
    let proposals = run([Self.source("old", best: 0.3)]) { ($0 - 0.3) * ($0 - 0.3) }
    let transferred = proposals.filter { $0.explanation.phase == "transfer" }
    #expect(transferred.count <= 10)
    #expect(transferred.count >= 5)
    #expect(transferred.first?.assignment["x"]?.number == 0.3)
    #expect(proposals.prefix(transferred.count).allSatisfy { $0.explanation.phase == "transfer" })
    #expect(Set(transferred.map(\.assignment)).count == transferred.count)
  }

  @Test func `a source that disagrees is left after two trials`() {
    let proposals = run([Self.source("old", best: 0.3)]) { -($0 - 0.3) * ($0 - 0.3) }
    #expect(proposals.count { $0.explanation.phase == "transfer" } == 2)
  }

  @Test func `of several sources the one that agrees more is followed`() {
    let proposals = run([Self.source("wrong", best: 0.9), Self.source("right", best: 0.2)]) { ($0 - 0.2) * ($0 - 0.2) }
    let sources = proposals.compactMap { $0.explanation.details["source"]?.string }
    #expect(sources.first == "wrong")
    #expect(sources.last == "right")
    #expect(sources.count { $0 == "wrong" } == 2)
  }

  @Test func `trials that do not fit into the space are left out, and missing parameters filled in`() {
    func record(_ number: Int, _ assignment: Assignment) -> TrialRecord {
      var record = TrialRecord(
        number: number,
        state: .completed,
        assignment: assignment,
        explanation: Explanation(strategy: "random", why: "drawn"),
        seen: 0,
        provenance: Provenance(seed: 0, tool: "test")
      )
      record.metrics["loss"] = Double(number)
      return record
    }
    let source = TransferSource(
      name: "old",
      records: [
        record(1, ["x": .float(0.5), "gone": .int(3)]), record(2, ["x": .float(7), "y": .float(0)]),
        record(3, ["x": .float(0.1), "y": .float(0.2)]), record(4, ["gone": .int(3)]),
      ],
      space: Self.space,
      objective: Self.objective
    )
    #expect(source.trials.map(\.number) == [1, 3])
    #expect(source.trials[0].assignment == ["x": .float(0.5), "y": .float(0.5)])
  }
}
