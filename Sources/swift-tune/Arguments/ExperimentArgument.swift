import ArgumentParser
import SystemPackage
import Tune
import TuneModel

/// The experiment that a command reads; where there is only one it need not be named.
struct ExperimentArgument: ParsableArguments {
  @Argument(
    help:
      "The experiment: its name, its manifest or its results folder. May be left out where experiments/ has only one.",
    completion: .experiments
  )
  var experiment: String?

  /// The manifest, read.
  func file() throws -> ManifestFile {
    try experiment.map(ExperimentArgument.file) ?? ExperimentArgument.only()
  }

  static func file(_ word: String) throws -> ManifestFile {
    try ManifestFile(ManifestArguments.path(word, among: .experiments))
  }

  /// The only experiment there is.
  static func only() throws -> ManifestFile {
    let paths = try ManifestArguments.all()
    guard paths.count == 1 else {
      let names = paths.compactMap(\.stem)
      throw CommandFailure(
        "error: which experiment? there are \(paths.count)\n   = name one of: \(names.joined(separator: ", "))",
        .usage
      )
    }
    return try ManifestFile(paths[0])
  }
}
