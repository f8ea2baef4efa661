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
    let place = Self.place(of: manifest.path)
    let input = ReportInput(
      experiment: ledger.experiment,
      records: ledger.records,
      manifestPath: place.path,
      packageFolder: place.package,
      stopReason: ledger.endReason?.words,
      bestCommand: ledger.winner.map {
        TrainCommand.words(
          ledger.experiment,
          trial: $0.number,
          $0.assignment,
          seed: $0.provenance.seed,
          budget: $0.attempts.last?.budget
        )
      },
      logTails: tails
    )
    return Report.files(for: input, templates: templates)
  }

  /// The manifest's path from the root of its repository or package, so that a report reads the same on every machine;
  /// and the folder of its package from there, nil where it belongs to none.
  private static func place(of path: FilePath) -> (path: String, package: String?) {
    let folder = path.removingLastComponent()
    let package = PackageProducts.package(above: folder)
    guard let root = repository(above: folder) ?? package else { return (path.lastComponent?.string ?? "", nil) }
    func fromRoot(_ path: FilePath) -> String? {
      var relative = path
      guard relative.removePrefix(root) else { return nil }
      return relative.isEmpty ? "." : relative.string
    }
    // A package that holds the repository is another matter.
    return (fromRoot(path) ?? path.lastComponent?.string ?? "", package.flatMap(fromRoot))
  }

  /// The nearest folder, from this one upwards, that git takes for a repository.
  private static func repository(above folder: FilePath) -> FilePath? {
    var folder = folder
    while !FileSystem.exists(folder.appending(".git")) {
      let parent = folder.removingLastComponent()
      if parent == folder || parent.isEmpty { return nil }
      folder = parent
    }
    return folder
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
