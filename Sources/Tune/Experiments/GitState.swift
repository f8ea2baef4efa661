import SystemPackage
import TuneExecution

/// What git says of the folder of a manifest.
struct GitState: Hashable, Sendable {
  var commit: String
  /// Whether files that git tracks differ from the commit, the experiment's own results aside.
  var dirty: Bool

  /// Nil outside a repository, before the first commit, and without git.
  ///
  /// - Parameter results: folders that are written while experiments run; changes there do not count.
  static func read(at folder: FilePath, ignoring results: FilePath) async -> GitState? {
    let arguments = ["git", "-C", folder.string]
    guard let head = await CommandOutput.of(arguments + ["rev-parse", "--verify", "HEAD"], in: folder), head.succeeded
    else { return nil }
    let commit = head.text.split(separator: "\n").first.map(String.init) ?? ""
    let status = await CommandOutput.of(
      arguments + [
        "status", "--porcelain", "--untracked-files=no", "--", ":/", ":(exclude,literal)\(results.string)",
      ],
      in: folder
    )
    guard let status, status.succeeded, !commit.isEmpty else { return nil }
    return GitState(commit: commit, dirty: !status.text.isEmpty)
  }
}
