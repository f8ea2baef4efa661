import ArgumentParser
import SystemPackage
import Tune
import TuneModel
import TuneStore

/// The manifests that a command is about.
struct ManifestArguments: ParsableArguments {
  @Argument(
    help: "Manifests, or names of manifests in experiments/; all of experiments/ when none is named.",
    completion: .file(extensions: ["yaml", "yml"])
  )
  var manifests: [String] = []

  /// The paths meant.
  func paths() throws -> [FilePath] {
    if manifests.isEmpty {
      let found = try ManifestSearch.manifests(in: FilePath(ManifestSearch.defaultFolder))
      guard found.isEmpty else { return found }
      throw CommandFailure(
        """
        error: no manifest in \(ManifestSearch.defaultFolder)/
           = 'swift-tune init --template digits' writes an example; a manifest elsewhere is named on the command line
        """,
        .usage
      )
    }
    return try manifests.map(ManifestArguments.path)
  }

  static func path(_ word: String) throws -> FilePath {
    if let path = try ManifestSearch.manifest(named: word) { return path }
    let commands =
      SwiftTune.configuration.subcommands + SwiftTune.configuration.groupedSubcommands.flatMap(\.subcommands)
    let names = commands.compactMap { $0.configuration.commandName ?? $0._commandName }
    var advice = ""
    if let near = nearest(to: word, among: names + ManifestSearch.known()) {
      advice = "\n   = did you mean '\(near)'?"
    }
    throw CommandFailure("error: there is no manifest or command '\(word)'\(advice)", .usage)
  }

  /// The manifests read; their mistakes are for the caller.
  func files() throws -> [ManifestFile] {
    try paths().map { try ManifestFile($0) }
  }
}
