import ArgumentParser
import SystemPackage
import Tune
import TuneModel
import TuneReport
import TuneStore

/// The manifests that a command is about.
struct ManifestArguments: ParsableArguments {
  @Argument(
    help: "Manifests, or names of manifests in experiments/; all of experiments/ when none is named.",
    completion: .experiments
  )
  var manifests: [String] = []

  /// The paths meant.
  func paths() throws -> [FilePath] {
    try manifests.isEmpty ? ManifestArguments.all() : manifests.map { try ManifestArguments.path($0) }
  }

  /// Every manifest of the folder where they are; at least one.
  static func all() throws -> [FilePath] {
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

  /// What a word could have been meant as, for advice.
  enum Meaning {
    case experiments
    /// The first word of all may be a command, too.
    case experimentsAndCommands
  }

  static func path(_ word: String, among meaning: Meaning = .experimentsAndCommands) throws -> FilePath {
    if let path = try ManifestSearch.manifest(named: word) { return path }
    let experiments = ManifestSearch.known()
    let commands = meaning == .experiments ? [] : SwiftTune.commandNames
    let what = meaning == .experiments ? "experiment" : "manifest or command"
    var advice: [String] = []
    if let near = nearest(to: word, among: commands + experiments) { advice.append("did you mean '\(near)'?") }
    if experiments.isEmpty {
      advice.append("there is no experiment here yet; 'swift-tune init' writes one")
    } else if advice.isEmpty || meaning == .experiments {
      let shown = experiments.prefix(12).joined(separator: ", ") + (experiments.count > 12 ? ", …" : "")
      advice.append("experiments here: \(shown)")
    }
    if advice.count < 2, meaning == .experimentsAndCommands { advice.append("'swift-tune --help' lists the commands") }
    throw CommandFailure(
      (["error: there is no \(what) '\(Wording.line(word))'"] + advice.map { "   = \($0)" }).joined(separator: "\n"),
      .usage
    )
  }

  /// The manifests read; their mistakes are for the caller.
  func files() throws -> [ManifestFile] {
    try paths().map { try ManifestFile($0) }
  }
}
