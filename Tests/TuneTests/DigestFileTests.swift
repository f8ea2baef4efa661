import Foundation
import SystemPackage
import Testing
import TuneModel
import TuneStore

@testable import Tune

@Suite struct DigestFiles {
  /// A folder with the manifests and records of two experiments, at a time long after they were written.
  private struct Place: ~Copyable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "digest-\(UUID().uuidString)")
    let clock = RunClock(wall: { RunClock.system.wall() + 60_000 }, steady: { 0 })

    init() throws {
      for name in ["one", "two"] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try write("\(name).yaml", trials: 9)
        try RecordStore(layout(name)).create()
        try save(1, 0.5, in: name)
      }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func layout(_ name: String) -> ResultsLayout {
      ResultsLayout(manifest: FilePath(folder.appending(path: "\(name).yaml").path()), experiment: name)
    }

    func write(_ file: String, trials: Int) throws {
      let text = """
        tune: 1
        train: {command: ["true"]}
        parameters: {x: {type: float, min: 0, max: 1}}
        objective: {metric: loss, direction: minimize}
        search: {strategy: random}
        budget: {trials: \(trials)}

        """
      try text.write(to: folder.appending(path: file), atomically: true, encoding: .utf8)
    }

    func save(_ number: Int, _ loss: Double, in name: String) throws {
      var metrics = MetricValues()
      metrics["loss"] = loss
      let record = TrialRecord(
        number: number,
        state: .completed,
        assignment: ["x": .float(0.5)],
        metrics: metrics,
        explanation: Explanation(strategy: "random", why: "chance"),
        seen: number - 1,
        order: number,
        provenance: Provenance(seed: 0, tool: "test")
      )
      try RecordStore(layout(name)).save(record, synced: true)
    }

    /// The page's lines of the two experiments, brought up to date.
    func lines(clock: RunClock? = nil) throws -> [String] {
      try DigestFile.update(in: FilePath(folder.path()), clock: clock ?? self.clock)
      let page = try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
      return page.split(separator: "\n").filter { $0.contains("/report.md") }.map(String.init)
    }

    /// Makes what is kept of an experiment tell that it was used.
    func mark(_ name: String) throws {
      let path = layout(name).cache.appending("digest.json")
      let kept = try String(contentsOfFile: path.string, encoding: .utf8)
      try kept.replacing("not ended", with: "kept").write(toFile: path.string, atomically: true, encoding: .utf8)
    }
  }

  @Test func `experiments that have not changed are not read again`() throws {
    let place = try Place()
    let fresh = try place.lines()
    #expect(fresh.count == 2 && fresh.allSatisfy { $0.contains("**0.5**") && $0.contains("| not ended |") })
    #expect(try place.lines() == fresh)
    try place.mark("one")
    #expect(try place.lines() == [fresh[0].replacing("not ended", with: "kept"), fresh[1]])
  }

  @Test func `a change of a record, of their number or of the manifest shows`() throws {
    let place = try Place()
    _ = try place.lines()
    try place.mark("one")
    try place.save(1, 0.4, in: "one")
    #expect(try place.lines()[0].contains("**0.4**, trial 1 |  | 1 | not ended |"))
    try place.mark("one")
    try place.save(2, 0.3, in: "one")
    #expect(try place.lines()[0].contains("**0.3**, trial 2 |  | 2 | not ended |"))
    try place.mark("one")
    try FileSystem.remove(place.layout("one").trial(2).root)
    #expect(try place.lines()[0].contains("**0.4**, trial 1 |  | 1 | not ended |"))
    try place.mark("one")
    try place.write("one.yaml", trials: 1)
    #expect(try place.lines()[0].contains("| 1 trial done |"))
  }

  @Test func `what was written a moment ago is read, for it may change within a tick of the clock`() throws {
    let place = try Place()
    _ = try place.lines()
    try place.mark("one")
    let now = RunClock(wall: { RunClock.system.wall() }, steady: { 0 })
    #expect(try place.lines(clock: now).allSatisfy { $0.contains("| not ended |") })
  }

  @Test func `nothing is kept where git would take it for a result`() throws {
    let place = try Place()
    try FileSystem.remove(place.layout("one").gitignore)
    try FileSystem.remove(place.layout("one").cache)
    _ = try place.lines()
    #expect(!FileSystem.exists(place.layout("one").cache))
    #expect(FileSystem.exists(place.layout("two").cache.appending("digest.json")))
  }
}
