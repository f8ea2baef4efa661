import Testing
import TuneMath
import TuneModel

@testable import TuneExecution

@Suite struct PredictionsTests {
  private func collector(_ predictions: Predictions, _ text: String, chunk: Int = .max) -> MetricCollector {
    var collector = MetricCollector(.predictions(predictions), wanted: [])
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      rest.prefix(chunk).withUnsafeBytes { collector.consume($0) }
      rest = rest.dropFirst(chunk)
    }
    collector.finish()
    return collector
  }

  private func values(_ collector: MetricCollector) -> [String: Double] {
    Dictionary(collector.series.points.map { ($0.metric, $0.value) }) { $1 }
  }

  /// Three cats of which two are recognised, and a dog that is.
  private let pets = """
    id,truth,prediction,p_cat,p_dog
    1,cat,cat,0.9,0.1
    2,cat,dog,0.4,0.6
    3,cat,cat,0.7,0.3
    4,dog,dog,0.2,0.8

    """

  @Test(arguments: [1, 7, 1_000])
  func `scores of labels`(chunk: Int) {
    let collector = collector(Predictions(), pets, chunk: chunk)
    let values = values(collector)
    #expect(Set(values.keys) == Set(Predictions().metricNames))
    #expect(values["accuracy"] == 0.75)
    // Recalls 2/3 and 1; precisions 1 and 1/2; F1 4/5 and 2/3.
    let recallOfCats = 2.0 / 3
    #expect(values["balanced_accuracy"] == (recallOfCats + 1) / 2)
    #expect(values["precision_macro"] == 0.75 && values["precision_micro"] == 0.75)
    let (f1OfCats, f1OfDogs) = (0.8, 2.0 / 3)
    #expect(values["f1_macro"] == (f1OfCats + f1OfDogs) / 2)
    #expect(values["f1_weighted"] == (3 * f1OfCats + f1OfDogs) / 4)
    #expect(collector.notes.isEmpty && collector.problem == nil)
    #expect(collector.confusion?.labels == ["cat", "dog"])
    #expect(collector.confusion?[0, 1] == 1)
  }

  @Test func `scores of probabilities`() throws {
    let predictions = Predictions(probabilities: ["p_cat", "p_dog"], positive: "dog")
    let values = values(collector(predictions, pets))
    #expect(Set(values.keys) == Set(predictions.metricNames))
    #expect(values["precision"] == 0.5)
    #expect(values["recall"] == 1)
    #expect(values["f1"] == 2.0 / 3)
    // −ln 0.9, −ln 0.4, −ln 0.7, −ln 0.8: their mean.
    let loss = try #require(values["log_loss"])
    #expect(abs(loss - 0.400367) < 1e-6)
    #expect(values["roc_auc"] == 1)
    // The positive label's column alone says as much.
    let one = self.values(collector(Predictions(probabilities: ["p_dog"], positive: "dog"), pets))
    let lossOfOne = try #require(one["log_loss"])
    #expect(one["roc_auc"] == 1 && abs(lossOfOne - 0.400367) < 1e-6)
    // Columns in another order than the labels.
    let swapped = Predictions(probabilities: ["p_dog", "p_cat"], labels: ["dog", "cat"], positive: "dog")
    #expect(self.values(collector(swapped, pets)) == values)
  }

  @Test func `scores of numbers`() {
    let text = "y;y_hat\n1;1\n2;2.5\n3;2\n"
    let predictions = Predictions(task: .regression, truth: "y", prediction: "y_hat")
    let values = values(collector(predictions, text))
    #expect(Set(values.keys) == Set(predictions.metricNames))
    let mse = 1.25 / 3
    #expect(values["mse"] == mse)
    #expect(values["rmse"] == mse.squareRoot())
    #expect(values["mae"] == 0.5)
    #expect(values["r2"] == 0.375)
    #expect(collector(predictions, "y,y_hat\n1,2\n").notes == ["predictions.csv: `r2` is not defined for a single row"])
  }

  @Test func `whole numbers are the same label however they are spelled`() {
    let collector = collector(
      Predictions(),
      "truth,prediction\n10,10.0\n9, 9 \n-1,-1.00\n1.5,1.5\nv.0,v.0\n0,-0.0\n-0,0.0\n"
    )
    #expect(values(collector)["accuracy"] == 1)
    #expect(collector.confusion?.labels == ["-1", "0", "1.5", "10", "9", "v.0"])
  }

  @Test func `labels that nobody predicts or that do not occur are told`() {
    let collector = collector(
      Predictions(probabilities: ["a", "b", "c"]),
      "truth,prediction,a,b,c\nx,y,0.5,0.5,0\nz,y,0,0,0\n"
    )
    #expect(
      collector.notes == [
        "predictions.csv: never predicted, so that their precision counts as 0: `x`, `z`",
        "predictions.csv: not in the truth, so that their recall counts as 0: `y`",
        "predictions.csv: the probabilities of some rows do not sum to 1",
        "predictions.csv: `roc_auc` is not defined: no row is of the label `y`",
      ]
    )
    #expect(values(collector)["roc_auc"] == nil)
  }

  @Test(arguments: [
    ("", "it is empty"),
    ("truth,prediction\n", "it has no rows"),
    (
      "truth,predicted\na,b\n", "line 1, column 1: there is no column 'prediction'; the header has `truth`, `predicted`"
    ),
    ("truth,truth,prediction\n", "line 1, column 7: there are two columns 'truth'"),
    ("truth,prediction\na,b\na\n", "line 3, column 1: this line has 1 field, and the header 2"),
    ("truth,prediction\na,b,c\n", "line 2, column 1: this line has 3 fields, and the header 2"),
    ("truth,prediction\na, \n", "line 2, column 3: a label is missing here"),
    ("truth,prediction\na,\"b\n", "line 2, column 3: this quote is never closed"),
  ])
  func `a file that is wrong is refused with the place`(text: String, message: String) {
    let collector = collector(Predictions(), text)
    #expect(collector.problem?.hasPrefix(message) == true, "\(collector.problem ?? "")")
    #expect(collector.series.points.isEmpty)
  }

  @Test func `numbers that are wrong are refused with the place`() {
    let regression = Predictions(task: .regression)
    #expect(
      collector(regression, "truth,prediction\n1,2\n3,x\n").problem
        == "line 3, column 3: a finite number is needed here, and this is 'x'"
    )
    #expect(collector(regression, "truth,prediction\n1,nan\n").problem?.contains("this is 'nan'") == true)
    let probabilities = Predictions(probabilities: ["p", "q"])
    #expect(
      collector(probabilities, "truth,prediction,p,q\na,b,0.5,1.5\n").problem
        == "line 2, column 9: a probability is between 0 and 1, and this is '1.5'"
    )
    #expect(
      collector(probabilities, "truth,prediction,p,q\na,b,1,0\nc,c,0,1\n").problem
        == "there are 2 columns of probabilities, and 3 labels: `a`, `b`, `c`; `labels` in the manifest says which label"
        + " each column is of"
    )
    let labelled = Predictions(probabilities: ["p", "q"], labels: ["a", "b"])
    #expect(
      collector(labelled, "truth,prediction,p,q\na,b,1,0\nc,a,0,1\n").problem
        == "the truth has labels that are not among the manifest's `labels`: `c`"
    )
  }

  @Test func `a missing metric says what is wrong with the file`() {
    func summary(_ problem: String?) -> String {
      MissingMetric(
        metric: "f2",
        source: .predictions(Predictions()),
        found: [],
        problem: problem,
        tail: LogTail()
      ).summary
    }
    #expect(
      summary("there is no such file")
        == "no metric `f2`: cannot read `predictions.csv` in the trial directory: there is no such file"
    )
    #expect(summary(nil).contains("looked for predictions, from which come `accuracy`, `balanced_accuracy`"))
  }

  @Test func `many rows are read in linear time`() {
    var text = "truth,prediction,p0,p1,p2\n"
    for row in 0..<20_000 { text += "\(row % 3),\(row % 5 % 3),0.25,0.5,0.25\n" }
    let predictions = Predictions(probabilities: ["p0", "p1", "p2"])
    let collector = collector(predictions, text, chunk: 1 << 16)
    #expect(collector.confusion?.count == 20_000)
    #expect(values(collector)["roc_auc"] == 0.5)
  }

  @Test func `the file is read when the command has ended`() async throws {
    let attempts = try Attempts()
    let report = await attempts.run("printf 'truth,prediction\\na,a\\nb,a\\n' > predictions.csv") {
      $0.metrics = .predictions(Predictions())
    }
    #expect(report.metrics.points.first == MetricPoint("accuracy", step: 1, value: 0.5))
    #expect(report.confusion?.count == 2 && report.metricsProblem == nil)
    // What that attempt left is not taken for another's.
    let none = await attempts.run("true") { $0.metrics = .predictions(Predictions()) }
    #expect(none.metrics.points.isEmpty && none.metricsProblem == "there is no such file")
    let wrong = await attempts.run("echo truth > predictions.csv") { $0.metrics = .predictions(Predictions()) }
    #expect(wrong.metricsProblem?.hasPrefix("line 1, column 1: there is no column 'prediction'") == true)
  }
}
