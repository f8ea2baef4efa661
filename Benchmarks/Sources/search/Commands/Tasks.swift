import ArgumentParser
import Foundation

struct Tasks: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "The tasks: their parameters and the ends of the score.")

  @Argument(help: "Names of tasks, groups, 'short' or 'all', with commas.")
  var tasks = "all"

  @Flag(help: "Everything that another program needs to pose the task, as JSON lines.")
  var json = false

  private struct Description: Encodable {
    struct Named: Encodable {
      var name: String
      var parameter: Parameter
    }

    var name: String
    var group: BenchmarkTask.Group
    /// Parents before their children.
    var parameters: [Named]
    var best: Double
    /// Random's median by number of trials.
    var random: [String: Double]
  }

  func run() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    if !json { print("| task | parameters | best | random at \(BenchmarkTask.budgets) |\n|---|--:|--:|--:|") }
    for task in try BenchmarkTask.named(tasks) {
      let medians = RandomReference(task).medians
      if json {
        let description = Description(
          name: task.name,
          group: task.group,
          parameters: task.space.parameters.map { .init(name: $0.name, parameter: $0.parameter) },
          best: task.best,
          random: Dictionary(uniqueKeysWithValues: zip(BenchmarkTask.budgets.map(String.init), medians))
        )
        print(String(decoding: try encoder.encode(description), as: UTF8.self))
      } else {
        let words = medians.map { String(format: "%.4g", $0) }.joined(separator: ", ")
        let best = String(format: "%.4g", task.best)
        print("| \(task.name) | \(task.space.parameters.count) | \(best) | \(words) |")
      }
    }
  }
}
