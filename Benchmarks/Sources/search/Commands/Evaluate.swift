import ArgumentParser
import Foundation

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Evaluate a task for another program: JSON lines on standard input and output.",
    discussion: """
      {"parameters": {"x1": 0.5, …}} is answered by {"value": 0.3, "truth": 0.28}, where 'value' is for the optimizer and \
      'truth' for the score; both are absent where the trial fails. The end of the input ends it.
      """
  )

  @Argument(help: "The task's name.")
  var task: String

  @Option(help: "Of the noise.")
  var seed = 1

  private struct Request: Decodable {
    var parameters: Assignment
  }

  private struct Answer: Encodable {
    var value: Double?
    var truth: Double?
  }

  func run() throws {
    guard let task = try BenchmarkTask.named(task).first else { return }
    var noise = task.noiseGenerator(seed: seed)
    while let line = readLine() {
      let request = try JSONDecoder().decode(Request.self, from: Data(line.utf8))
      let truth = task.value(request.parameters)
      let answer = Answer(value: truth.map { task.observed($0, &noise) }, truth: truth)
      print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
      // Standard output is a pipe, which is not flushed at the end of a line.
      fflush(nil)
    }
  }
}
