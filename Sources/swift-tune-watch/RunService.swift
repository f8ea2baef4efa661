import Logging
import ServiceLifecycle
import SystemPackage
import Tune
import TuneExecution
import TuneModel
import TuneStore

/// Runs the queued experiments, one after the other; each runs its own trials in parallel.
struct RunService: Service {
  let queue: ExperimentQueue
  let logger: Logger

  func run() async throws {
    await withGracefulShutdownHandler {
      var waiting: Set<FilePath> = []
      while let manifest = await queue.next() {
        let waits = waiting.contains(manifest)
        if await cancelWhenGracefulShutdown({ await runOne(manifest, waits: waits) }) {
          waiting.remove(manifest)
        } else {
          waiting.insert(manifest)
          again(manifest)
        }
      }
    } onGracefulShutdown: {
      Task { await queue.close() }
    }
  }

  private static let lockedInterval = Duration.seconds(5)

  /// Queues an experiment anew that somebody else ran.
  private func again(_ manifest: FilePath) {
    Task {
      try await Task.sleep(for: Self.lockedInterval)
      await queue.add(manifest)
    }
  }

  /// - Parameter waits: whether it is known that somebody else runs it.
  /// - Returns: false while somebody else does.
  private func runOne(_ path: FilePath, waits: Bool) async -> Bool {
    do {
      let manifest = try ManifestFile(path)
      guard manifest.experiment != nil else {
        logger.error("\(manifest.shown) has mistakes:\n\(manifest.rendered)")
        try ErrorPage.write(manifest.rendered, of: manifest)
        return true
      }
      let run = ExperimentRun(manifest: manifest, launcher: LocalLauncher(), environment: TrainEnvironment.inherited)
      let live = LiveReport(manifest: manifest)
      let summary = try await run.run { event in
        log(event, manifest)
        live.note(event)
      }
      try ErrorPage.remove(of: manifest)
      if summary.ran > 0 { logger.info("\(manifest.shown): \(summary.ledger.ended) trials; \(summary.reason.words)") }
    } catch let failure as RunFailure {
      if case .locked = failure {
        if !waits { logger.warning("\(ManifestFile.shown(path)): \(failure)") }
        return false
      }
      logger.error("\(ManifestFile.shown(path)): \(failure)")
      if let manifest = try? ManifestFile(path) { try? ErrorPage.write("\(failure)\n", of: manifest) }
    } catch {
      logger.error("\(ManifestFile.shown(path)): \(error)")
    }
    return true
  }

  @Sendable private func log(_ event: RunEvent, _ manifest: ManifestFile) {
    switch event {
    case .began(let experiment, let resumed, _):
      logger.info("\(experiment.name): running\(resumed > 0 ? ", \(resumed) trials done already" : "")")
    case .note(let diagnostic): logger.warning("\(manifest.shown): \(diagnostic.message)")
    case .preparing(let what): logger.info("\(manifest.shown): \(what)")
    case .trialEnded(let record, let isBest) where isBest || record.failure != nil:
      logger.info("\(manifest.shown): trial \(record.number) \(record.failure ?? "is the best so far")")
    case .trialStarted, .metrics, .attemptFailed, .partEnded, .trialPaused, .trialEnded, .ended: break
    }
  }
}
