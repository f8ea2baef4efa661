import ArgumentParser
import SystemPackage
import Tune
import TuneModel
import TuneReport
import TuneStore

struct WriteReport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the reports again from the records.",
    discussion: """
      Records are the truth, reports follow: made again from the same records, no byte of a report differs.

      Templates in a folder 'reports' beside the manifest make reports of your own: reports/summary.md.mustache makes \
      summary.md in every results folder, and reports/report.md.mustache takes the place of the built-in report.

      Where a folder has several experiments with results, its README.md gets a table of them, between two marks.
      """
  )

  @Flag(name: .customLong("template"), help: "Print the built-in template of report.md, to make your own from.")
  var printsTemplate = false

  @OptionGroup var manifests: ManifestArguments

  func run() async throws {
    try await CommandFailure.reporting {
      if printsTemplate {
        Terminal.output.write(BuiltInTemplates.report.text)
        return
      }
      var mistakes: [Diagnostic] = []
      let files = try manifests.files()
      var rows: [FilePath: ExperimentDigest.Row] = [:]
      for file in files {
        let ledger = try Ledger(reading: file)
        for mistake in try ExperimentReport.write(ledger, manifest: file) where !mistakes.contains(mistake) {
          mistakes.append(mistake)
        }
        rows[file.layout.root] = DigestRow.of(file, ledger.records)
        Terminal.output.line(ManifestFile.shown(file.layout.report))
      }
      for folder in Set(files.map(\.folder)) {
        if let note = try DigestFile.update(in: folder, known: rows) { mistakes.append(note) }
      }
      for mistake in mistakes { Terminal.errors.write(mistake.rendered()) }
      if Diagnostics(mistakes).hasErrors { throw CommandFailure("", .failed) }
    }
  }
}

extension Ledger {
  /// The records of a manifest's experiment, for reading only; a record that cannot be read is told and left out.
  init(reading file: ManifestFile) throws {
    guard let experiment = file.experiment else { throw CommandFailure(file.rendered, .manifest) }
    let loaded = try RecordStore(file.layout).load()
    for record in loaded.unreadable {
      Terminal.errors.line("\(ManifestFile.shown(record.path)): warning: \(record.reason); left out")
    }
    self.init(experiment: experiment, records: loaded.records)
  }
}
