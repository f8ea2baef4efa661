import Synchronization
import Tune
import TuneStore

/// Keeps an experiment's report up to date while it runs, as often as a person would reload it.
final class LiveReport: Sendable {
  private let manifest: ManifestFile
  private let written = Mutex(RunClock.system.steady())

  /// Seconds between two reports.
  static let interval = 15.0

  init(manifest: ManifestFile) {
    self.manifest = manifest
  }

  func note(_ event: RunEvent) {
    guard case .trialEnded = event, let experiment = manifest.experiment else { return }
    let now = RunClock.system.steady()
    let isDue = written.withLock { last in
      guard now - last >= LiveReport.interval else { return false }
      last = now
      return true
    }
    guard isDue, let loaded = try? RecordStore(manifest.layout).load() else { return }
    // The run itself writes the final report, and tells what is wrong with it.
    _ = try? ExperimentReport.write(Ledger(experiment: experiment, records: loaded.records), manifest: manifest)
  }
}
