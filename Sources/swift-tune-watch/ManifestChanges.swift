import SystemPackage
import Tune
import TuneStore

/// Which manifests of a folder are new or differ from the last look.
struct ManifestChanges: Sendable {
  /// Content of each manifest at the last look, as a fingerprint.
  private var known: [FilePath: String] = [:]

  init() {}

  /// Looks at the folder.
  ///
  /// - Returns: the manifests that are new or changed, by name.
  mutating func look(at folder: FilePath) throws(FileFailure) -> [FilePath] {
    var changed: [FilePath] = []
    var now: [FilePath: String] = [:]
    for path in try ManifestSearch.manifests(in: folder) {
      // One that vanished between the listing and here is not there.
      let fingerprint: String
      do {
        guard let found = try Fingerprint.file(path) else { continue }
        fingerprint = found
      } catch {
        // Whoever runs it says so; the others are looked at all the same.
        fingerprint = "unreadable"
      }
      now[path] = fingerprint
      if known[path] != fingerprint { changed.append(path) }
    }
    known = now
    return changed
  }
}
