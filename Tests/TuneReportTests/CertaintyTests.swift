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

  /// The default's value is the worst of its folds, which no mean of anything should be compared with.
  @Test func `a mean is compared with a mean, whatever trials are judged by`() throws {
    var input = Self.input([[9, 10, 11, 30], [9.2, 10, 11.1, 14]])
    input.experiment.repetition = Repetition(.folds, count: 4, aggregate: .worst)
    input.records[0].metrics["loss"] = 30
    input.records[1].metrics["loss"] = 14
    input.experiment.confirmation = Confirmation(top: 1, seeds: 4)
    for (place, value) in [14.0, 15, 15.5, 16].enumerated() {
      var attempt = AttemptRecord(
        number: 5 + place,
        part: .confirmation(place + 1),
        started: Fixture.time(after: 1),
        seed: 1
      )
      attempt.outcome = .exited(0)
      attempt.metrics["loss"] = value
      input.records[1].attempts.append(attempt)
    }
    let lead = try #require(Certainty(Standing(input.experiment, input.records))?.lead)
    // The winner's 15.125 in the mean, the default's 15: far from the 30 it was judged by.
    #expect((lead.difference + 0.125).magnitude < 1e-9)
    #expect(lead.pValue > 0.5)
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

  /// Two trials; the first has the default's parameters. Their values in the search, and with fresh seeds.
  private static func confirmed(_ search: [Double], _ fresh: [[Double]]) -> ReportInput {
    var input = Self.input(search.map { [$0] })
    input.experiment.repetition = nil
    input.experiment.confirmation = Confirmation(top: fresh.count, seeds: fresh[0].count)
    for (index, values) in fresh.enumerated() {
      input.records[index].attempts = values.enumerated().map { place, value in
        var attempt = AttemptRecord(
          number: place + 2,
          part: .confirmation(place + 1),
          started: Fixture.time(after: 1),
          seed: 1
        )
        attempt.outcome = .exited(0)
        attempt.metrics["loss"] = value
        return attempt
      }
    }
    return input
  }

  @Test func `where both were run again, what they had in the search does not speak against it`() throws {
    // The default was lucky in the search.
    let input = Self.confirmed([1, 1.1], [[1.5, 1.6, 1.7], [1.1, 1.19, 1.32]])
    let text = try markdown(input)
    #expect(
      text.contains(
        "Trial 2 has **loss 1.1** (lower is better), against 1.0 for the default (trial 1), in the search; "
          + "run again with fresh seeds, **1.203** against 1.600: **-0.397**."
      ),
      "\(text)"
    )
    #expect(text.contains("Its lead over the default (trial 1) is real"))
    let conclusion = Standing(input.experiment, input.records).conclusion
    #expect(conclusion?.hasPrefix("Best loss 1.1, trial 2. Confirmed on 3 seeds: 1.203, with 95 % confidence") ?? false)
    #expect(
      conclusion?.hasSuffix(", against 1.6 for the default; the lead over the default is real.") ?? false,
      "\(conclusion ?? "")"
    )
  }

  @Test func `finalists that come to the same lead nobody`() throws {
    let text = try markdown(Self.confirmed([2, 1.1], [[1.1, 1.2, 1.3], [1.1, 1.2, 1.3]]))
    #expect(text.contains("On the same seeds, trials 2 and 1 come to the same: take either."), "\(text)")
  }

  @Test func `a default that was not run again is told with its value in the search`() throws {
    var input = Self.confirmed([2, 1.1, 1.2], [[1.1, 1.19, 1.32], [1.3, 1.3, 1.4]])
    // The second and third are run again.
    input.records = [input.records[2], input.records[0], input.records[1]]
    for (index, number) in [1, 2, 3].enumerated() { input.records[index].number = number }
    let x: [Double] = [0.01, 0.02, 0.03]
    for (index, value) in [2, 1.1, 1.2].enumerated() {
      input.records[index].assignment = ["x": .float(x[index])]
      input.records[index].metrics["loss"] = value
    }
    let conclusion = Standing(input.experiment, input.records).conclusion
    #expect(
      conclusion?.hasPrefix("Best loss 1.1, trial 2; the default has 2. Confirmed on 3 seeds: ") ?? false,
      "\(conclusion ?? "")"
    )
    #expect(try markdown(input).contains("against 2.0 for the default (trial 1): **-0.9**"))
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
