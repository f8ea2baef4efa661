import ArgumentParser
import SystemPackage
import Tune
import TuneExecution

/// For jobs of a cluster: does what a job's folder says, on the node.
struct Node: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node",
    abstract: "Run what a job of a cluster is for; the tuner writes the folder.",
    shouldDisplay: false
  )

  @Argument(help: "The job's folder.")
  var folder: String

  func run() async throws {
    let status = await NodeCommand.run(folder: FilePath(folder), environment: TrainEnvironment.inherited)
    if status != 0 { throw ExitCode(status) }
  }
}
