import JSON
import SystemPackage
package import TuneModel
package import TuneReport
import TuneStore

/// An experiment's line of the digest, made from its records, or kept from the last time where nothing has changed since.
package enum DigestRow {
  /// The line of an experiment whose records are at hand.
  package static func of(_ manifest: ManifestFile, _ records: [TrialRecord]) -> ExperimentDigest.Row {
    let name = manifest.layout.root.lastComponent?.string ?? ""
    guard let experiment = manifest.experiment else { return ExperimentDigest.Row(name: name, standing: nil) }
    // By the manifest, whatever a run was told about budgets: so any run beside it writes the same line.
    let ledger = Ledger(experiment: experiment, records: records)
    return ExperimentDigest.Row(
      name: name,
      standing: Standing(experiment, ledger.records),
      stopReason: ledger.endReason?.words
    )
  }

  /// The line of an experiment as it is on disk.
  ///
  /// It is kept in the experiment's cache, for all others that have a report written beside it: reading the records of
  /// a large experiment takes many times as long as seeing that none has changed.
  ///
  /// - Parameter now: Milliseconds since 1970.
  static func read(_ manifest: ManifestFile, now: Int64) throws(FileFailure) -> ExperimentDigest.Row {
    guard manifest.experiment != nil else { return of(manifest, []) }
    let layout = manifest.layout
    // Another tool may word it otherwise.
    var version = FilesVersion()
    version.add(file: ToolPath.swiftTune)
    version.add(text: manifest.text)
    try version.add(recordsOf: layout)
    let name = layout.root.lastComponent?.string ?? ""
    let path = layout.cache.appending("digest.json")
    if version.isSettled(at: now), let bytes = try? FileSystem.contents(of: path, limit: 1 << 16),
      let kept = try? JSONValue(parsing: bytes), kept["of"]?.string == version.text,
      let cells = kept["cells"]?.array?.compactMap(\.string), cells.count == ExperimentDigest.Row.cellCount
    {
      return ExperimentDigest.Row(name: name, cells: cells)
    }
    let row = of(manifest, try RecordStore(layout).load().records)
    // Not where git would take the cache for a result; and a folder that nobody may write to is as good.
    if version.isSettled(at: now), FileSystem.exists(layout.gitignore) {
      let kept: JSONValue = ["of": .string(version.text), "cells": .array(row.cells.map { .string($0) })]
      try? FileSystem.createDirectory(layout.cache)
      try? FileSystem.update(path, with: kept.serializedBytes(pretty: false), cache: layout.cache)
    }
    return row
  }
}
