import Foundation
import Synchronization
import SystemPackage
import Testing
import TuneModel

@testable import TuneExecution

/// The launcher against commands that misbehave on purpose.
@Suite(.timeLimit(.minutes(5))) struct SlurmLauncherTests {
  private func run(_ slurm: FakeSlurm, _ launcher: SlurmLauncher? = nil) async throws -> AttemptReport {
    await (launcher ?? slurm.launcher()).run(try slurm.request()) { _ in .continue }
  }

  @Test func `an attempt ends with its job's result, and its metrics are told before`() async throws {
    let slurm = try FakeSlurm()
    let seen = Mutex<[MetricPoint]>([])
    let report = await slurm.launcher().run(try slurm.request()) { event in
      if case .metrics(let points) = event { seen.withLock { $0 += points } }
      return .continue
    }
    #expect(report.outcome == .exited(0))
    #expect(report.metrics.points == [MetricPoint("loss", step: 1, value: 0.5)])
    #expect(seen.withLock { $0 } == report.metrics.points)
  }

  @Test(arguments: [["banner"], ["busy", "busy", "limit", "busy", "busy"], ["strange", "strange"]])
  func `sbatch is tried until there is one job`(plan: [String]) async throws {
    let slurm = try FakeSlurm(sbatch: plan)
    #expect(try await run(slurm).outcome == .exited(0))
    #expect(slurm.jobs == 1)
  }

  @Test func `a job of which sbatch did not tell is found and not submitted again`() async throws {
    let slurm = try FakeSlurm(sbatch: ["unheard"], tool: "sleep 1\n" + FakeSlurm.quickTool)
    #expect(try await run(slurm).outcome == .exited(0))
    #expect(slurm.calls(of: "sbatch") == 1)
    #expect(slurm.jobs == 1)
  }

  @Test func `what is refused for good is not tried again`() async throws {
    let slurm = try FakeSlurm(sbatch: ["invalid"])
    #expect(try await run(slurm).outcome == .notStarted("sbatch: invalid partition specified: nowhere"))
    #expect(slurm.calls(of: "sbatch") == 1)
  }

  @Test(arguments: ["empty", "down", "hang", "half", "odd", "many"])
  func `a queue that answers nonsense once loses nothing`(answer: String) async throws {
    let slurm = try FakeSlurm(
      squeue: [answer, answer],
      tool: FakeSlurm.quickTool.replacing("echo '[", with: "sleep 0.4; echo '[")
    )
    #expect(try await run(slurm).outcome == .exited(0))
    #expect(slurm.jobs == 1)
  }

  @Test func `a result that is seen only after the job's end counts`() async throws {
    let late =
      FakeSlurm.quickTool.replacing("echo '{\"exit\"", with: "(sleep 0.2; echo '{\"exit\"") + ") > /dev/null 2>&1 &"
    let slurm = try FakeSlurm(tool: "echo half > .result.json.tmp\n" + late)
    #expect(try await run(slurm, slurm.launcher()).outcome == .exited(0))
    #expect(slurm.jobs == 1)
  }

  @Test func `a job that could not begin is submitted again, and an old job's result is ignored`() async throws {
    // The first job cannot begin; when the second runs, the first one's result appears.
    let slurm = try FakeSlurm(
      tool: """
        if [ ! -e $FAKE/once ]; then touch $FAKE/once; exit 1; fi
        echo '{"exit":7,"series":{"tracks":[],"points":[]},"seconds":0.1}' > "${2%.1.2}/1.1/result.json"
        \(FakeSlurm.quickTool)
        """
    )
    let notes = Mutex<[String]>([])
    let report = await slurm.launcher(lostAfter: 0.6).run(try slurm.request()) { event in
      if case .note(let words) = event { notes.withLock { $0.append(words) } }
      return .continue
    }
    #expect(report.outcome == .exited(0))
    #expect(slurm.jobs == 2)
    #expect(notes.withLock { $0 }.contains { $0.contains("submitted again") })
    #expect(slurm.folder.exists("trial/1/slurm/1.1/stop"))
  }

  @Test func `what cannot begin anywhere is given up, with what the job said`() async throws {
    let slurm = try FakeSlurm(tool: "echo 'no such library' >&2; exit 1")
    let report = try await run(slurm, slurm.launcher(poll: 0.02, lostAfter: 0.2))
    #expect(report.outcome == .failed)
    #expect(report.failure?.contains("no such library") == true)
    #expect(slurm.jobs == 4)
  }

  @Test func `an attempt that has begun is taken up by the next tuner`() async throws {
    let waits = "while [ ! -e $FAKE/go ]; do sleep 0.05; done; echo '["
    let slurm = try FakeSlurm(tool: FakeSlurm.quickTool.replacing("echo '[", with: waits))
    let first = SlurmLauncher(
      slurm.launcher().settings,
      slurm.launcher().place,
      detaches: true
    )
    let request = try slurm.request()
    let task = Task { await first.run(request) { _ in .continue } }
    while slurm.jobs == 0 { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    #expect(await task.value.isDetached)
    try slurm.folder.write("", to: "go")
    #expect(try await run(slurm).outcome == .exited(0))
    #expect(slurm.jobs == 1)
    #expect(slurm.calls(of: "sbatch") == 1)
  }

  @Test func `the queue is asked by the clock, not by attempts`() async throws {
    let slurm = try FakeSlurm(tool: FakeSlurm.quickTool.replacing("echo '[", with: "sleep 0.5; echo '["))
    let launcher = slurm.launcher(poll: 0.5)
    let begun = ContinuousClock.now
    let outcomes = await withTaskGroup(of: AttemptOutcome.self) { group in
      for trial in 1...20 {
        group.addTask {
          guard let request = try? slurm.request(trial) else { return .stopped }
          return await launcher.run(request) { _ in .continue }.outcome
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.allSatisfy { $0 == .exited(0) })
    let seconds = (ContinuousClock.now - begun).inSeconds
    #expect(Double(launcher.queue.questions) <= seconds / 0.5 + 2)
  }
}
