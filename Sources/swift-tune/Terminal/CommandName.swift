import SystemPackage
import Tune

/// How a person calls the tool, for advice that can be pasted.
enum CommandName {
  /// `swift-tune`, or `swift package tune` where the plugin was called.
  static var tool: String { Terminal.isInPlugin ? "swift package tune" : "swift-tune" }

  /// The shortest word that means an experiment: its manifest's name in experiments/, else its path.
  static func word(for file: ManifestFile) -> String {
    guard let stem = file.path.stem, let meant = (try? ManifestSearch.manifest(named: stem)) ?? nil,
      ManifestFile.shown(meant) == file.shown
    else { return file.shown }
    return stem
  }
}
