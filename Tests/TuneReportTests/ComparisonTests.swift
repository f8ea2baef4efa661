import JSON
import Testing
import TuneMath
import TuneModel

@testable import TuneReport

@Suite struct Comparisons {
  private static func side(_ label: String, _ values: [Double], folds: [Double]? = nil) -> (
    label: String, experiment: Experiment, records: [TrialRecord]
  ) {
    let space = Space([Parameter("x", .continuous(ContinuousRange(min: 0, max: 1)), default: .float(0.01))])
    var experiment = Fixture.experiment(
      label,
      space: space,
      objectives: [Objective(metric: "loss", direction: .minimize)],
      strategy: "random"
    )
    if let folds { experiment.repetition = Repetition(.folds, count: folds.count) }
    let records = values.enumerated().map { index, value -> TrialRecord in
      let explanation = Explanation(strategy: "random", why: "at random")
      var trial = TrialBuilder(index + 1, ["x": .float(Double(index + 1) / 100)], by: explanation)
      trial = trial.reporting(("loss", value))
      // Of the folds, only their distances from the trial's value are given.
      if let folds {
        trial.record.attempts = folds.enumerated().map { place, offset in
          var attempt = AttemptRecord(number: place + 1, part: .fold(place + 1), started: "", duration: 1, seed: 1)
          attempt.outcome = .exited(0)
          attempt.metrics["loss"] = value + offset
          return attempt
        }
      }
      return trial.record
    }
    return (label, experiment, records)
  }

  private static let noise = [-0.1, 0, 0.1]

  @Test func `folds that lie apart make a real difference`() throws {
    let comparison = try ExperimentComparison([
      Self.side("a", [4, 3], folds: Self.noise), Self.side("b", [4, 2, 5], folds: Self.noise),
    ])
    let verdict = try #require(comparison.verdicts.first)
    #expect(verdict.better == 1 && verdict.other == 0)
    let text = comparison.markdown()
    #expect(text.contains("- **`b` is better than `a`** by 1, with 95 % confidence by"))
    #expect(text.contains("**the difference is real** (p < 0.001; 3 folds against 3 folds)."))
    #expect(text.contains("| `a` | 3 | 3 ± 0.1 | 3 | 4 |"))
    #expect(text.contains("| `x` | `0.02` | `0.02` |") == false)
  }

  @Test func `folds that overlap may be chance`() throws {
    let text = try ExperimentComparison([
      Self.side("a", [4, 2.05], folds: Self.noise), Self.side("b", [4, 2], folds: Self.noise),
    ]).markdown()
    #expect(text.contains("**the difference may be chance** (p = 0.57; 3 folds against 3 folds)."))
  }

  @Test func `one value of each does not tell`() throws {
    let comparison = try ExperimentComparison([Self.side("a", [4, 3]), Self.side("b", [4, 2])])
    #expect(comparison.verdicts.first?.lead == nil)
    #expect(comparison.markdown().contains("one value of each does not tell whether that is chance"))
    guard case .object(let json) = comparison.json, case .array(let verdicts)? = json["verdicts"],
      case .object(let verdict)? = verdicts.first
    else {
      Issue.record("no verdict")
      return
    }
    #expect(verdict["real"] == .null && verdict["difference"] == .number(1))
  }

  @Test(arguments: [false, true])
  func `one value against several is taken to be as noisy`(isBetter: Bool) throws {
    let several = Self.side("a", [3], folds: [-0.1, 0, 0.1])
    let comparison = try ExperimentComparison([several, Self.side("b", [isBetter ? 2 : 4])])
    let verdict = try #require(comparison.verdicts.first)
    #expect(verdict.better == (isBetter ? 1 : 0))
    let lead = try #require(verdict.lead)
    #expect((lead.difference - 1).magnitude < 1e-12 && lead.low < 1 && lead.high > 1)
    #expect(comparison.markdown().contains("The one value is taken to be as noisy as the others."))
  }

  @Test func `the same objective is asked for`() throws {
    var other = Self.side("b", [1])
    other.experiment.objectives[0].direction = .maximize
    #expect {
      _ = try ExperimentComparison([Self.side("a", [1]), other])
    } throws: { error in
      (error as? Diagnostic)?.message == "a is to minimize loss, and b to maximize loss: they cannot be compared"
    }
    other.experiment.objectives.append(Objective(metric: "size", direction: .minimize))
    #expect(throws: Diagnostic.self) { try ExperimentComparison([Self.side("a", [1]), other]) }
    #expect(throws: Diagnostic.self) { try ExperimentComparison([Self.side("a", [1])]) }
  }

  @Test func `experiments without results, without trials and with equal ones are compared`() throws {
    let comparison = try ExperimentComparison([Self.side("a|b", []), Self.side("b", [2]), Self.side("c", [2])])
    let text = comparison.markdown(plot: "compare.svg")
    #expect(text.contains("`b` and `c` come to the same."))
    #expect(text.contains("has no result yet."))
    #expect(try ExperimentComparison([Self.side("a", []), Self.side("b", [])]).picture(path: "x.svg") == nil)
    for block in text.split(separator: "\n\n") where block.hasPrefix("| ") {
      #expect(Set(block.split(separator: "\n").map { $0.count { $0 == "|" } }).count == 1, "\(block)")
    }
  }

  @Test func `two real experiments look as recorded`() throws {
    let (digits, other) = (Fixture.digitsInput(60), Fixture.confirmedInput(24))
    let comparison = try ExperimentComparison([
      ("digits", digits.experiment, digits.records), ("digits-folds", other.experiment, other.records),
    ])
    expectSnapshot(Array(comparison.markdown(plot: "compare.svg").utf8), "comparison/compare.md")
    let picture = try #require(comparison.picture(path: "compare.svg"))
    expectSnapshot(picture.bytes, "comparison/compare.svg")
    let check = try #require(XMLCheck(picture.bytes))
    #expect(check.misplacedLabels == [])
  }
}
