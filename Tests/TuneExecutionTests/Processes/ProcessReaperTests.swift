import Dispatch
import Foundation
import Synchronization
import SystemPackage
import Testing
import TuneModel

@testable import TuneExecution

#if os(Linux)
  /// The processes here are children that nobody watches, as those of a tuner that was killed.
  @Suite(.timeLimit(.minutes(10))) struct ProcessReaperTests {
    private let folder: TemporaryDirectory
    /// It returns as soon as all is ended.
    private let reaper = ProcessReaper(grace: .seconds(10))

    init() throws { folder = try TemporaryDirectory() }

    /// Runs a script, which is to print `ready` when it is; then `body`, which is to see to its end.
    private func withOrphan(
      _ script: String,
      marker: AttemptMarker?,
      body: @escaping @Sendable (ProcessIdentity) async throws -> Void
    ) async throws {
      var environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
      marker?.mark(&environment)
      let spawn = Spawn(
        program: "/bin/sh",
        arguments: ["sh", "-c", script],
        environment: environment,
        directory: folder.path.string
      )
      let output = try #require(OutputPipe())
      let error = try #require(OutputPipe())
      defer { for pipe in [output, error] { closeDescriptor(pipe.read) } }
      let problem = Mutex<(any Error)?>(nil)
      try await spawn.run(output: output.write, error: error.write) { child in
        do {
          await Self.isReadable(output.read)
          try await body(try #require(ProcessTable.identity(of: child.processID)))
        } catch {
          problem.withLock { $0 = error }
          kill(-child.processID, SIGKILL)
        }
        return true
      }
      if let problem = problem.withLock({ $0 }) { throw problem }
    }

    private static func isReadable(_ descriptor: Int32) async {
      await withCheckedContinuation { continuation in
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
        source.setEventHandler { source.cancel() }
        source.setCancelHandler { continuation.resume() }
        source.activate()
      }
    }

    @Test func endsEverythingThatCarriesTheMarker() async throws {
      let marker = AttemptMarker(trialDirectory: folder.path, attempt: 1)
      let script = """
        trap '' TERM; setsid sh -c 'trap "" TERM; echo ready; while :; do sleep 1; done' & env -i sleep 300 &
        while :; do sleep 1; done
        """
      try await withOrphan(script, marker: marker) { identity in
        let summary = await reaper.end(identity, marker: marker)
        #expect(summary.ended >= 3)
        #expect(summary.killed >= 2)
        #expect(summary.remaining == [])
        #expect(!ProcessTable.isRunning(identity))
        #expect(await reaper.end(identity, marker: marker) == ProcessReaper.Summary())
      }
    }

    @Test func needsNoNumberToFindThem() async throws {
      let marker = AttemptMarker(trialDirectory: folder.path, attempt: 2)
      try await withOrphan("echo ready; sleep 300", marker: marker) { identity in
        // Long enough for a crowded machine: nothing here ignores the polite signal.
        let summary = await ProcessReaper(grace: .seconds(60)).end(nil, marker: marker)
        #expect(summary.ended >= 1)
        #expect(summary.killed == 0)
        #expect(!ProcessTable.isRunning(identity))
      }
    }

    @Test func findsByItsNumberWhatCarriesNoMarker() async throws {
      try await withOrphan("sleep 300 & echo ready; wait", marker: nil) { identity in
        let summary = await reaper.end(identity, marker: AttemptMarker(trialDirectory: folder.path, attempt: 3))
        #expect(summary == ProcessReaper.Summary(ended: 2))
      }
    }

    @Test func leavesAProcessAloneThatOnlyHasTheNumber() async throws {
      try await withOrphan("echo ready; sleep 300 & wait", marker: nil) { identity in
        let marker = AttemptMarker(trialDirectory: folder.path, attempt: 4)
        var older = identity
        older.startTime -= 1
        #expect(await reaper.end(older, marker: marker) == ProcessReaper.Summary())
        var otherBoot = identity
        otherBoot.boot = "another"
        #expect(await reaper.end(otherBoot, marker: marker) == ProcessReaper.Summary())
        #expect(ProcessTable.isRunning(identity))
        #expect(!ProcessTable.isRunning(older))
        #expect(await reaper.end(identity, marker: marker).ended == 2)
      }
    }

    @Test func knowsItself() {
      let identity = ProcessTable.identity(of: getpid())
      #expect(identity?.processID == getpid())
      #expect(identity.map(ProcessTable.isRunning) == true)
      #expect(identity?.boot.count == 36)
      #expect(ProcessTable.identity(of: 0) == nil)
    }
  }
#endif
