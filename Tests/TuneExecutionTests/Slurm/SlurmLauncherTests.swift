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

  @Test(arguments: ["hang", "deaf"])
  func `an sbatch that never answers has made one job in the end`(answer: String) async throws {
    let slurm = try FakeSlurm(sbatch: [answer])
    #expect(try await run(slurm, slurm.launcher { $0.commandLimit = 0.5 }).outcome == .exited(0))
    #expect(slurm.jobs == 1)
    #expect(slurm.calls(of: "sbatch") == (answer == "hang" ? 1 : 2))
  }

  @Test func `workers that were forgotten together count as one that could not begin`() async throws {
    let slurm = try FakeSlurm(sbatch: Array(repeating: "gone", count: 4), tool: FakeSlurm.worker)
    let launcher = slurm.launcher(mode: .workers, workers: 4, lostAfter: 1)
    let reports = try await reports(of: 4, slurm, launcher)
    #expect(reports.map(\.outcome) == Array(repeating: .exited(0), count: 4), "\(reports.map(\.failure))")
    #expect(slurm.calls(of: "sbatch") > 4)
  }

  @Test func `an attempt waits for a worker for as long as the worker waits`() async throws {
    let slurm = try FakeSlurm(sbatch: ["late"], tool: FakeSlurm.worker)
    let launcher = slurm.launcher(mode: .workers, workers: 1, lostAfter: 0.3) { $0.delays = [0.1] }
    let words = Mutex<[String]>([])
    let report = await launcher.run(try slurm.request()) { event in
      if case .note(let note) = event { words.withLock { $0.append(note) } }
      return .continue
    }
    #expect(report.outcome == .exited(0), "\(report.failure ?? "")")
    #expect(words.withLock { $0 }.filter { $0.contains("submitted again") } == [])
  }

  @Test func `where workers are forgotten one after the other, it says so`() async throws {
    let slurm = try FakeSlurm(sbatch: Array(repeating: "gone", count: 40), tool: FakeSlurm.worker)
    let launcher = slurm.launcher(mode: .workers, workers: 4, lostAfter: 0.5) { $0.delays = [0.1] }
    let why = "3 workers in a row could not begin: its job is gone without a trace"
    for report in try await reports(of: 4, slurm, launcher) {
      #expect(report.outcome == .notStarted(why), "\(report.failure ?? "")")
    }
    #expect(slurm.calls(of: "sbatch") > 5)
  }

  /// Of as many attempts at a time.
  private func reports(of count: Int, _ slurm: FakeSlurm, _ launcher: SlurmLauncher) async throws -> [AttemptReport] {
    let requests = try (1...count).map { try slurm.request($0) }
    return await withTaskGroup(of: AttemptReport.self) { group in
      for request in requests { group.addTask { await launcher.run(request) { _ in .continue } } }
      return await group.reduce(into: []) { $0.append($1) }
    }
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
    let request = try slurm.request()
    let task = Task { await slurm.launcher(detaches: true).run(request) { _ in .continue } }
    await slurm.appears("trial/1/slurm/1.1/started.json")
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
    let (completed, seconds) = try await run(20, slurm, launcher)
    #expect(completed == 20)
    #expect(Double(launcher.queue.questions) <= seconds / 0.5 + 2)
  }

  // MARK: A job that the queue has forgotten and that left no result

  /// The first job of an attempt begins, and is forgotten; accounting has these records of it after so many seconds.
  /// Another job ends well.
  private func forgetful(_ sacct: [String]?, _ records: [String] = [], after lag: Int = 0) throws -> FakeSlurm {
    let lines = records.map { "\"$SLURM_JOB_ID|$SLURM_JOB_NAME|\($0)|n1\"" }.joined(separator: " ")
    return try FakeSlurm(
      sacct: sacct,
      tool: """
        if [ ! -e $FAKE/forgotten ]; then
          cd "$2"
          echo '{"name":"x","id":"'$SLURM_JOB_ID'","node":"n1"}' > .s && mv .s started.json
          (sleep \(lag); printf '%s\\n' \(lines) > $FAKE/records) > /dev/null 2>&1 &
          touch $FAKE/forgotten
          exit 1
        fi
        \(FakeSlurm.quickTool)
        """
    )
  }

  @Test(arguments: [nil, ["disabled", "disabled"], ["down", "down", "down"]] as [[String]?])
  func `without accounting it is lost, and submitted again`(sacct: [String]?) async throws {
    let slurm = try forgetful(sacct)
    #expect(try await run(slurm, slurm.launcher(lostAfter: 0.6)).outcome == .exited(0))
    #expect(slurm.jobs == 2)
    // Nobody asks again what said that it is not there.
    if sacct?.first == "disabled" { #expect(slurm.calls(of: "sacct") == 1) }
  }

  @Test(
    arguments: [
      (["TIMEOUT|0:0"], .timedOut, "its job's time limit came"),
      (["CANCELLED by 1000|0:15"], .failed, "its job 101 was cancelled, by somebody else than swift-tune"),
      (["PREEMPTED|0:0", "FAILED|3:0"], .failed, "its job on n1 ended without a result, exit 3:0"),
      (["PREEMPTED|0:0", "COMPLETED|0:0"], .failed, "its job on n1 ended without a result"),
      (["OUT_OF_MEMORY|0:125"], .failed, "its job on n1 used more memory than it had asked for"),
    ] as [([String], AttemptOutcome, String)]
  )
  func `accounting that lags says in the end how it went`(
    records: [String],
    outcome: AttemptOutcome,
    failure: String
  ) async throws {
    // As sixty seconds are where a job is lost after 120.
    let slurm = try forgetful([], records, after: 3)
    let report = try await run(slurm, slurm.launcher(lostAfter: 6))
    #expect(report.outcome == outcome)
    #expect(report.failure == failure)
    #expect(slurm.jobs == 1)
  }

  // MARK: As long, and as many, as the cases say

  private static let isPatient = ProcessInfo.processInfo.environment["SWIFT_TUNE_SLURM_LONG"] == "1"

  @Test(.enabled(if: isPatient)) func `a result that comes thirty seconds after the job's end counts`() async throws {
    let late =
      FakeSlurm.quickTool.replacing("echo '{\"exit\"", with: "(sleep 30; echo '{\"exit\"") + ") > /dev/null 2>&1 &"
    let slurm = try FakeSlurm(tool: "echo half > .result.json.tmp\n" + late)
    let begun = ContinuousClock.now
    #expect(try await run(slurm, slurm.launcher(poll: 1, lostAfter: 120)).outcome == .exited(0))
    #expect(ContinuousClock.now - begun >= .seconds(30))
    #expect(slurm.jobs == 1)
  }

  @Test(.enabled(if: isPatient)) func `a thousand attempts at a time ask no more than one does`() async throws {
    let slurm = try FakeSlurm(tool: FakeSlurm.quickTool.replacing("echo '[", with: "sleep 20; echo '["))
    let launcher = slurm.launcher(poll: 2, lostAfter: 120) { $0.submissionSpacing = 0.01 }
    let (completed, seconds) = try await run(1_000, slurm, launcher)
    #expect(completed == 1_000)
    #expect(slurm.jobs == 1_000)
    #expect(Double(slurm.calls(of: "squeue")) <= seconds / 0.5 + 2)
  }

  /// Runs so many attempts at a time; how many ended well, and the seconds that it took.
  private func run(
    _ count: Int,
    _ slurm: FakeSlurm,
    _ launcher: SlurmLauncher
  ) async throws -> (completed: Int, seconds: Double) {
    let begun = ContinuousClock.now
    let requests = try (1...count).map { try slurm.request($0) }
    let completed = await withTaskGroup(of: AttemptOutcome.self) { group in
      for request in requests { group.addTask { await launcher.run(request) { _ in .continue }.outcome } }
      return await group.reduce(0) { $0 + ($1 == .exited(0) ? 1 : 0) }
    }
    return (completed, (ContinuousClock.now - begun).inSeconds)
  }
}
