package import SystemPackage
package import TuneModel
package import TuneReport
package import TuneStore

/// `README.md` beside several manifests: what came of each of their experiments.
package enum DigestFile {
  /// Brings the page of a folder up to date, where more than one of its experiments has results.
  ///
  /// - Parameters:
  ///   - known: Lines that need not be read, by results folder.
  ///   - clock: Tells which files have just been written.
  /// - Returns: A note where the page is somebody's own and stays as it is.
  @discardableResult
  package static func update(
    in folder: FilePath,
    known: [FilePath: ExperimentDigest.Row] = [:],
    clock: RunClock = .system
  ) throws(FileFailure) -> Diagnostic? {
    // One that cannot be read has nothing to show, and is no fault of the others.
    let manifests = try ManifestSearch.manifests(in: folder).compactMap { try? ManifestFile($0) }
      .filter { FileSystem.isDirectory($0.layout.trials) }
    guard manifests.count > 1 else { return nil }
    let now = clock.wall()
    let rows = try manifests.map { manifest throws(FileFailure) in
      if let row = known[manifest.layout.root] { return row }
      return try DigestRow.read(manifest, now: now)
    }
    let path = FileSystem.absolute(folder).appending("README.md")
    let page = try FileSystem.contents(of: path, limit: 16 << 20).map { String(decoding: $0, as: UTF8.self) }
    guard let updated = DigestPage.updated(page, ExperimentDigest(rows)) else {
      return Diagnostic(
        .note,
        "\(ManifestFile.shown(path)) is not swift-tune's, and stays as it is",
        advice: ["a table of all experiments appears between these two lines:", DigestPage.begin, DigestPage.end]
      )
    }
    try FileSystem.update(path, with: Array(updated.utf8))
    return nil
  }
}
