import ArgumentParser
import Tune
import TuneStore

struct WriteReport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the reports again from the records.",
    discussion: "Records are the truth, reports follow: made again from the same records, no byte of a report differs."
  )

  @OptionGroup var manifests: ManifestArguments

  func run() async throws {
    try await CommandFailure.reporting {
      for file in try manifests.files() {
        let ledger = try Ledger(reading: file)
        try ExperimentReport.write(ledger, manifest: file)
        Terminal.output.line(ManifestFile.shown(file.layout.report))
      }
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
