package import SystemPackage
package import TuneModel
import TuneReport
package import TuneStore

/// `README.md` beside several manifests: what came of each of their experiments.
package enum DigestFile {
  /// Brings the page of a folder up to date, where more than one of its experiments has results.
  ///
  /// - Returns: A note where the page is somebody's own and stays as it is.
  @discardableResult
  package static func update(in folder: FilePath) throws(FileFailure) -> Diagnostic? {
    let manifests = try ManifestSearch.manifests(in: folder).map { path throws(FileFailure) in try ManifestFile(path) }
      .filter { FileSystem.isDirectory($0.layout.trials) }
    guard manifests.count > 1 else { return nil }
    var rows: [ExperimentDigest.Row] = []
    for manifest in manifests {
      let name = manifest.layout.root.lastComponent?.string ?? ""
      guard let experiment = manifest.experiment else {
        rows.append(ExperimentDigest.Row(name: name, standing: nil, stopReason: nil))
        continue
      }
      let ledger = Ledger(experiment: experiment, records: try RecordStore(manifest.layout).load().records)
      rows.append(
        ExperimentDigest.Row(
          name: name,
          standing: Standing(experiment, ledger.records),
          stopReason: ledger.stopReason(timeSpent: ledger.timeSpent)?.words
        )
      )
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
