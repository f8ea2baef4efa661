import Foundation
import Testing

@Suite(.enabled(if: Python.finds("sklearn", "torch"), "python3 finds no torch, or no scikit-learn"))
struct PyTorchTests {
  private func epochs(_ output: String) -> [String] {
    output.split(separator: "\n").filter { $0.hasPrefix("epoch: ") }.map(String.init)
  }

  private static let small = ["--learning-rate", "0.01", "--batch-size", "128"]

  @Test func `training that goes on from a checkpoint ends as if it had never stopped`() async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "pytorch")
    let whole = try await place.python(["digits_cnn.py", "--epochs", "3"] + Self.small)
    #expect(whole.code == 0, "\(whole)")
    #expect(epochs(whole.output).count == 3)
    let checkpoint = ["TUNE_CHECKPOINT": place.folder.appendingPathComponent("state").path]
    let first = try await place.python(["digits_cnn.py", "--epochs", "2"] + Self.small, environment: checkpoint)
    let second = try await place.python(["digits_cnn.py", "--epochs", "3"] + Self.small, environment: checkpoint)
    #expect(epochs(first.output) + epochs(second.output) == epochs(whole.output))
    #expect(second.output.hasSuffix("\n" + (whole.output.split(separator: "\n").last ?? "?") + "\n"))
    #expect(place.exists("experiments/weights.pt"))
  }

  @Test func `an experiment stops trials early and keeps the best network`() async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "pytorch")
    let result = try await place.tune("run", "pytorch", "--trials", "4", "--parallel", "1")
    #expect(result.code == 0, "\(result)")
    let trials = try place.rows("experiments/pytorch/trials.csv")
    #expect(trials.count == 4)
    #expect(trials.contains { $0["pruning"]?.contains("at the rung of") == true }, "\(trials)")
    let best = try #require(trials.compactMap { Double($0["metric.val_loss"] ?? "") }.min())
    #expect(best < 0.5)
    #expect(place.exists("experiments/pytorch/best/weights.pt"))
  }

  @Test func `a population goes on from checkpoints with other parameters`() async throws {
    let place = try Workplace()
    _ = try await place.tune("init", "--template", "population-pytorch")
    // Two members, two generations of two epochs: what the template has six, six and four of.
    let manifest = place.folder.appendingPathComponent("experiments/population-pytorch.yaml")
    let text = try String(contentsOf: manifest, encoding: .utf8)
    let smaller = text.replacing("members: 6, interval: 4, steps: 24", with: "members: 2, interval: 2, steps: 4")
    #expect(smaller != text)
    try smaller.write(to: manifest, atomically: true, encoding: .utf8)
    let result = try await place.tune("run", "population-pytorch")
    #expect(result.code == 0, "\(result)")
    let trials = try place.rows("experiments/population-pytorch/trials.csv")
    #expect(trials.map { $0["state"] } == Array(repeating: "completed", count: 4))
    let steps = try place.rows("experiments/population-pytorch/metrics.csv")
      .filter { $0["metric"] == "val_loss" }
      .map { [$0["trial"], $0["step"]] }
    #expect(
      steps == [
        ["1", "1"], ["1", "2"], ["2", "1"], ["2", "2"], ["3", "3"], ["3", "4"], ["4", "3"], ["4", "4"],
      ]
    )
    #expect(try place.rows("experiments/population-pytorch/schedule.csv").count == 2)
    #expect(place.exists("experiments/population-pytorch/best/checkpoint/member.pt"))
  }
}
