import JSON
import SystemPackage
import Testing
import TuneModel

@testable import TuneStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A record that uses every field.
func fullRecord(_ number: Int) -> TrialRecord {
  var metrics = MetricValues()
  metrics["accuracy"] = 0.9722
  metrics["loss"] = .nan
  return TrialRecord(
    number: number,
    state: .completed,
    assignment: [
      "learning_rate": .float(0.0031), "batch_size": .int(32), "optimizer": .string("adam \"é\"\n$"),
      "nesterov": .bool(true),
      "decay": .float(1),
    ],
    metrics: metrics,
    explanation: Explanation(
      strategy: "auto",
      member: "gp",
      phase: "model",
      why: "highest expected improvement",
      parents: [29, 33],
      expected: .init(mean: 0.968, sd: 0.006),
      acquisition: .init(name: "log_ei", value: -5.1),
      details: ["action": [0.1, -0.2]]
    ),
    seen: number - 1,
    pending: [number - 1],
    order: number,
    attempts: [
      AttemptRecord(
        number: 1,
        started: "2026-03-02T10:14:07.000Z",
        duration: 4.02,
        outcome: .signaled(11, coreDumped: true),
        seed: 7037,
        process: ProcessIdentity(processID: 123, startTime: 456, boot: "abc")
      ),
      AttemptRecord(
        number: 2,
        started: "2026-03-02T10:14:17.000Z",
        duration: 4.02,
        outcome: .exited(0),
        seed: 7037,
        points: [
          MetricPoint("accuracy", step: 1, value: 0.5), MetricPoint("accuracy", step: 2, value: 0.9),
          MetricPoint("loss", step: 10, value: .infinity), MetricPoint("loss", step: 20.5, value: -1e-7),
        ],
        notes: ["stdout.log was cut"],
        logTail: ["Traceback", "  é"]
      ),
    ],
    provenance: Provenance(
      commit: "3f2c",
      dirty: false,
      seed: UInt64.max - 3,
      tool: "1.0.0",
      inputs: ["data/digits.csv": "sha256:00"]
    ),
    failure: "why not"
  )
}

@Suite struct RecordTests {
  @Test func `a record reads back as it was written`() throws {
    let record = fullRecord(37)
    let back = try TrialRecord(json: JSONValue(parsing: record.json.serializedBytes(pretty: true)))
    #expect(back.assignment == record.assignment)
    #expect(back.metrics["loss"]?.isNaN == true)
    #expect(back.json.serialized() == record.json.serialized())
    #expect(back.attempts == record.attempts)
    #expect(back.explanation == record.explanation)
    #expect(back.provenance == record.provenance)
  }

  @Test(arguments: [
    AttemptOutcome.exited(3), .signaled(9, coreDumped: false), .timedOut, .idle, .stopped, .notStarted("no such file"),
  ])
  func `every outcome reads back`(_ outcome: AttemptOutcome) throws {
    var record = fullRecord(1)
    record.attempts[0].outcome = outcome
    #expect(try TrialRecord(json: record.json).attempts[0].outcome == outcome)
  }

  @Test func `runs of a trial, where they came from, and why it was stopped read back`() throws {
    var record = fullRecord(1)
    var metrics = MetricValues()
    metrics["accuracy"] = 0.9
    let parts: [TrialPart] = [.seed(1), .fold(2), .confirmation(3)]
    for part in parts {
      var attempt = AttemptRecord(
        number: record.attempts.count + 1,
        part: part,
        started: "2026-03-02T10:14:17.000Z",
        outcome: .exited(0),
        seed: 9,
        metrics: metrics
      )
      attempt.work = "0123abc"
      attempt.reused = "digits.old, trial 12"
      record.attempts.append(attempt)
    }
    record.pruning = Pruning(rule: "asha", step: 3, value: 0.5, reference: 0.6, words: "worse", isSettled: true)
    let read = try TrialRecord(json: record.json)
    #expect(read.attempts.suffix(3) == record.attempts.suffix(3))
    #expect(read.pruning == record.pruning)
  }

  @Test(arguments: TrialState.allCases) func `every state reads back`(_ state: TrialState) throws {
    var record = fullRecord(1)
    record.state = state
    #expect(try TrialRecord(json: record.json).state == state)
  }

