package import SystemPackage
import TuneManifest
package import TuneModel
import TunePruning
import TuneSearch
package import TuneStore

/// A manifest that was read: its experiment, or everything that is wrong with it.
package struct ManifestFile: Sendable {
  /// Absolute.
  package let path: FilePath
  /// As messages name it: relative to where the tool runs, if it lies below.
  package let shown: String
  package let text: String
  /// Nil when the manifest has mistakes.
  package let experiment: Experiment?
  package let diagnostics: [Diagnostic]
  /// All diagnostics as the terminal shows them, with source lines; empty when there are none.
  package let rendered: String

  /// - Throws: when there is no such file, or it cannot be read.
  package init(_ path: FilePath) throws(FileFailure) {
    let path = FileSystem.absolute(path)
    guard let bytes = try FileSystem.contents(of: path, limit: 16 << 20) else {
      throw FileFailure("read", path, .noSuchFileOrDirectory)
    }
    self.path = path
    shown = ManifestFile.shown(path)
    let reader = ManifestReader(strategies: StrategyCatalog.declarations, pruners: PrunerCatalog.declarations)
    let reading = reader.read(bytes: bytes, file: shown)
    text = String(decoding: bytes, as: UTF8.self)
    experiment = reading.experiment
    diagnostics = reading.diagnostics
    rendered = reading.rendered()
  }

  package var folder: FilePath { path.removingLastComponent() }

  /// Why it must not be run: another manifest of its folder keeps its results in the same place. Nil where none does.
  package var rivalry: String? {
    let others = (try? ManifestSearch.manifests(in: folder)) ?? []
    for other in others where FileSystem.absolute(other) != path {
      // Any other YAML may lie here, too.
      guard let other = try? ManifestFile(other), other.experiment != nil, other.layout.root == layout.root else {
        continue
      }
      return """
        \(shown): error: \(other.shown) keeps its results in the same folder, \(ManifestFile.shown(layout.root))
           = give one of them another `name`, or file name

        """
    }
    return nil
  }

  /// Where the results of the experiment are; by the file's name while the manifest has mistakes.
  package var layout: ResultsLayout {
    ResultsLayout(manifest: path, experiment: experiment?.name ?? path.stem ?? "experiment")
  }

  /// A path relative to the working directory where it lies below it; else as it is.
  package static func shown(_ path: FilePath) -> String {
    var relative = path
    let here = FileSystem.currentDirectory
    return relative.removePrefix(here) && !relative.isEmpty ? relative.string : path.string
  }
}

/// Finds manifests by what a person types.
package enum ManifestSearch {
  /// Folder that is searched when nothing is named.
  package static let defaultFolder = "experiments"

  /// The manifests of a folder, by name. Folders below are results.
  package static func manifests(in folder: FilePath) throws(FileFailure) -> [FilePath] {
    try FileSystem.names(in: folder)
      .filter { ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && !$0.hasPrefix(".") }
      .map { folder.appending($0) }
      // What waits for a writer, such as a pipe, would be waited for.
      .filter { [.file, .link].contains(FileSystem.kind($0)) }
  }

  /// The manifest that a word means: a path, or the name of one in `experiments/`; or a results folder, whose manifest
  /// lies beside it.
  package static func manifest(named word: String) throws(FileFailure) -> FilePath? {
    let path = FilePath(word)
    if FileSystem.exists(path), !FileSystem.isDirectory(path) { return path }
    for stem in [path, FilePath(defaultFolder).pushing(path)] {
      for ending in [".yaml", ".yml"] {
        let candidate = FilePath(stem.string + ending)
        if FileSystem.exists(candidate), !FileSystem.isDirectory(candidate) { return candidate }
      }
    }
    // A results folder is named by its experiment, which may be called otherwise than its manifest.
    guard let name = path.lastComponent else { return nil }
    let folder = path.removingLastComponent()
    for folder in folder.isEmpty ? [FilePath(defaultFolder), FilePath(".")] : [folder] {
      for candidate in try manifests(in: folder) {
        if try ManifestFile(candidate).layout.root.lastComponent == name { return candidate }
      }
    }
    return nil
  }

  /// What could have been meant: manifests in `experiments/` and here, by name.
  package static func known() -> [String] {
    let paths = [FilePath(defaultFolder), FilePath(".")].flatMap { (try? manifests(in: $0)) ?? [] }
    return paths.compactMap(\.stem)
  }
}
