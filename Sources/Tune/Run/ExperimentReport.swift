import SystemPackage
import TuneModel
import TuneReport
package import TuneStore

/// Writes what can be made again from the records: the report and `best/`.
package enum ExperimentReport {
  /// Brings the results folder up to date; unchanged files keep their time.
  ///
  /// Deterministic from manifest and records: made again, no byte differs.
  package static func write(_ ledger: Ledger, manifest: ManifestFile) throws(FileFailure) {
    let layout = manifest.layout
    let files = files(ledger, manifest: manifest)
    for stale in Report.possiblePaths where !files.contains(where: { $0.path == stale }) {
      try FileSystem.remove(layout.root.pushing(FilePath(stale)))
    }
    for file in files {
      let path = layout.root.pushing(FilePath(file.path))
      try FileSystem.createDirectory(path.removingLastComponent())
      try FileSystem.update(path, with: file.bytes, cache: layout.cache)
    }
    if ledger.experiment.objectives.count > 1 {
      if !ledger.front.isEmpty { try BestFolder(layout).show(front: ledger.front) }
    } else if let best = ledger.winner {
      try BestFolder(layout).show(best)
    }
  }

  static func files(_ ledger: Ledger, manifest: ManifestFile) -> [ReportFile] {
    var tails: [Int: [String]] = [:]
    for record in ledger.records where record.failure != nil {
      tails[record.number] = record.attempts.last?.logTail
    }
    let input = ReportInput(
      experiment: ledger.experiment,
      records: ledger.records,
      manifestPath: fromRepository(manifest.path),
      stopReason: ledger.stopReason(timeSpent: ledger.timeSpent)?.words,
      bestCommand: ledger.winner.map {
        TrainCommand.words(ledger.experiment, trial: $0.number, $0.assignment, seed: $0.provenance.seed)
      },
      logTails: tails
    )
    return Report.files(for: input)
  }

  /// The manifest's path from the root of its repository or package, so that a report reads the same on every machine.
  static func fromRepository(_ path: FilePath) -> String {
    var folder = path.removingLastComponent()
    while !folder.isEmpty, folder.removingLastComponent() != folder {
      if FileSystem.exists(folder.appending(".git")) {
        var relative = path
        return relative.removePrefix(folder) ? relative.string : path.lastComponent?.string ?? ""
      }
      folder = folder.removingLastComponent()
    }
    if let package = PackageProducts.package(above: path.removingLastComponent()) {
      var relative = path
      if relative.removePrefix(package) { return relative.string }
    }
    return path.lastComponent?.string ?? ""
  }
}
