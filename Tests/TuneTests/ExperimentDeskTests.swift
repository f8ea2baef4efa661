import Foundation
import SystemPackage
import Testing
import TuneModel
import TuneStore

@testable import Tune

@Suite struct ExperimentDeskTests {
  private static let manifest = """
    tune: 1
    train: {command: ["true"]}
    parameters: {x: {type: float, min: 0, max: 1}}
    objective: {metric: loss, direction: minimize}
    search: {strategy: random}
    budget: {trials: 3}

    """

  /// A manifest in a folder of its own, for the length of `body`.
  private func withManifest(_ body: (ManifestFile) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "desk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "a.yaml").path()
    try Self.manifest.write(toFile: path, atomically: true, encoding: .utf8)
    try await body(ManifestFile(FilePath(path)))
  }

  @Test func `who holds the lock is named when waiting is in vain`() async throws {
    try await withManifest { manifest in
      try RecordStore(manifest.layout).create()
      let lock = try ExperimentLock(manifest.layout.lock)
      let failure = await #expect(throws: RunFailure.self) {
        try await ExperimentDesk(manifest, patience: .zero).ask(1)
      }
      #expect(failure?.description.contains("is in use by process \(getpid())") == true)
      withExtendedLifetime(lock) {}
    }
  }

  @Test func `waiting ends when the lock is free`() async throws {
    try await withManifest { manifest in
      try RecordStore(manifest.layout).create()
      var lock: ExperimentLock? = try ExperimentLock(manifest.layout.lock)
      async let asked = ExperimentDesk(manifest, patience: .seconds(60)).ask(1)
      await Task.yield()
      _ = lock.take()
      #expect(try await asked.trials.map(\.number) == [1])
    }
  }

  @Test func `the budget is given out once, and results count in the order of telling`() async throws {
    try await withManifest { manifest in
      let desk = ExperimentDesk(manifest)
      let first = try await desk.ask(2)
      #expect(first.trials.map(\.state) == [.asked, .asked] && first.reason == nil)
      let second = try await desk.ask(2)
      #expect(second.trials.map(\.number) == [3] && second.reason == .trialsDone(3))
      #expect(second.trials[0].pending == [1, 2])
      var metrics = MetricValues()
      metrics["loss"] = 0.5
      for number in [3, 1] { _ = try await desk.tell(number, .metrics(metrics)) }
      let (record, ledger) = try await desk.tell(2, .failed("lost"))
      #expect(record.state == .failed && record.order == 3)
      #expect(ledger.history.finished.map(\.number) == [3, 1, 2])
      // Of equals the first proposed.
      #expect(ledger.best?.number == 1)
      #expect(try RecordStore(manifest.layout).load().records == ledger.records)
      await #expect(throws: TellMistake.toldAlready(record)) { try await desk.tell(2, .metrics(metrics)) }
    }
  }

  @Test func `a trial of a run cannot be told`() async throws {
    try await withManifest { manifest in
      let store = RecordStore(manifest.layout)
      try store.create()
      let experiment = try #require(manifest.experiment)
      var ledger = Ledger(experiment: experiment, records: [])
      let proposal = Proposal(["x": .float(0.5)], Explanation(strategy: "random", why: "chance"))
      try store.save(ledger.begin(proposal, provenance: Provenance(seed: 0, tool: "test")), synced: false)
      await #expect(throws: TellMistake.notAsked(1)) {
        try await ExperimentDesk(manifest).tell(1, .failed("no"))
      }
    }
  }
}
