import Testing
import TuneModel

@testable import TuneSearch

@Suite struct CreditTests {
  private static let problem = Problem(
    space: SampleSpace.line.space,
    objectives: [Objective(metric: "loss", direction: .minimize)],
    seed: 1
  )

  private func credit(
    _ trials: [(member: String?, outcome: FinishedTrial.Outcome)],
    rule: EnsembleOptions.CreditRule = .improvement
  ) -> Credit {
    var credit = Credit(Self.problem, members: ["a", "b", "c"], rule: rule)
    credit.update(with: history(trials))
    return credit
  }

  private func history(_ trials: [(member: String?, outcome: FinishedTrial.Outcome)]) -> History {
    let finished = trials.enumerated().map { index, trial in
      FinishedTrial(
        number: index + 1,
        assignment: [:],
        outcome: trial.outcome,
        explanation: Explanation(strategy: "ensemble", member: trial.member, why: "a test")
      )
    }
    return History(finished: finished, nextNumber: finished.count + 1)
  }

  @Test func `all begin alike`() {
    for share in credit([]).shares { #expect((share - 1.0 / 3).magnitude < 1e-12) }
  }

  @Test func `whose trial becomes the best has a larger share, and the others less`() {
    let shares = credit([(nil, .completed([5])), ("b", .completed([3])), ("a", .completed([4]))]).shares
    #expect(shares[1] > shares[0] && shares[0] == shares[2])
    #expect((shares.reduce(0, +) - 1).magnitude < 1e-12)
  }

  @Test func `no trial but a completed one earns anything`() {
    let outcomes: [FinishedTrial.Outcome] = [.failed, .pruned([1]), .completed([.nan]), .completed([9])]
    for outcome in outcomes {
      let shares = credit([(nil, .completed([5])), ("b", outcome)]).shares
      #expect(shares[0] == shares[1])
    }
  }

  @Test func `credit fades, and nobody's share falls below the least`() {
    let wins = (0..<60).map { (Optional("a"), FinishedTrial.Outcome.completed([Double(-$0)])) }
    let strong = credit(wins).shares
    #expect(strong[0] > 0.7)
    #expect(strong[1] >= Credit.floor / 3)
    let losses = (0..<60).map { _ in (Optional("a"), FinishedTrial.Outcome.completed([1])) }
    let faded = credit(wins + losses).shares
    #expect((faded[0] - 1.0 / 3).magnitude < 0.1)
  }

  @Test func `by the uniform rule nothing is earned`() {
    let shares = credit([("b", .completed([3]))], rule: .uniform).shares
    #expect(Set(shares).count == 1)
  }

  @Test func `credit learned bit by bit is credit learned at once`() {
    let trials = (0..<20).map {
      (Optional(["a", "b", "c"][$0 % 3]), FinishedTrial.Outcome.completed([Double(($0 * 7) % 11)]))
    }
    var bitByBit = Credit(Self.problem, members: ["a", "b", "c"], rule: .improvement)
    for count in 0...20 { bitByBit.update(with: history(Array(trials.prefix(count)))) }
    #expect(bitByBit.shares == credit(trials).shares)
  }
}
