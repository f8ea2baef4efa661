import ArgumentParser
import SystemPackage
import Tune
import TuneSearch
import TuneStore

struct LearnPolicy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Train a policy for the strategy 'reinforcement' on experiments that were run.",
    discussion: """
      It learns from their records, whichever strategy proposed the trials, one experiment after the other, and is at \
      home in every space. Use it with search: {strategy: reinforcement, policy: FILE}.
      """
  )

  @Argument(help: "Manifests, or their names in experiments/.", completion: .experiments)
  var manifests: [String]

  @Option(name: [.short, .long], help: "The file to write.", completion: .file(extensions: ["json"]))
  var output: String

  @Option(help: "Go on from this policy.", completion: .file(extensions: ["json"]))
  var from: String?

  func run() async throws {
    try await CommandFailure.reporting {
      var ledgers: [Ledger] = []
      for manifest in manifests { ledgers.append(try Ledger(reading: ManifestFile(ManifestArguments.path(manifest)))) }
      let first: SavedPolicy?
      do throws(RunFailure) {
        first = try from.map { (path) throws(RunFailure) in
          try PolicyFile.read(FileSystem.absolute(FilePath(path)), shown: path)
        }
      } catch {
        throw CommandFailure(error)
      }
      guard let policy = PolicyFile.learn(from: ledgers, beginning: first) else {
        throw CommandFailure(
          "error: there are too few finished trials to learn from\n   = name more experiments, or run these further",
          .failed
        )
      }
      try PolicyFile.write(policy, to: FileSystem.absolute(FilePath(output)))
      Terminal.output.line("\(output)   learned from \(policy.trials) trials")
    }
  }
}
