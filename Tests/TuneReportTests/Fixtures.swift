import JSON
import TuneModel

@testable import TuneReport

/// A small generator, seeded and the same everywhere (S. Vigna's SplitMix64).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// Builds records as a run would have left them.
struct TrialBuilder {
  var record: TrialRecord

  init(_ number: Int, _ assignment: Assignment, by explanation: Explanation, seconds: Double = 4) {
    let attempt = AttemptRecord(
      number: 1,
      started: Fixture.time(after: Double(number) * 5),
      duration: seconds,
      outcome: .exited(0),
      seed: UInt64(7000 + number)
    )
    record = TrialRecord(
      number: number,
      state: .completed,
      assignment: assignment,
      explanation: explanation,
      seen: number - 1,
      order: number,
      attempts: [attempt],
      provenance: Provenance(
        commit: "3f2c9d1e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d",
        dirty: false,
        seed: UInt64(7000 + number),
        tool: "1.0.0",
        inputs: ["data/digits.csv": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
      )
    )
  }

  func reporting(_ metrics: (String, Double)...) -> TrialBuilder {
    var copy = self
    for (name, value) in metrics { copy.record.metrics[name] = value }
    return copy
  }

  /// Values per step, approaching the final value of `metric`.
  func learning(_ metric: String, from first: Double, steps: Int) -> TrialBuilder {
    var copy = self
    let last = record.metrics[metric] ?? first
    copy.record.attempts[0].points = (1...steps).map { step in
      let rest = Double(steps - step) / Double(steps)
      return MetricPoint(
        metric,
        step: Double(step),
        value: ((last + (first - last) * rest * rest) * 1e4).rounded() / 1e4
      )
    }
    return copy
  }

  func ending(_ state: TrialState, _ outcome: AttemptOutcome? = .exited(1), failure: String? = nil) -> TrialBuilder {
    var copy = self
    copy.record.state = state
    copy.record.failure = failure
    copy.record.attempts[0].outcome = outcome
    if !state.isFinal {
      copy.record.order = nil
      copy.record.attempts[0].duration = nil
    }
    return copy
  }
}

enum Fixture {
  static func time(after seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    func padded(_ number: Int, _ width: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let (hours, rest) = milliseconds.quotientAndRemainder(dividingBy: 3_600_000)
    let clock = [padded(10 + hours, 2), padded(rest / 60_000, 2), padded(rest / 1000 % 60, 2)].joined(separator: ":")
    return "2026-03-02T\(clock).\(padded(rest % 1000, 3))Z"
  }

  static let space = Space([
    Parameter(
      "learning_rate",
      .continuous(ContinuousRange(min: 1e-5, max: 0.1, scale: .log)),
      default: .float(1e-3)
    ),
    Parameter("batch_size", .ordered([.int(16), .int(32), .int(64), .int(128)]), default: .int(64)),
    Parameter(
      "hidden",
      .stepped(SteppedRange(min: 16, max: 256, step: 16, isInteger: true)),
      default: .int(32)
    ),
    Parameter("optimizer", .categorical([.string("sgd"), .string("adam")]), default: .string("sgd")),
    Parameter(
      "momentum",
      .continuous(ContinuousRange(min: 0, max: 0.99)),
      default: .float(0.5),
      when: Condition(parent: "optimizer", values: [.string("sgd")])
    ),
    Parameter("augment", .bool, default: .bool(false)),
    Parameter("epochs", .fixed(.int(20))),
  ])

  static func experiment(
    _ name: String = "digits",
    space: Space = Fixture.space,
    objectives: [Objective] = [Objective(metric: "accuracy", direction: .maximize, target: 0.985)],
    strategy: String = "auto",
    trials: Int? = 60
  ) -> Experiment {
    Experiment(
      name: name,
      summary: "Small CNN on 8×8 digits",
      train: Experiment.Train(program: .product("DigitsTrainer"), arguments: ["--lr", "{learning_rate}"]),
      space: space,
      objectives: objectives,
      search: Experiment.Search(strategy: StrategyChoice(name: strategy), seed: 7),
      budget: Experiment.Budget(trials: trials),
      parallel: 2
    )
  }

  static func explanation(
    _ number: Int,
    member: String? = nil,
    phase: String,
    why: String,
    expected: Explanation.Expectation? = nil,
    parents: [Int] = []
  ) -> Explanation {
    Explanation(
      strategy: "auto",
      member: member,
      phase: phase,
      why: why,
      parents: parents,
      expected: expected,
      acquisition: expected == nil ? nil : Explanation.Acquisition(name: "log_ei", value: -5.125)
    )
  }

  /// An accuracy that depends on the parameters as such things do: a ridge in the learning rate, a gain from width.
  static func accuracy(_ unit: [Double]) -> Double {
    let rate = unit[0] - 0.62
    let loss = 0.03 + 1.4 * rate * rate + 0.05 * (1 - unit[2]) + (unit[3] < 0.5 ? 0.05 : 0) + 0.02 * unit[1]
    return (max(0.1, 1 - loss) * 360).rounded() / 360
  }

  /// Trials of five folds each, some of which were stopped early; the three best were run again, and the best of the
  /// search was lucky.
  static func confirmedInput(_ count: Int) -> ReportInput {
    var input = digitsInput(count)
    input.experiment.repetition = Repetition(.folds, count: 5)
    input.experiment.confirmation = Confirmation(top: 3, seeds: 4)
    input.experiment.prune = Experiment.Prune(choice: PrunerChoice(name: "wilcoxon"))
    var random = SplitMix(state: 4)
    func attempt(_ number: Int, _ part: TrialPart, _ value: Double) -> AttemptRecord {
      var metrics = MetricValues()
      metrics["accuracy"] = (value * 360).rounded() / 360
      return AttemptRecord(
        number: number,
        part: part,
        started: time(after: Double(number)),
        duration: 2,
        outcome: .exited(0),
        seed: UInt64(number),
        metrics: metrics
      )
    }
    for index in input.records.indices {
      guard let value = input.records[index].metrics["accuracy"] else { continue }
      let isPruned = index % 4 == 3
      let folds = (1...(isPruned ? 2 : 5)).map { attempt($0, .fold($0), value + 0.03 * (random.unit() - 0.5)) }
      input.records[index].attempts = folds
      if isPruned {
        input.records[index].state = .pruned
        input.records[index].pruning = Pruning(
          rule: "wilcoxon",
          step: 2,
          value: value,
          reference: 0.97,
          words: "mean accuracy after 2 folds is worse than trial 9's on the same folds (p = 0.04)"
        )
      }
    }
    let finalists = Finalists(input.experiment, input.records)?.all ?? []
    for (place, finalist) in finalists.enumerated() {
      guard let index = input.records.firstIndex(where: { $0.number == finalist.record.number }) else { continue }
      let value = (finalist.record.metrics["accuracy"] ?? 0) - (place == 0 ? 0.02 : 0)
      for number in 1...4 {
        let noise = 0.004 * Double(number) + 0.002 * random.unit()
        input.records[index].attempts.append(attempt(5 + number, .confirmation(number), value - noise))
      }
    }
    return input
  }

  /// Six members that trained through eight generations.
  static func populationInput() -> ReportInput {
    var input = digitsInput(1)
    input.experiment = experiment("population", strategy: "population", trials: nil)
    var random = SplitMix(state: 11)
    var records: [TrialRecord] = []
    for number in 1...48 {
      let (generation, member) = (number - 1).quotientAndRemainder(dividingBy: 6)
      let isCopy = generation > 0 && member == generation % 6
      let parent = generation == 0 ? nil : isCopy ? (generation - 1) * 6 + 3 : number - 6
      let assignment =
        isCopy || parent == nil ? space.decode((0..<6).map { _ in random.unit() }) : records[parent! - 1].assignment
      var explanation = Fixture.explanation(
        number,
        member: "member \(member + 1)",
        phase: parent == nil ? "design" : isCopy ? "exploit" : "continue",
        why: isCopy ? "was 6th of 6" : "goes on",
        parents: parent.map { [$0] } ?? []
      )
      explanation.continues = parent
      explanation.budget = 5 * (generation + 1)
      let before = parent.flatMap { records[$0 - 1].metrics["accuracy"] } ?? 0.5
      let value = before + (1 - before) * 0.4 * random.unit()
      records.append(
        TrialBuilder(number, assignment, by: explanation).reporting(("accuracy", (value * 1e4).rounded() / 1e4)).record
      )
    }
    input.records = records
    return input
  }

  /// A search as a good strategy makes it: the default, ten spread points, then ever closer to the best.
  static func digits(_ count: Int, seed: UInt64 = 1) -> [TrialRecord] {
    var random = SplitMix(state: seed)
    var best = (unit: [0.5, 0.4, 0.1, 0.2, 0.5, 0.5], value: 0.0, number: 1)
    return (1...count).map { number in
      var assignment: Assignment
      var unit: [Double]
      let explanation: Explanation
      if number == 1 {
        assignment = space.completed(Assignment())
        unit = space.encode(assignment)
        explanation = Fixture.explanation(1, phase: "start", why: "the defaults")
      } else if number <= 11 {
        unit = (0..<6).map { _ in random.unit() }
        assignment = space.decode(unit)
        explanation = Fixture.explanation(number, member: "sobol", phase: "design", why: "fills the space evenly")
      } else {
        let width = 0.6 / Double(number).squareRoot() + 0.03
        unit = best.unit.map { min(1, max(0, $0 + (random.unit() - 0.5) * 2 * width)) }
        assignment = space.decode(unit)
        explanation = Fixture.explanation(
          number,
          member: number % 3 == 0 ? "tpe" : "gp",
          phase: "model",
          why: number % 3 == 0 ? "likely among the best tenth" : "highest expected improvement",
          expected: Explanation.Expectation(mean: best.value + 0.002, sd: 0.006),
          parents: [best.number]
        )
      }
      let seconds = 2 + 4 * random.unit()
      let trial = TrialBuilder(number, assignment, by: explanation, seconds: (seconds * 1000).rounded() / 1000)
      if assignment["optimizer"] == .string("sgd"), (assignment["learning_rate"]?.number ?? 0) > 0.02 {
        return trial.ending(.failed, failure: "exit status 1: loss is nan at step \(1000 + number)").record
      }
      let value = accuracy(unit)
      if number > 11, value < best.value - 0.06 {
        return trial.reporting(("accuracy", value - 0.05)).learning("accuracy", from: 0.1, steps: 6)
          .ending(.pruned, .stopped).record
      }
      if value > best.value { best = (unit, value, number) }
      return trial.reporting(
        ("accuracy", value),
        ("recall", ((value - 0.004) * 1e6).rounded() / 1e6),
        ("f1", ((value - 0.005) * 1e6).rounded() / 1e6),
        ("loss", ((1 - value) * 3.2e6).rounded() / 1e6)
      ).learning("accuracy", from: 0.1, steps: 20).record
    }
  }

  static func digitsInput(_ count: Int) -> ReportInput {
    let records = digits(count)
    let failed = records.filter { $0.state == .failed }.map(\.number)
    return ReportInput(
      experiment: experiment(trials: count),
      records: records,
      manifestPath: "experiments/digits.yaml",
      packageFolder: ".",
      stopReason: "all trials done",
      bestCommand: ["DigitsTrainer", "--lr", "0.0031", "--note", "it's $HOME"],
      logTails: Dictionary(uniqueKeysWithValues: failed.map { ($0, ["epoch 3", "loss: nan | giving up", ""]) }),
      bestFiles: ["parameters.json", "weights.bin"]
    )
  }

  /// Accuracy against latency: wider layers are better and slower.
  static func tradeOffInput(_ count: Int) -> ReportInput {
    var random = SplitMix(state: 3)
    let records = (1...count).map { number -> TrialRecord in
      let unit = (0..<6).map { _ in random.unit() }
      let assignment = space.decode(unit)
      let explanation =
        number <= 5
        ? Fixture.explanation(number, member: "sobol", phase: "design", why: "fills the space evenly")
        : Fixture.explanation(
          number,
          member: number % 3 == 0 ? "tpe" : "gp",
          phase: "model",
          why: "the model expects it to beat trial 2, the best so far where accuracy counts 60 %, latency counts 40 %"
        )
      let trial = TrialBuilder(number, assignment, by: explanation)
      if number % 11 == 0 { return trial.ending(.failed, failure: "exit status 1: out of memory").record }
      let latency = 2 + 30 * unit[2] * (1.5 - unit[1]) + 2 * random.unit()
      return trial.reporting(
        ("accuracy", accuracy(unit)),
        ("latency", (latency * 100).rounded() / 100),
        ("f1", ((accuracy(unit) - 0.005) * 1e6).rounded() / 1e6)
      ).learning("accuracy", from: 0.1, steps: 8).record
    }
    return ReportInput(
      experiment: experiment(
        "trade-off",
        objectives: [
          Objective(metric: "accuracy", direction: .maximize, target: 0.95),
          Objective(metric: "latency", direction: .minimize, target: 12),
        ],
        trials: count
      ),
      records: records,
      manifestPath: "experiments/trade-off.yaml",
      stopReason: "all trials done",
      bestCommand: ["DigitsTrainer", "--lr", "0.0031"]
    )
  }
}

extension Fixture {
  /// A search by an ensemble, which recorded how its members stood.
  static func ensembleInput(_ count: Int) -> ReportInput {
    var input = digitsInput(count)
    input.experiment = experiment("ensemble", strategy: "ensemble", trials: count)
    let members = ["genetic", "reinforcement", "swarm"]
    var random = SplitMix(state: 17)
    var weights = [1.0, 1, 1]
    for index in input.records.indices {
      input.records[index].explanation.strategy = "ensemble"
      guard index >= 10 else { continue }
      let member = Int(random.next() % 3)
      input.records[index].explanation.member = members[member]
      if random.next() % 4 == 0 { weights[member] += 1 }
      let total = weights.reduce(0, +)
      let shares = weights.map { JSONValue.number((1000 * (0.1 + 0.7 * $0 / total)).rounded() / 1000) }
      input.records[index].explanation.details["credit"] = .object(JSONObject(zip(members, shares).map { ($0, $1) }))
    }
    return input
  }
}

extension ReportInput {
  /// A report's input by its trials alone: one parameter, one objective if nothing else is said.
  static func small(
    _ trials: [TrialBuilder],
    objectives: [Objective] = [Objective(metric: "loss", direction: .minimize)],
    space: Space = Space([Parameter("x", .continuous(ContinuousRange(min: 0, max: 1)))]),
    trials budget: Int? = nil
  ) -> ReportInput {
    ReportInput(
      experiment: Fixture.experiment("test", space: space, objectives: objectives, strategy: "random", trials: budget),
      records: trials.map(\.record),
      manifestPath: "test.yaml"
    )
  }
}

extension TrialBuilder {
  /// - Parameter x: the parameter's value; nil: a hundredth of the number.
  static func random(_ number: Int, x: Double? = nil) -> TrialBuilder {
    let x = x ?? Double(number) / 100
    return TrialBuilder(number, ["x": .float(x)], by: Explanation(strategy: "random", why: "at random"))
  }
}
