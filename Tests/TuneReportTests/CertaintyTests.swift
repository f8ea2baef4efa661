import Testing
import TuneMath
import TuneModel

@testable import TuneReport

@Suite struct CertaintyTests {
  /// Trials with values of their folds; the first has the default's parameters.
  private static func input(_ values: [[Double]], kind: Repetition.Kind = .folds) -> ReportInput {
    let space = Space([Parameter("x", .continuous(ContinuousRange(min: 0, max: 1)), default: .float(0.01))])
    var experiment = Fixture.experiment(
      space: space,
      objectives: [Objective(metric: "loss", direction: .minimize)],
      strategy: "random"
    )
    experiment.repetition = Repetition(kind, count: values[0].count)
    let records = values.enumerated().map { index, values -> TrialRecord in
      let explanation = Explanation(strategy: "random", why: "at random")
      var trial = TrialBuilder(index + 1, ["x": .float(Double(index + 1) / 100)], by: explanation)
      trial = trial.reporting(("loss", Statistics.mean(values)))
      trial.record.attempts = values.enumerated().map { place, value in
        let part: TrialPart = kind == .folds ? .fold(place + 1) : .seed(place + 1)
        var attempt = AttemptRecord(number: place + 1, part: part, started: Fixture.time(after: 1), seed: 1)
        attempt.outcome = .exited(0)
        attempt.metrics["loss"] = value
        return attempt
      }
      return trial.record
    }
    return ReportInput(experiment: experiment, records: records, manifestPath: "test.yaml")
  }

  @Test func `folds that all gain make the lead real, however they differ among themselves`() throws {
    // The folds differ by far more than the trials do.
    let text = try markdown(Self.input([[1, 2, 3, 4], [0.9, 1.91, 2.89, 3.88]]))
    #expect(text.contains("the mean of these is 2.395, with 95 % confidence between"))
    #expect(text.contains("Its lead over the default (trial 1) is real (p < 0.001)."))
    #expect(text.contains("`confirm` in the manifest"))
  }

  @Test func `a lead within the noise may be chance`() throws {
    let text = try markdown(Self.input([[1, 2, 3, 4], [1.3, 1.6, 3.2, 3.7]]))
    #expect(text.contains("Its lead over the default (trial 1) may be chance (p = 0.79)."))
  }

  @Test func `runs that agree say so, and no test is made of them`() throws {
    let text = try markdown(Self.input([[2, 2, 2], [1, 1, 1]]))
    #expect(text.contains("Every value is the mean of 3 folds, which agree here."))
    #expect(!text.contains("p ="))
  }

  @Test func `a trial that was measured once is set beside those most like it`() throws {
    var values = (1...12).map { [Double($0)] }
    values[4] = [0.5]
    var input = Self.input(values)
    input.experiment.repetition = nil
    let text = try markdown(input)
    #expect(text.contains("Every setting was measured once"))
    // Trial 5 is at 0.05: trials 4 and 6 are next, then 3.
    #expect(text.contains("the trials most like it, 3, 4 and 6, came to 6 to 3."))
  }

  @Test func `fresh seeds decide whether the lead over the default holds`() throws {
    let standing = Standing(Fixture.confirmedInput(24).experiment, Fixture.confirmedInput(24).records)
    let certainty = try #require(Certainty(standing))
    guard case .confirmed = certainty.basis else {
      Issue.record("\(certainty.basis)")
      return
    }
    #expect(certainty.values.count == 4)
    let lead = try #require(certainty.lead)
    #expect(lead.pValue < 0.001 && lead.low < lead.difference && lead.difference < lead.high)
    let interval = try #require(certainty.interval)
    #expect(interval.low < interval.mean && interval.mean < interval.high)
  }
}
