import Synchronization
import TuneModel

/// Runs attempts by workers: train commands that stay alive and are told one trial after the other.
///
/// There is a worker for each slot, started when the slot is first used, and another one when the last has died, hung,
/// or said something that cannot be understood. What has no request for a worker is run as a process.
package final class WorkerLauncher: Launcher {
  private let processes: any Launcher
  private let workers = Mutex<[Int: Worker]>([:])

  /// - Parameter processes: runs whatever is no trial.
  package init(processes: any Launcher) {
    self.processes = processes
  }

  package func run(
    _ request: AttemptRequest,
    observe: @escaping @Sendable (AttemptEvent) async -> AttemptDecision
  ) async -> AttemptReport {
    guard let order = request.worker else { return await processes.run(request, observe: observe) }
    if Task.isCancelled { return AttemptReport(outcome: .stopped) }
    request.removeOldFiles()
    var report = AttemptReport(outcome: .stopped)
    // A worker that had died before it was told of this trial is not the trial's fault.
    for _ in 0..<2 {
      let worker: Worker
      do throws(StartProblem) {
        worker = try await self.worker(for: order.slot, request)
      } catch {
        return AttemptReport(outcome: .notStarted(error.words))
      }
      let channel = AttemptChannel { worker.wake() }
      report = await withTaskCancellationHandler {
        worker.begin(request, order.trial, channel)
        return await WorkerLauncher.follow(channel, observe)
      } onCancel: {
        channel.requestStop()
      }
      guard worker.diedIdle(report), !Task.isCancelled else { return report }
    }
    return report
  }

  package func finish() async {
    let all = workers.withLock { workers in
      defer { workers = [:] }
      return Array(workers.values)
    }
    for worker in all { worker.finish() }
    for worker in all { await worker.hasEnded() }
  }

  private func worker(for slot: Int, _ request: AttemptRequest) async throws(StartProblem) -> Worker {
    if let worker = workers.withLock({ $0[slot] }) {
      if worker.isAlive { return worker }
      await worker.hasEnded()
    }
    let worker = try await Worker.start(request)
    workers.withLock { $0[slot] = worker }
    return worker
  }

  private static func follow(
    _ channel: AttemptChannel,
    _ observe: @Sendable (AttemptEvent) async -> AttemptDecision
  ) async -> AttemptReport {
    while true {
      let news = await channel.news()
      for event in news.events where await observe(event) == .stop { channel.requestStop(gently: true) }
      switch news.end {
      case .whole(let report)?, .givenUp(let report)?: return report
      case .pipesHeld?, nil: break
      }
    }
  }
}