  @Test func `what is wrong with a record is named`() throws {
    var json = try #require(fullRecord(1).json.object)
    json["state"] = "finished"
    #expect(
      throws: RecordMistake(
        key: "state",
        expected: "one of running, completed, pruned, failed, infeasible, timed_out, interrupted, asked, paused"
      )
    ) {
      try TrialRecord(json: .object(json))
    }
    json["state"] = "failed"
    json["proposal"] = nil
    #expect(throws: RecordMistake(key: "proposal", expected: "there")) { try TrialRecord(json: .object(json)) }
  }

  @Test func `saved records load in order, and unreadable ones are reported`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path.appending("digits")))
    try store.create()
    for number in [10_000, 2, 1] { try store.save(fullRecord(number), synced: true) }
    try FileSystem.createDirectory(store.layout.trial(3).root)
    try FileSystem.createDirectory(store.layout.trial(5).root)
    try FileSystem.replace(
      store.layout.trial(5).record,
      with: Array("{\"trial\": 5,\n<<<<<<< HEAD".utf8),
      synced: false
    )
    let loaded = try store.load()
    #expect(loaded.records.map(\.number) == [1, 2, 10_000])
    #expect(loaded.unreadable.count == 1)
    #expect(loaded.unreadable.first?.reason.hasPrefix("line 2, column 1") == true)
    #expect(loaded.lost == [])
  }

  @Test func `records that never reached the disk are no trials`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path.appending("digits")))
    try store.create()
    for number in 1...4 { try store.save(fullRecord(number), synced: false) }
    let whole = try #require(try FileSystem.contents(of: store.layout.trial(2).record))
    // What a machine that stopped leaves: no bytes, zeros, or blocks of both.
    try FileSystem.write(store.layout.trial(1).record, [])
    try FileSystem.write(store.layout.trial(3).record, [UInt8](repeating: 0, count: 512))
    try FileSystem.write(store.layout.trial(4).record, whole.prefix(100) + [UInt8](repeating: 0, count: 100))
    let loaded = try store.load()
    #expect(loaded.records.map(\.number) == [2])
    #expect(loaded.unreadable == [])
    #expect(loaded.lost == [1, 3, 4])
  }

  /// As a person or a merge may leave it: said with its key, and never a crash or a result that silently is none.
  @Test(
    arguments: [
      ("order", JSONValue.integer(-1)), ("order", .integer(.max)), ("order", "x"), ("attempts", [:]), ("metrics", []),
      ("metrics", ["loss": "0.24"]), ("metrics", ["loss": .null]),
      ("proposal", ["strategy": "a", "why": "b", "seen": -1]),
      ("attempts", [["attempt": 1, "started": "", "seed": 0, "duration": 1e308]]),
      ("attempts", [["attempt": 1, "started": "", "seed": 0, "paused": .integer(.max)]]),
      ("attempts", [["attempt": 1, "started": "", "seed": 0, "metrics": ["loss": true]]]),
    ] as [(String, JSONValue)]
  )
  func `a value of the wrong kind is a mistake`(_ key: String, _ value: JSONValue) throws {
    var object = try #require(fullRecord(1).json.object)
    object[key] = value
    let mistake = #expect(throws: RecordMistake.self) { try TrialRecord(json: .object(object)) }
    #expect(mistake?.key.contains(key) == true)
  }

  @Test func `only what a lost write leaves counts as lost, and only our own names as trials`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path.appending("digits")))
    try store.create()
    for number in 1...5 { try store.save(fullRecord(number), synced: true) }
    func change(_ number: Int, _ change: (inout [UInt8]) -> Void) throws {
      let path = store.layout.trial(number).record
      var bytes = try #require(try FileSystem.contents(of: path))
      change(&bytes)
      try FileSystem.replace(path, with: bytes, synced: false)
    }
    try change(2) { $0[10] = 0 }
    try change(3) { $0 = [] }
    try change(4) { bytes in for i in 50..<bytes.count { bytes[i] = 0 } }
    for name in ["5", "+5", "00005"] {
      let copy = store.layout.trials.appending(name)
      try FileSystem.createDirectory(copy)
      try FileSystem.replace(
        copy.appending("trial.json"),
        with: Array(fullRecord(5).json.serialized().utf8),
        synced: false
      )
    }
    let loaded = try store.load()
    #expect(loaded.records.map(\.number) == [1, 5])
    #expect(loaded.lost == [3, 4])
    #expect(loaded.unreadable.count == 1)
  }

  @Test func `saving over and over leaves one file`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path))
    for _ in 0..<20 { try store.save(fullRecord(1), synced: false) }
    #expect(try FileSystem.names(in: store.layout.trial(1).root) == ["trial.json"])
  }

  @Test func `records that are saved together are all there, whatever was there before`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path.appending("digits")))
    try store.create()
    // 2 was removed with its folder, 4 never had a record, 5 ends for the second time.
    for number in [1, 2, 3, 4, 5] {
      try store.prepare(fullRecord(number))
      if number != 4 { try store.save(fullRecord(number), synced: false) }
    }
    try FileSystem.remove(store.layout.trial(2).root)
    func ended(_ number: Int, _ loss: Double) -> TrialRecord {
      var record = fullRecord(number)
      record.metrics["loss"] = loss
      return record
    }
    let records = [ended(5, 1), ended(1, 2), ended(2, 3), ended(3, 4), ended(4, 5), ended(5, 6)]
    for count in 1...records.count {
      try store.save(Array(records.prefix(count)))
      let expected = Dictionary(records.prefix(count).map { ($0.number, $0) }) { $1 }
      for record in try store.load().records where expected[record.number] != nil {
        #expect(record == expected[record.number])
      }
    }
    #expect(try store.load().records.map(\.number) == [1, 2, 3, 4, 5])
    try store.save([])
    for number in 1...5 {
      #expect(
        try FileSystem.names(in: store.layout.trial(number).root).filter { $0 != "parameters.json" } == ["trial.json"]
      )
    }
    // What was exchanged lies in the cache, and nothing half-written.
    #expect(try FileSystem.names(in: store.layout.cache).allSatisfy { $0.hasSuffix(".spare") })
  }

  @Test func `however many records are saved together, few files wait in the cache`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path.appending("digits")))
    try store.create()
    for number in 1...50 { try store.save(fullRecord(number), synced: false) }
    let ended = (1...50).map { number in
      var record = fullRecord(number)
      record.metrics["loss"] = Double(number)
      return record
    }
    try store.save(ended)
    #expect(try store.load().records == ended)
    #expect(try FileSystem.names(in: store.layout.cache).count <= 16)
  }

  @Test func `a link in place of a folder is not followed by records that are saved together`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path.appending("digits")))
    try store.create()
    for number in 1...3 { try store.save(fullRecord(number), synced: false) }
    let elsewhere = folder.path.appending("elsewhere")
    try FileSystem.createDirectory(elsewhere)
    try FileSystem.replace(elsewhere.appending("trial.json"), with: [1], synced: false)
    try FileSystem.remove(store.layout.trial(2).root)
    _ = elsewhere.withPlatformString { from in
      store.layout.trial(2).root.withPlatformString { symlink(from, $0) }
    }
    try store.save([fullRecord(1), fullRecord(2), fullRecord(3)])
    #expect(try FileSystem.contents(of: elsewhere.appending("trial.json")) == [1])
    #expect(try store.load().records.map(\.number) == [1, 2, 3])
  }

  @Test func `preparing a later attempt clears logs and keeps checkpoints`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path))
    let trial = store.layout.trial(1)
    var record = fullRecord(1)
    record.attempts = []
    try store.prepare(record)
    for path in [trial.standardOutput, trial.metrics, trial.checkpoint] {
      try FileSystem.replace(path, with: [1], synced: false)
    }
    record.attempts = fullRecord(1).attempts
    try store.prepare(record)
    #expect(try FileSystem.names(in: trial.root) == ["checkpoint", "parameters.json"])
  }

  @Test func `a link in place of a trial's folder is replaced, not followed`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path.appending("digits")))
    try store.create()
    let elsewhere = folder.path.appending("elsewhere")
    try FileSystem.createDirectory(elsewhere)
    try elsewhere.withPlatformString { from in
      try store.layout.trial(1).root.withPlatformString { if symlink(from, $0) != 0 { throw Errno(rawValue: errno) } }
    }
    try store.prepare(fullRecord(1))
    #expect(try FileSystem.names(in: elsewhere) == [])
    #expect(FileSystem.kind(store.layout.trial(1).root) == .directory)
    try FileSystem.remove(store.layout.trial(1).root)
    _ = elsewhere.withPlatformString { from in
      store.layout.trial(1).root.withPlatformString { symlink(from, $0) }
    }
    try store.save(fullRecord(1), synced: true)
    #expect(try FileSystem.names(in: elsewhere) == [])
    #expect(try store.load().records.map(\.number) == [1])
  }

  @Test func `fresh sets earlier results aside without deleting any`() throws {
    let folder = try TemporaryFolder()
    let store = RecordStore(ResultsLayout(root: folder.path.appending("digits")))
    #expect(try store.setAside() == nil)
    for expected in ["digits.old", "digits.old-2", "digits.old-3"] {
      try store.create()
      #expect(try store.setAside()?.lastComponent?.string == expected)
    }
    #expect(try FileSystem.names(in: folder.path) == ["digits.old", "digits.old-2", "digits.old-3"])
  }
}
