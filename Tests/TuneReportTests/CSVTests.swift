import JSON
import Testing
import TuneModel

@testable import TuneReport

/// Reads CSV as RFC 4180 describes it, to test what is written.
private func parse(_ bytes: [UInt8]) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var field: [UInt8] = []
  var isQuoted = false
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    index += 1
    if isQuoted {
      if byte != UInt8(ascii: "\"") {
        field.append(byte)
      } else if index < bytes.count, bytes[index] == byte {
        field.append(byte)
        index += 1
      } else {
        isQuoted = false
      }
    } else if byte == UInt8(ascii: "\"") {
      isQuoted = true
    } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
      row.append(String(decoding: field, as: UTF8.self))
      field = []
      if byte == UInt8(ascii: "\n") {
        rows.append(row)
        row = []
      }
    } else {
      field.append(byte)
    }
  }
  return rows
}

@Suite struct CSVFiles {
  private static let awkward = [
    "comma, quote \" and\nline break", "", " padded ", "naïve 日本", "=1+1", "a\r\nb", "\"", ",", "'", "NaN",
  ]

  private static func input() -> ReportInput {
    let space = Space([
      Parameter("text", .categorical(awkward.map { .string($0) })),
      Parameter("a,b \"c\"", .continuous(ContinuousRange(min: 0, max: 1))),
      Parameter("flag", .bool),
    ])
    let records = awkward.enumerated().map { index, text in
      var trial = TrialBuilder(
        index + 1,
        ["text": .string(text), "a,b \"c\"": .float(0.1 * Double(index)), "flag": .bool(index % 2 == 0)],
        by: Explanation(strategy: "random", why: text)
      ).reporting(("score", Double(index)), ("odd, name", 0.5))
      trial.record.attempts[0].points = [
        MetricPoint("score", step: 1, value: .nan), MetricPoint("score", step: 2.5, value: -.infinity),
        MetricPoint("odd, name", step: 3, value: 1e-7),
      ]
      return trial.record
    }
    let objectives = [Objective(metric: "score", direction: .minimize)]
    return ReportInput(
      experiment: Fixture.experiment(space: space, objectives: objectives),
      records: records,
      manifestPath: "x.yaml"
    )
  }

  private static func rows(_ path: String, _ input: ReportInput = input()) throws -> [[String]] {
    let file = try #require(Report.files(for: input).first { $0.path == path })
    #expect(file.bytes.last == UInt8(ascii: "\n"))
    return parse(file.bytes)
  }

  @Test func `every value comes back as it was`() throws {
    let rows = try Self.rows("trials.csv")
    let header = [
      "trial", "state", "metric.score", "metric.odd, name", "param.text", "param.a,b \"c\"", "param.flag", "strategy",
      "member", "phase", "why", "expected.mean", "expected.sd", "failure", "pruning", "attempts", "started", "duration",
    ]
    #expect(rows[0] == header)
    #expect(rows.count == Self.awkward.count + 1)
    for (index, row) in rows.dropFirst().enumerated() {
      #expect(row.count == header.count)
      #expect(row[0] == "\(index + 1)")
      #expect(row[4] == Self.awkward[index])
      #expect(Double(row[5]) == 0.1 * Double(index))
      #expect(row[6] == (index % 2 == 0 ? "true" : "false"))
      #expect(row[10] == Self.awkward[index])
    }
  }

  @Test func `metrics are in long form`() throws {
    let rows = try Self.rows("metrics.csv")
    #expect(rows[0] == ["trial", "attempt", "step", "metric", "value"])
    #expect(rows[1] == ["1", "1", "1", "score", "NaN"])
    #expect(rows[2] == ["1", "1", "2.5", "score", "-Inf"])
    #expect(rows[3] == ["1", "1", "3", "odd, name", "1e-07"])
    #expect(rows.count == 1 + 3 * Self.awkward.count)
  }

  @Test func `inactive parameters and missing metrics are empty`() throws {
    let rows = try Self.rows("trials.csv", Fixture.digitsInput(12))
    let momentum = try #require(rows[0].firstIndex(of: "param.momentum"))
    let optimizer = try #require(rows[0].firstIndex(of: "param.optimizer"))
    let accuracy = try #require(rows[0].firstIndex(of: "metric.accuracy"))
    #expect(accuracy == 2)
    for row in rows.dropFirst() {
      #expect(row[momentum].isEmpty == (row[optimizer] == "adam"))
      #expect(row[accuracy].isEmpty == (row[1] == "failed"))
    }
  }

  @Test func `only the last three columns depend on the clock and on interruptions`() throws {
    let input = Fixture.digitsInput(12)
    var resumed = input
    for index in resumed.records.indices {
      let first = resumed.records[index].attempts[0]
      var second = first
      second.number = 2
      second.started = Fixture.time(after: 5000 + Double(index))
      second.duration = 99
      resumed.records[index].attempts = [first, second]
    }
    let once = try Self.rows("trials.csv", input).map { $0.dropLast(3) }
    let twice = try Self.rows("trials.csv", resumed).map { $0.dropLast(3) }
    #expect(once == twice)
    #expect(try Self.rows("trials.csv", input)[0].suffix(3) == ["attempts", "started", "duration"])
  }

  @Test func `the best trial is one line, and a front is one line per trial`() throws {
    let input = Fixture.digitsInput(60)
    let rows = try Self.rows("best.csv", input)
    let trials = try Self.rows("trials.csv", input)
    let standing = Standing(input.experiment, input.records)
    #expect(rows.count == 2)
    #expect(rows[1][0] == "\(standing.best?.number ?? 0)")
    // Its columns are some of those of trials.csv, with the same content.
    let whole = try #require(trials.first { $0[0] == rows[1][0] })
    for (name, field) in zip(rows[0], rows[1]) { #expect(whole[try #require(trials[0].firstIndex(of: name))] == field) }

    let front = try Self.rows("best.csv", Fixture.tradeOffInput(60))
    let ends = Standing(Fixture.tradeOffInput(60).experiment, Fixture.tradeOffInput(60).records).front
    #expect(front.dropFirst().map { $0[0] } == ends.map { "\($0.number)" })
  }

  @Test func `importance has one line per objective and parameter, then one per pair`() throws {
    let rows = try Self.rows("importance.csv", Fixture.tradeOffInput(60))
    #expect(rows[0] == ["objective", "parameter", "with", "ped_anova", "chance", "fanova"])
    for metric in ["accuracy", "latency"] {
      let own = rows.filter { $0[0] == metric }
      let singles = own.prefix { $0[2].isEmpty }
      #expect(Set(singles.map { $0[1] }) == Set(Fixture.space.dimensions.map(\.name)))
      #expect(own.dropFirst(singles.count).allSatisfy { !$0[2].isEmpty && $0[3].isEmpty && $0[4].isEmpty })
      let sum = singles.compactMap { Double($0[3]) }.reduce(0, +)
      #expect((sum - 1).magnitude < 0.005)
    }
    #expect(rows.first { $0[0] == "accuracy" }?[1] == "learning_rate")
    #expect(rows.first { $0[0] == "latency" }?[1] == "hidden")
    // Too few trials say nothing.
    #expect(!Report.files(for: Fixture.digitsInput(9)).contains { $0.path == "importance.csv" })
  }
}
