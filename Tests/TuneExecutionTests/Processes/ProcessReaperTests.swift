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
      environment filling: [String: String] = [:],
      body: @escaping @Sendable (ProcessIdentity) async throws -> Void
    ) async throws {
      var environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
      environment.merge(filling) { $1 }
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

    @Test func looksAgainAtOneThatIsJustBecomingAnotherProgram() async throws {
      let marker = AttemptMarker(trialDirectory: folder.path, attempt: 5)
      try await withOrphan("setsid sh -c 'echo ready; exec sleep 300' & wait", marker: marker) { identity in
        let looks = Mutex(0)
        let reaper = ProcessReaper(grace: .seconds(60)) { processID, marker in
          let marking = ProcessTable.marking(of: processID, by: marker)
          if marking != .marked { return marking }
          return looks.withLock { looks in
            looks += 1
            return looks <= 4 ? .unsettled : .marked
          }
        }
        #expect(await reaper.end(nil, marker: marker).ended >= 2)
        #expect(!ProcessTable.isRunning(identity))
      }
    }

    @Test func givesUpOneThatNeverSettles() async throws {
      let marker = AttemptMarker(trialDirectory: folder.path, attempt: 6)
      let summary = await ProcessReaper(grace: .seconds(60)) { _, _ in .unsettled }.end(nil, marker: marker)
      #expect(summary == ProcessReaper.Summary())
    }

    @Test func aProcessStaysMarkedWhileItBecomesAnotherProgram() async throws {
      let marker = AttemptMarker(trialDirectory: folder.path, attempt: 7)
      let script = folder.path.appending("again.sh")
      try "exec sh \"$0\"\n".write(toFile: script.string, atomically: true, encoding: .utf8)
      try await withOrphan("echo ready; exec sh '\(script.string)'", marker: marker) { identity in
        var counts: [Marking: Int] = [:]
        for _ in 0..<20_000 { counts[ProcessTable.marking(of: identity.processID, by: marker), default: 0] += 1 }
        #expect(counts[.unmarked] == nil)
        #expect(counts[.marked, default: 0] > 10_000)
        kill(identity.processID, SIGKILL)
      }
    }

    @Test func oneWithoutAnEnvironmentIsNotMarked() async throws {
      let marker = AttemptMarker(trialDirectory: folder.path, attempt: 8)
      try await withOrphan("exec env -i sh -c 'echo ready; exec sleep 300'", marker: marker) { identity in
        // It becomes the last program after its word.
        var marking = Marking.unsettled
        while marking == .unsettled { marking = ProcessTable.marking(of: identity.processID, by: marker) }
        #expect(marking == .unmarked)
        kill(identity.processID, SIGKILL)
      }
      // The system's own threads, where they are to be seen.
      for processID: Int32 in [2, 3] where ProcessTable.entry(processID)?.session == 0 {
        #expect(ProcessTable.marking(of: processID, by: marker) == .unmarked)
      }
    }

    @Test func oneThatEndedIsNeitherMarkedNorLookedAtAgain() async throws {
      let marker = AttemptMarker(trialDirectory: folder.path, attempt: 11)
      try await withOrphan("exec sleep 0", marker: marker) { identity in
        // Nobody has waited for it yet.
        while ProcessTable.isRunning(identity) {}
        #expect(ProcessTable.entry(identity.processID)?.isZombie == true)
        #expect(ProcessTable.marking(of: identity.processID, by: marker) == .ended)
      }
      #expect(ProcessTable.marking(of: .max, by: marker) == .ended)
    }

    @Test(arguments: [4_096, 16_000, 16_384, 100_000]) func anEnvironmentOfAnySizeIsRead(size: Int) async throws {
      let marker = AttemptMarker(trialDirectory: folder.path, attempt: 9)
      let filling = ["A_FIRST": String(repeating: "x", count: size), "Z_LAST": String(repeating: "x", count: size)]
      try await withOrphan("echo ready; sleep 300", marker: marker, environment: filling) { identity in
        #expect(ProcessTable.marking(of: identity.processID, by: marker) == .marked)
        kill(-identity.processID, SIGKILL)
      }
    }

    @Test func theQuickCheckDoesNotOverlookOneThatIsJustBecomingAnotherProgram() async throws {
      let marker = AttemptMarker(trialDirectory: folder.path, attempt: 10)
      // It is in a session of its own, and the one that started it is gone when it is looked for.
      let first = Mutex<Int32>(0)
      try await withOrphan("setsid sh -c 'echo ready; exec sleep 300' & exit", marker: marker) { identity in
        first.withLock { $0 = identity.processID }
      }
      let number = first.withLock { $0 }
      var check = LeftoverCheck(processID: number, marker: marker, otherAttempts: [])
      check.marking = { processID, marker in
        ProcessTable.marking(of: processID, by: marker) == .unmarked ? .unmarked : .unsettled
      }
      #expect(check.findsAny(after: .zero))
      #expect(check.findsAny(after: .seconds(1)))
      #expect(await reaper.endRest(of: number, marker: marker).ended == 1)
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
