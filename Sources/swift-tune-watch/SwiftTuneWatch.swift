import ArgumentParser
import Logging
import ServiceLifecycle
import SystemPackage
import Tune
import TuneStore
import UnixSignals

@main
struct SwiftTuneWatch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swift-tune-watch",
    abstract: "Run the experiments of a folder as their manifests appear and change.",
    discussion: """
      Stays in the foreground, under systemd, tmux or in a container. A new manifest is checked, queued and run; a \
      changed one is run on with what it says now, so that a larger budget extends a finished experiment. A manifest \
      with mistakes stops no other: they are logged, and written to NAME/errors.md until they are mended. SIGTERM or \
      Ctrl-C stops the running trials, records them and ends; the next start takes them up again.
      """,
    version: TuneVersion.current
  )

  @Argument(help: "The folder with the manifests.", completion: .directory)
  var folder = ManifestSearch.defaultFolder

  @Flag(help: "Look every few seconds instead of waiting for the system's notices; for network file systems.")
  var poll = false

  @Flag(help: "Run what there is to run, then end.")
  var once = false

  func run() async throws {
    let root = FileSystem.absolute(FilePath(folder))
    var logger = Logger(label: "swift-tune-watch") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .info
    guard FileSystem.isDirectory(root) else {
      logger.error("there is no folder '\(folder)'")
      throw ExitCode(64)
    }
    let lock: ExperimentLock
    do {
      lock = try ExperimentLock(root.appending(".watch.lock"))
    } catch {
      logger.error("\(WatchLock.words(error, folder: folder))")
      throw ExitCode(3)
    }
    let queue = ExperimentQueue(endsWhenIdle: once)
    let events = poll ? DirectoryEvents.polling(every: .seconds(2)) : DirectoryEvents.system(of: root)
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(
            service: WatchService(folder: root, events: events, queue: queue, logger: logger, once: once),
            successTerminationBehavior: .ignore
          ),
          .init(
            service: RunService(queue: queue, logger: logger),
            successTerminationBehavior: .gracefullyShutdownGroup
          ),
        ],
        gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger
      )
    )
    try await group.run()
    withExtendedLifetime(lock) {}
  }
}

enum WatchLock {
  static func words(_ failure: ExperimentLock.Failure, folder: String) -> String {
    switch failure {
    case .held(let owner):
      let who = owner.map { " (process \($0.processID) on \($0.host))" } ?? ""
      return "another swift-tune-watch\(who) watches '\(folder)' already"
    case .file(let failure): return failure.description
    }
  }
}
