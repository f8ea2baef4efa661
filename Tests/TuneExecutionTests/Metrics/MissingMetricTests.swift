import Testing
import TuneExecution
import TuneModel

@Suite struct MissingMetricTests {
  @Test func saysWhatWasLookedForAndWhatIsThere() {
    let missing = MissingMetric(
      metric: "accuracy",
      source: .output,
      found: ["loss", "val_acuracy", "acuracy"],
      tail: LogTail(output: ["epoch 1 loss: 0.5", "done"], error: [])
    )
    #expect(
      missing.summary == """
        no metric `accuracy` was found in standard output; looked for `accuracy: VALUE` and `accuracy=VALUE`; \
        found `loss`, `val_acuracy`, `acuracy`; did you mean `acuracy`?
        """
    )
  }

  @Test func noticesThatTheMetricIsInTheOtherStream() {
    let missing = MissingMetric(
      metric: "accuracy",
      source: .output,
      found: [],
      tail: LogTail(output: [], error: ["INFO accuracy: 0.9"])
    )
    #expect(
      missing.summary == """
        no metric `accuracy` was found in standard output; looked for `accuracy: VALUE` and `accuracy=VALUE`; \
        it is printed to standard error, and metrics are read from standard output
        """
    )
  }

  @Test func speaksOfEachSource() {
    func summary(_ source: MetricSource) -> String {
      MissingMetric(metric: "acc", source: source, found: [], tail: LogTail()).summary
    }
    #expect(
      summary(.csv(file: "log.csv"))
        == "no metric `acc` was found in `log.csv` in the trial directory; looked for a column `acc` with numbers; "
        + "found no metric at all"
    )
    #expect(summary(.json(file: "m.json")).contains("looked for a number with the key `acc` in a JSON object"))
    #expect(summary(.jsonLines(file: "m")).contains("looked for lines such as `{\"step\": 1, \"acc\": 0.5}`"))
    #expect(summary(.pattern("(?<acc>x)")).contains("looked for lines that match `(?<acc>x)`"))
  }

  @Test func listsOnlyTheFirstOfVeryManyNames() {
    let missing = MissingMetric(
      metric: "zzz",
      source: .output,
      found: (1...20).map { "m\($0)" },
      tail: LogTail()
    )
    #expect(missing.summary.hasSuffix("found `m1`, `m2`, `m3`, `m4`, `m5`, `m6`, `m7`, `m8` and 12 more"))
  }
}
