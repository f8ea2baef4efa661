import AsyncAlgorithms
import Logging
import ServiceLifecycle
import SystemPackage
import Tune
import TuneStore

/// Looks at the folder whenever something may have changed, and queues the manifests that did.
struct WatchService: Service {
  let folder: FilePath
  let events: DirectoryEvents
  let queue: ExperimentQueue
  let logger: Logger
  /// Look once only.
  let once: Bool

  func run() async throws {
    var changes = ManifestChanges()
    await look(&changes)
    await queue.filled()
    if once { return }
    logger.info("watching \(ManifestFile.shown(folder))")
    // An editor's save is several events.
    for await _ in events.debounce(for: .milliseconds(200)).cancelOnGracefulShutdown() {
      await look(&changes)
    }
  }

  private func look(_ changes: inout ManifestChanges) async {
    do {
      for manifest in try changes.look(at: folder) { await queue.add(manifest) }
    } catch {
      logger.error("\(error)")
    }
  }
}
