import Foundation
import JSON
import Testing
import TuneMath

/// The scores of predictions, against what scikit-learn says (`Recorded/record_scores.py`).
@Suite struct ScoreTests {
  private static let recorded: JSONValue? = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Recorded/scores.json")
    return (try? Data(contentsOf: file)).flatMap { data in try? JSONValue(parsing: Array(data)) }
  }()

  private static func cases(_ kind: String) -> [JSONObject] {
    recorded?.object?[kind]?.array?.compactMap(\.object) ?? []
  }

  /// Both nil, or numbers that differ by at most 1e-9, relatively where they are large.
  private func agree(_ value: Double?, _ expected: JSONValue?) -> Bool {
    guard let expected = expected?.double, let value else { return value == nil && expected?.double == nil }
    return abs(value - expected) <= 1e-9 * max(1, abs(expected))
  }

  @Test func `classifications score as in scikit-learn`() throws {
    let cases = Self.cases("classification")
    #expect(cases.count == 200)
    for entry in cases {
      let names = try #require(entry["labels"]?.array).compactMap(\.string)
      let truth = try #require(entry["truth"]?.array).compactMap(\.int)
      let prediction = try #require(entry["prediction"]?.array).compactMap(\.int)
      let probabilities = try #require(entry["probabilities"]?.array).map { $0.array?.compactMap(\.double) ?? [] }
      let positive = try #require(entry["positive"]?.int)
      let expected = try #require(entry["expected"]?.object)

      let matrix = ConfusionMatrix(truth: truth.map { names[$0] }, prediction: prediction.map { names[$0] })
      let counts = matrix.labels.indices.map { row in matrix.labels.indices.map { matrix[row, $0] } }
      #expect(counts == entry["matrix"]?.array?.map { $0.array?.compactMap(\.int) ?? [] })
      #expect(agree(matrix.accuracy, expected["accuracy"]))
      #expect(agree(matrix.balancedAccuracy, expected["balanced_accuracy"]))
      for average in ConfusionMatrix.Average.allCases {
        #expect(agree(matrix.precision(average), expected["precision_\(average.rawValue)"]))
        #expect(agree(matrix.recall(average), expected["recall_\(average.rawValue)"]))
        #expect(agree(matrix.f1(average), expected["f1_\(average.rawValue)"]))
      }
      let label = matrix.labels.firstIndex(of: names[positive])
      #expect(agree(label.map(matrix.precision(of:)) ?? 0, expected["precision"]))
      #expect(agree(label.map(matrix.recall(of:)) ?? 0, expected["recall"]))
      #expect(agree(label.map(matrix.f1(of:)) ?? 0, expected["f1"]))

      let ofTruth = zip(truth, probabilities).map { $1[$0] }
      #expect(agree(ProbabilityScores.logLoss(ofTruth: ofTruth), expected["log_loss"]))
      func area(_ label: Int) -> Double? {
        ProbabilityScores.areaUnderROC(isPositive: truth.map { $0 == label }, scores: probabilities.map { $0[label] })
      }
      #expect(agree(area(positive), expected["roc_auc_positive"]))
      let areas = names.indices.compactMap(area)
      let mean = areas.count == names.count ? areas.reduce(0, +) / Double(areas.count) : nil
      #expect(agree(mean, expected["roc_auc"]))
    }
  }

  @Test func `regressions score as in scikit-learn`() throws {
    let cases = Self.cases("regression")
    #expect(cases.count == 100)
    for entry in cases {
      let scores = RegressionScores(
        truth: try #require(entry["truth"]?.array).compactMap(\.double),
        prediction: try #require(entry["prediction"]?.array).compactMap(\.double)
      )
      let expected = try #require(entry["expected"]?.object)
      #expect(agree(scores.meanSquaredError, expected["mse"]))
      #expect(agree(scores.rootMeanSquaredError, expected["rmse"]))
      #expect(agree(scores.meanAbsoluteError, expected["mae"]))
      #expect(agree(scores.determination, expected["r2"]))
    }
  }

  @Test func `labels are in the order of numbers where all are`() {
    #expect(ConfusionMatrix(truth: ["10", "9"], prediction: ["2", "9"]).labels == ["2", "9", "10"])
    #expect(ConfusionMatrix(truth: ["10", "nine"], prediction: ["2", "2"]).labels == ["10", "2", "nine"])
    #expect(ConfusionMatrix(truth: ["nan"], prediction: ["2"]).labels == ["2", "nan"])
  }

  @Test func `nothing at all is not a number`() {
    let matrix = ConfusionMatrix(truth: [], prediction: [])
    #expect(matrix.accuracy.isNaN && matrix.f1(.macro).isNaN && matrix.labels.isEmpty)
    #expect(RegressionScores(truth: [], prediction: []).meanSquaredError.isNaN)
    #expect(ProbabilityScores.areaUnderROC(isPositive: [], scores: []) == nil)
    #expect(RegressionScores(truth: [1], prediction: [2]).determination == nil)
  }

  @Test func `very many labels take no square of their number`() {
    let labels = (0..<20_000).map { "label \($0)" }
    let matrix = ConfusionMatrix(truth: labels, prediction: labels)
    #expect(matrix.accuracy == 1 && matrix.balancedAccuracy == 1 && matrix.count == 20_000)
  }
}
