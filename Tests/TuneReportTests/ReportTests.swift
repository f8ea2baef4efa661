import Foundation
import JSON
import Testing
import TuneModel

@testable import TuneReport

@Suite struct Reports {
  @Test(arguments: [0, 1, 12, 60, 400])
  func `a report looks as recorded`(count: Int) throws {
    var input = Fixture.digitsInput(max(1, count))
    if count == 0 { input.records = [] }
    try expectSound(input)
    for file in Report.files(for: input) {
      // The large ones show nothing that the small ones do not.
      if file.path.hasSuffix(".csv"), count != 12 { continue }
      if file.path.hasSuffix(".svg"), count == 400, file.path != HistoryPlot.path { continue }
      expectSnapshot(file.bytes, "digits-\(count)/\(file.path)")
    }
  }

  @Test(arguments: [12, 60])
  func `a report of several objectives looks as recorded`(count: Int) throws {
    let input = Fixture.tradeOffInput(count)
    try expectSound(input)
    for file in Report.files(for: input) where !["metrics.csv", TimelinePlot.path].contains(file.path) {
      if file.path.hasSuffix(".csv"), count != 12 { continue }
      expectSnapshot(file.bytes, "trade-off-\(count)/\(file.path)")
    }
  }

  @Test(arguments: [Fixture.digitsInput(80), Fixture.tradeOffInput(80)])
  func `the order of the records does not matter`(input: ReportInput) {
    let expected = Report.files(for: input)
    var random = SplitMix(state: 9)
    for _ in 0..<3 {
      var shuffled = input
      shuffled.records.shuffle(using: &random)
      shuffled.bestFiles.shuffle(using: &random)
      #expect(Report.files(for: shuffled) == expected)
    }
  }

  @Test func `one more trial changes few lines`() throws {
    var before = Fixture.digitsInput(60)
    before.records.removeLast()
    let (old, new) = (Report.files(for: before), Report.files(for: Fixture.digitsInput(60)))
    #expect(old.map(\.path) == new.map(\.path))
    for (a, b) in zip(old, new) {
      let lines = String(decoding: a.bytes, as: UTF8.self).split(separator: "\n")
      let changed = String(decoding: b.bytes, as: UTF8.self).split(separator: "\n").difference(from: lines)
      #expect(
        changed.insertions.count <= (b.path == "report.md" ? 20 : 25),
        "\(b.path): \(changed.insertions.count) of \(lines.count) lines"
      )
    }
  }

  @Test func `many trials make a small report in little time`() throws {
    #if DEBUG
      let (count, limit) = (1500, Duration.seconds(60))
    #else
      let (count, limit) = (10_000, Duration.seconds(2))
    #endif
    var random = SplitMix(state: 6)
    var input = Fixture.digitsInput(count)
    for index in input.records.indices where input.records[index].state == .completed {
      // Spread out, so that no two points of a plot fall together.
      input.records[index].metrics["accuracy"] = random.unit()
      if index % 7 == 0 { input.records[index].state = .pruned }
      if index % 11 == 0 { input.records[index].state = .failed }
      input.records[index].attempts[0].duration = 0.5 + 10 * random.unit()
    }
    let elapsed = ContinuousClock().measure { _ = Report.files(for: input) }
    #expect(elapsed < limit)
    try expectSound(input)
  }

  @Test func `nothing of the machine is told`() throws {
    var input = Fixture.digitsInput(12)
    input.manifestPath = "/somewhere/someone/experiments/digits.yaml"
    for file in Report.files(for: input) {
      #expect(!String(decoding: file.bytes, as: UTF8.self).contains("someone"), "\(file.path)")
    }
  }
}

@Suite struct ReportContents {
  private static let loss = Objective(metric: "loss", direction: .minimize)

