import Testing

@Suite(.enabled(if: Python.finds("sklearn"), "python3 finds no scikit-learn"))
struct ScikitLearnTests {
  @Test(arguments: [
    (["--model", "ridge", "--alpha", "1"], 52.0...60.0),
    (["--model", "svr", "--C", "100", "--gamma", "0.01"], 52.0...60.0),
    (["--model", "forest", "--min-samples-leaf", "10"], 52.0...64.0),
  ])
  func `each model says how good it is on a fold`(arguments: [String], expected: ClosedRange<Double>) async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "scikit-learn")
    let result = try await place.python(["diabetes.py", "--fold", "1"] + arguments)
    let match = try #require(result.output.firstMatch(of: /^rmse: ([\d.]+)\nr2: ([\d.]+)\n$/), "\(result)")
    #expect(expected.contains(try #require(Double(match.1))))
  }

  @Test func `without a fold the model is trained on all patients and saved`() async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "scikit-learn")
    let result = try await place.python(["diabetes.py", "--model", "ridge"])
    #expect(result.code == 0, "\(result)")
    let predict = "import joblib; print(*joblib.load('diabetes.joblib').predict([[0] * 10]))"
    // At the mean of all measurements, the mean of all values.
    let predicted = try await place.python(["-c", predict]).output
    #expect(abs(try #require(Double(predicted.dropLast())) - 152.13) < 0.01)
  }

  @Test func `an experiment ends with a report and the best model's arguments`() async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "scikit-learn")
    let result = try await place.tune("run", "scikit-learn", "--trials", "2")
    #expect(result.code == 0, "\(result)")
    let trials = try place.rows("experiments/scikit-learn/trials.csv")
    #expect(trials.map { $0["state"] } == ["completed", "completed"])
    for trial in trials { #expect((50...100).contains(Double(trial["metric.rmse"] ?? "") ?? 0)) }
    #expect(trials.first?["param.model"] == "forest")
    #expect(trials.first?["attempts"] == "5")
    #expect(try place.read("experiments/scikit-learn/report.md").contains("mean of 5 folds"))
    #expect(try await place.tune("best", "scikit-learn").output.contains("--model "))
  }
}
