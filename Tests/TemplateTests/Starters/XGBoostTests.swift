import Testing

@Suite(.enabled(if: Python.finds("sklearn", "xgboost"), "python3 finds no xgboost, or no scikit-learn"))
struct XGBoostTests {
  private func losses(_ output: String) -> [Double] {
    output.matches(of: /\[\d+\]\s+validation-mlogloss:(\S+)/).compactMap { Double($0.1) }
  }

  @Test func `a loss is printed for each round, and the model saved`() async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "xgboost")
    let result = try await place.python(["boosting.py", "--rounds", "8"])
    #expect(result.code == 0, "\(result)")
    let losses = losses(result.output)
    #expect(losses.count == 8)
    #expect(losses == losses.sorted(by: >))
    let accuracy = try #require(result.output.firstMatch(of: /test_accuracy: ([\d.]+)/))
    #expect(try #require(Double(accuracy.1)) > 0.9)
    #expect(place.exists("experiments/model.json"))
  }

  @Test func `training stops when it brings nothing any more`() async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "xgboost")
    let output = try await place.python(["boosting.py", "--rounds", "150", "--learning-rate", "1"]).output
    let losses = losses(output)
    #expect((15..<150).contains(losses.count))
    // The last ten rounds are no better than what came before.
    #expect(try #require(losses.dropLast(10).min()) <= #require(losses.suffix(10).min()))
  }

  @Test func `an experiment stops trials early and keeps the best model`() async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "xgboost")
    let result = try await place.tune("run", "xgboost", "--trials", "6")
    #expect(result.code == 0, "\(result)")
    let trials = try place.rows("experiments/xgboost/trials.csv")
    #expect(trials.count == 6)
    #expect(trials.contains { $0["state"] == "completed" })
    #expect(
      trials.contains { $0["state"] == "pruned" && $0["pruning"]?.contains("at the rung of") == true },
      "\(trials)"
    )
    let steps = try place.rows("experiments/xgboost/metrics.csv").compactMap { Int($0["step"] ?? "") }
    #expect(steps.contains(5))
    #expect(try #require(steps.max()) <= 150)
    #expect(place.exists("experiments/xgboost/best/model.json"))
  }
}