  @Test func `the smallest loss is the best when it is minimized`() throws {
    let input = ReportInput.small([
      TrialBuilder.random(1).reporting(("loss", 4)), TrialBuilder.random(2).reporting(("loss", 1)),
      TrialBuilder.random(3).reporting(("loss", 2)),
    ])
    try expectSound(input)
    let text = try markdown(input)
    #expect(text.hasPrefix("# test: loss 1\n"))
    #expect(
      text.contains("Trial 2 has **loss 1** (lower is better), against 4 for trial 1, the first: **-3** (-75 %).")
    )
    #expect(text.contains("**Use** `x 0.02`"))
  }

  @Test(arguments: [(3.0, "is reached, first by trial 2"), (0.5, "is not reached; 0.5 is missing")])
  func `the target is reached or not`(target: Double, words: String) throws {
    let objective = Objective(metric: "loss", direction: .minimize, target: target)
    let input = ReportInput.small(
      [TrialBuilder.random(1).reporting(("loss", 4)), TrialBuilder.random(2).reporting(("loss", 1))],
      objectives: [objective]
    )
    #expect(try markdown(input).contains("The target \(NumberText.number(target)) \(words)"))
  }

  @Test func `the default that is still the best is said to be`() throws {
    let space = Space([Parameter("x", .continuous(ContinuousRange(min: 0, max: 1)), default: .float(0.5))])
    let input = ReportInput.small(
      [TrialBuilder.random(1, x: 0.5).reporting(("loss", 1)), TrialBuilder.random(2).reporting(("loss", 4))],
      space: space
    )
    #expect(try markdown(input).contains("Trial 1, the default, is still the best of 2: **loss 1**"))
  }

  @Test func `values that are not numbers are failures, not results`() throws {
    let input = ReportInput.small([
      TrialBuilder.random(1).reporting(("loss", .nan)), TrialBuilder.random(2).reporting(("loss", -.infinity)),
      TrialBuilder.random(3).reporting(("loss", 5), ("other", .infinity)),
      TrialBuilder.random(4).reporting(("other", 1)),
      TrialBuilder.random(5).reporting(("loss", 4), ("other", .nan)),
    ])
    try expectSound(input)
    let text = try markdown(input)
    #expect(text.hasPrefix("# test: loss 4\n"))
    #expect(text.contains("- **loss was nan**: trial 1."))
    #expect(text.contains("- **loss was -inf**: trial 2."))
    #expect(text.contains("- **no value of loss**: trial 4."))
    #expect(text.contains("| 3 | 5 | inf |"))
  }

  @Test func `an experiment in which everything failed says why`() throws {
    let trials = (1...12).map { number in
      number <= 9
        ? TrialBuilder.random(number).ending(.failed, .exited(2), failure: "exit status 2")
        : TrialBuilder.random(number).ending(.timedOut, .timedOut)
    }
    var input = ReportInput.small(trials)
    input.logTails = [9: ["Traceback", "ImportError: no module named numpy", "  "]]
    try expectSound(input)
    let text = try markdown(input)
    #expect(text.hasPrefix("# test: no result yet\n"))
    #expect(text.contains("All 12 trials failed."))
    #expect(text.contains("- **exit status 2**: 9 trials (1 to 9)."))
    #expect(text.contains("Last line of trial 9's log: `ImportError: no module named numpy`"))
    #expect(text.contains("- **ran past its time limit**: 3 trials (10 to 12)."))
  }

  @Test func `running and interrupted trials are mentioned`() throws {
    let input = ReportInput.small([
      TrialBuilder.random(1).reporting(("loss", 1)), TrialBuilder.random(2).ending(.running, nil),
      TrialBuilder.random(3).ending(.interrupted, nil),
      TrialBuilder.random(4).ending(.interrupted, nil),
    ])
    try expectSound(input)
    let text = try markdown(input)
    #expect(text.contains("Trial 2 was running when this was written."))
    #expect(text.contains("Trials 3 and 4 were interrupted; the next run takes up there."))
    #expect(text.contains("4 trials: 1 completed, 1 running and 2 interrupted."))
  }

  @Test func `what failures have in common is found, and chance is not`() throws {
    var random = SplitMix(state: 4)
    let space = Space([
      Parameter("rate", .continuous(ContinuousRange(min: 1e-5, max: 1, scale: .log))),
      Parameter("kind", .categorical([.string("a"), .string("b"), .string("c")])),
      Parameter("noise", .continuous(ContinuousRange(min: 0, max: 1))),
    ])
    let trials = (1...60).map { number -> TrialBuilder in
      let assignment = space.decode([random.unit(), random.unit(), random.unit()])
      let trial = TrialBuilder(number, assignment, by: Explanation(strategy: "random", why: "at random"))
      let rate = assignment["rate"]?.number ?? 0
      if rate > 0.1 { return trial.ending(.failed, failure: "diverged after \(100 + number).5 steps") }
      return trial.reporting(("loss", rate))
    }
    let standing = Standing(Fixture.experiment(space: space, objectives: [Self.loss]), trials.map(\.record))
    let groups = FailureGroup.groups(standing, ParameterTable(space, standing.records))
    #expect(groups.count == 1)
    let common = try #require(groups.first?.common)
    #expect(common.map(\.parameter) == ["rate"])
    #expect(common[0].shareOfOthers == 0)
    guard case .atLeast(let low) = common[0].shape else {
      Issue.record("\(common[0].shape)")
      return
    }
    #expect((low.number ?? 0) > 0.1)
  }

  @Test func `reasons that differ in details only are one`() throws {
    let reasons = [
      "out of memory at 0x7f12ab (1024 MiB)", "out of memory at 0x7fffff (99999 MiB)", "exit status 1", "exit status 2",
    ]
    let trials = reasons.enumerated().map { TrialBuilder.random($0 + 1).ending(.failed, failure: $1) }
    let standing = Standing(Fixture.experiment(objectives: [Self.loss]), trials.map(\.record))
    let groups = FailureGroup.groups(standing, ParameterTable(Fixture.space, standing.records))
    #expect(groups.map(\.rows) == [[0, 1], [2], [3]])
  }

  @Test func `labels never run into each other`() throws {
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = SplitMix(state: seed)
      let count = 1 + Int(random.next() % 30)
      let parameters = (0..<(1 + Int(random.next() % 14))).map { index -> Parameter in
        let magnitude = Scale.log.inverse((random.unit() - 0.5) * 20)
        switch random.next() % 6 {
        case 0:
          let names = (0...(1 + random.next() % 12)).map { ParameterValue.string("a rather long choice \($0)") }
          return Parameter("kind_\(index)", .categorical(names))
        case 1: return Parameter("flag_\(index)", .bool)
        case 2:
          let range = ContinuousRange(min: magnitude, max: magnitude * (1 + 1e6 * random.unit()), scale: .log)
          return Parameter("log_\(index)", .continuous(range))
        case 3:
          let range = ContinuousRange(
            min: 1e-4 * random.unit() + 1e-9,
            max: 0.9 + 0.0999 * random.unit(),
            scale: .logit
          )
          return Parameter("share_with_a_name_that_does_not_end_\(index)", .continuous(range))
        case 4:
          let range = SteppedRange(min: 0, max: 1 + (1000 * random.unit()).rounded(), step: 1, isInteger: true)
          return Parameter("count_\(index)", .stepped(range))
        default:
          return Parameter("x_\(index)", .continuous(ContinuousRange(min: -magnitude, max: magnitude * random.unit())))
        }
      }
      let space = Space(parameters)
      let direction: Objective.Direction = random.next() % 2 == 0 ? .minimize : .maximize
      let scale = Scale.log.inverse((random.unit() - 0.5) * 30)
      let target = random.next() % 2 == 0 ? scale * random.unit() : nil
      let objective = Objective(metric: "objective", direction: direction, target: target)
      let trials = (1...count).map { number -> TrialBuilder in
        let unit = parameters.map { _ in random.unit() }
        let members = ["gp", "tpe", "swarm", "genetic", "reinforcement", "cmaes", "sobol", "random", "another"]
        let explanation = Explanation(
          strategy: "ensemble",
          member: members[Int(random.next() % 9)],
          why: "whatever"
        )
        let trial = TrialBuilder(number, space.decode(unit), by: explanation, seconds: 20 * random.unit())
        if random.next() % 5 == 0 { return trial.ending(.failed) }
        return trial.reporting(("objective", scale * random.unit())).learning("objective", from: scale, steps: 5)
      }
      try expectSound(ReportInput.small(trials, objectives: [objective], space: space, trials: count))
    }
  }

  @Test func `hostile names and values stay in their place`() throws {
    let awkward = [
      "a|b", "`tick`", "line\nbreak", "<img src=x onerror=alert(1)>", "*bold*", "$math$", "", " ", "\u{0}\u{1B}[31m",
      "\u{202E}", String(repeating: "long ", count: 2000), "](x)", "&amp;", "</svg>", "\"'", "```", "日本語", "#",
    ]
    let space = Space([
      Parameter("na|me`\n<b>", .categorical(awkward.map { .string($0) })),
      Parameter("$y", .categorical([.string("|"), .string("``")]), default: .string("|")),
    ])
    let trials = awkward.enumerated().map { index, text -> TrialBuilder in
      let assignment: Assignment = ["na|me`\n<b>": .string(text), "$y": .string(index % 2 == 0 ? "|" : "``")]
      let explanation = Explanation(strategy: text, member: index % 2 == 0 ? text : nil, phase: text, why: text)
      var trial = TrialBuilder(index + 1, assignment, by: explanation).reporting(
        ("l|o\n<ss>", Double(index)),
        (text, 1)
      )
      trial.record.provenance.inputs[text] = text
      trial.record.provenance.commit = text
      return index % 3 == 2 ? trial.ending(.failed, failure: text) : trial
    }
    var input = ReportInput.small(
      trials,
      objectives: [Objective(metric: "l|o\n<ss>", direction: .maximize)],
      space: space
    )
    input.experiment.summary = awkward.joined(separator: " ")
    input.stopReason = awkward[3]
    input.manifestPath = "experiments/a b|c`.yaml"
    input.bestCommand = awkward
    input.bestFiles = awkward
    input.logTails = Dictionary(uniqueKeysWithValues: awkward.enumerated().map { ($0 + 1, [$1]) })
    try expectSound(input)
    let text = try markdown(input)
    #expect(!text.contains("<img") || text.contains("`<img"))
    // Outside code and quoted commands no tag survives.
    for line in text.split(separator: "\n") where !line.contains("`") { #expect(!line.contains("<b>"), "\(line)") }
    #expect(!text.contains("\u{0}") && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
    #expect(text.utf8.count < 60_000)
  }

  @Test func `thirty parameters leave the tables readable`() throws {
    var random = SplitMix(state: 2)
    let space = Space(
      (1...30).map { index in
        Parameter(
          "parameter_number_\(index)",
          .continuous(ContinuousRange(min: 1e-4, max: 10, scale: .log)),
          default: .float(1)
        )
      }
    )
    let trials = (1...40).map { number in
      TrialBuilder(
        number,
        space.decode((0..<30).map { _ in random.unit() }),
        by: Explanation(strategy: "random", why: "at random")
      ).reporting(("loss", random.unit()))
    }
    let input = ReportInput.small(trials, space: space)
    try expectSound(input)
    let text = try markdown(input)
    let head = try #require(text.split(separator: "\n").first { $0.hasPrefix("| Trial |") })
    #expect(head.count { $0 == "|" } <= 16)
    #expect(text.contains("· 20 more"))
  }

  @Test func `each objective that trials report as they train has its curves`() throws {
    var input = Fixture.tradeOffInput(12)
    func curves() -> [String] { Report.files(for: input).map(\.path).filter { $0.contains("curves") } }
    #expect(curves() == ["plots/curves.svg"])
    for index in input.records.indices {
      input.records[index].attempts[0].points += (1...8).map {
        MetricPoint("latency", step: Double($0), value: 40 - 2 * Double($0) + Double(index))
      }
    }
    #expect(curves() == ["plots/curves.svg", "plots/curves-2.svg"])
    try expectSound(input)
    let second = try #require(Report.files(for: input).first { $0.path == "plots/curves-2.svg" })
    let best = try #require(Standing(input.experiment, input.records).best(in: 1)?.number)
    let text = String(decoding: second.bytes, as: UTF8.self)
    #expect(text.contains(">trade-off: learning curves of latency</title>"))
    #expect(text.contains("best: trial \(best)"))
    #expect(try markdown(input).contains("(plots/curves-2.svg)"))
  }

  @Test(arguments: [
    (nil, "swift-tune run experiments/digits.yaml"), (".", "swift package tune run experiments/digits.yaml"),
    ("my tools/train", "swift package --package-path 'my tools/train' tune run experiments/digits.yaml"),
  ])
  func `the experiment's command is one that works where it is`(package: String?, command: String) throws {
    var input = Fixture.digitsInput(1)
    input.packageFolder = package
    #expect(try markdown(input).contains("```sh\n\(command)\n```"))
  }

  @Test func `of equals the earliest is the best`() {
    let trials = [3, 1, 2].map { TrialBuilder.random($0).reporting(("loss", 1)) }
    let standing = Standing(Fixture.experiment(objectives: [Self.loss]), trials.map(\.record))
    #expect(standing.ranked.map(\.number) == [1, 2, 3])
    #expect(standing.improvements.map(\.number) == [1])
    #expect(standing.improvement == nil)
  }

  @Test func `results from different commits and inputs are told apart`() throws {
    var trials = (1...4).map { TrialBuilder.random($0).reporting(("loss", Double($0))) }
    trials[3].record.provenance.commit = "0123456789abcdef"
    trials[3].record.provenance.dirty = true
    trials[3].record.provenance.inputs = ["data/digits.csv": "sha256:short"]
    let text = try markdown(ReportInput.small(trials))
    #expect(
      text.contains("| Commit | `3f2c9d1e8a7b` (trials 1 to 3); `0123456789ab`, with uncommitted changes (trial 4) |")
    )
    #expect(text.contains("`sha256:short` (trial 4)"))
  }
}
