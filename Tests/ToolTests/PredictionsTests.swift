import Foundation
import Testing

@Suite struct PredictionsTests {
  @Test func `metrics are computed from the file of predictions, and the report shows what was taken for what`()
    async throws
  {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      """
      tune: 1
      train: {command: [sh, train.sh, "{x}"]}
      parameters: {x: {type: int, min: 0, max: 3}}
      metrics: {source: predictions, truth: label, prediction: predicted}
      objective: {metric: accuracy, direction: maximize}
      search: {strategy: grid}
      budget: {trials: 4}

      """
    )
    // The larger x, the more dogs are taken for cats.
    try place.write(
      "train.sh",
      """
      {
        echo 'label,predicted'
        for i in 1 2 3 4; do echo 'cat,cat'; done
        for i in 1 2 3 4; do if [ $i -le "$1" ]; then echo 'dog,cat'; else echo 'dog,dog'; fi; done
      } > "$TUNE_TRIAL_DIR/predictions.csv"

      """
    )
    let result = try await place.tune("run", "a.yaml")
    #expect(result.code == 0, "\(result)")
    for number in 1...4 {
      let record = try place.record("a", number)
      let x = try #require((record["parameters"] as? [String: Any])?["x"] as? Int)
      #expect((record["metrics"] as? [String: Any])?["accuracy"] as? Double == Double(8 - x) / 8)
    }
    let report = try place.read("a/report.md")
    #expect(report.contains("took for what"))
    #expect(report.contains("| cat | **4** |"))

    try place.write("train.sh", "echo 'label;predicted' > \"$TUNE_TRIAL_DIR/predictions.csv\"\n")
    let wrong = try await place.tune("run", "a.yaml", "--fresh")
    #expect(wrong.code == 1)
    #expect(wrong.errors.contains("predictions.csv") || wrong.output.contains("predictions.csv"), "\(wrong)")
  }
}
