import SystemPackage
package import TuneModel
import TuneReport
package import TuneStore

/// Writes what can be made again from the records: the report and `best/`.
package enum ExperimentReport {
  /// Brings the results folder up to date; unchanged files keep their time.
  ///
  /// Deterministic from manifest, records and templates: made again, no byte differs.
  ///
  /// - Returns: What is wrong with the project's templates; the rest of the report is written all the same.
  @discardableResult
  package static func write(_ ledger: Ledger, manifest: ManifestFile) throws(FileFailure) -> [Diagnostic] {
    let layout = manifest.layout
    let templates = try ReportTemplates(beside: manifest)
    let files = files(ledger, manifest: manifest, templates)
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
    return templates.mistakes
  }

  static func files(_ ledger: Ledger, manifest: ManifestFile, _ templates: ReportTemplates) -> [ReportFile] {
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
    return Report.files(for: input, templates: templates)
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

extension ReportTemplates {
  /// The project's own: the files `reports/*.mustache` beside the manifest.
  init(beside manifest: ManifestFile) throws(FileFailure) {
    let folder = manifest.folder.appending("reports")
    var own: [ReportTemplate] = []
    if FileSystem.isDirectory(folder) {
      for name in try FileSystem.names(in: folder) where name.hasSuffix(ReportTemplate.ending) {
        let path = folder.appending(name)
        guard let bytes = try FileSystem.contents(of: path, limit: 1 << 20) else { continue }
        own.append(ReportTemplate(name: ManifestFile.shown(path), text: String(decoding: bytes, as: UTF8.self)))
      }
    }
    self.init(project: own)
  }
}
