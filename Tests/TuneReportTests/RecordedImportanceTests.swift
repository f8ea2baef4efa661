import Foundation
import JSON
import Testing
import TuneMath
import TuneModel

@testable import TuneReport

/// An experiment with what Optuna's evaluators say of its parameters, from `Recorded/Importance`.
private struct RecordedExperiment {
  let input: ReportInput
  let pedAnova: [String: Double]
  /// Without parameters that have a condition.
  let fanova: [String: Double]

  init(_ name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("Recorded/Importance/\(name).json"))
    let content = try JSONValue(parsing: Array(data))
    func numbers(_ key: String) -> [String: Double] {
      let object = content[key]?.object ?? JSONObject()
      return Dictionary(uniqueKeysWithValues: zip(object.keys, object.values.map { $0.double ?? .nan }))
    }
    pedAnova = numbers("ped_anova")
    fanova = numbers("fanova")
    let parameters = try #require(content["parameters"]?.array).map(Self.parameter)
    let space = Space(parameters)
    let records = try #require(content["trials"]?.array).enumerated().map { index, trial in
      let object = trial["parameters"]?.object ?? JSONObject()
      let values = zip(object.keys, object.values).map { ($0, Self.value($1)) }
      return TrialBuilder(index + 1, Assignment(values), by: Explanation(strategy: "random", why: "at random"))
        .reporting(("loss", trial["value"]?.double ?? .nan)).record
    }
    input = ReportInput(
      experiment: Fixture.experiment(
        name,
        space: space,
        objectives: [Objective(metric: "loss", direction: .minimize)],
        trials: records.count
      ),
      records: records,
      manifestPath: "experiments/\(name).yaml"
    )
  }

  private static func value(_ json: JSONValue) -> ParameterValue {
    if let flag = json.bool { return .bool(flag) }
    if let text = json.string { return .string(text) }
    return json.int.map(ParameterValue.int) ?? .float(json.double ?? .nan)
  }

  private static func parameter(_ json: JSONValue) throws -> Parameter {
    let name = try #require(json["name"]?.string)
    let condition = (json["when"]?.object).flatMap { when in
      when.keys.first.map { Condition(parent: $0, values: (when.values.first?.array ?? []).map(value)) }
    }
    if let values = json["values"]?.array { return Parameter(name, .categorical(values.map(value)), when: condition) }
    let (min, max) = (try #require(json["min"]?.double), try #require(json["max"]?.double))
    let scale: Scale = json["log"]?.bool == true ? .log : .linear
    let isInteger = json["type"]?.string == "int"
    guard let step = json["step"]?.double else {
      return Parameter(name, .continuous(ContinuousRange(min: min, max: max, scale: scale)), when: condition)
    }
    let range = SteppedRange(min: min, max: max, step: step, scale: scale, isInteger: isInteger)
    return Parameter(name, .stepped(range), when: condition)
  }

  func importance() throws -> Importance {
    let standing = Standing(input.experiment, input.records)
    let analysis = Analysis(standing, ParameterTable(input.experiment.space, standing.records))
    return try #require(analysis.parts[0].importance)
  }
}

/// `record.py` beside the recorded experiments says how they were made.
@Suite struct RecordedImportance {
  private static let names = ["ridge", "support_vectors", "boosting", "network", "planted"]

  @Test(arguments: names) func `PED-ANOVA is Optuna's`(name: String) throws {
    let recorded = try RecordedExperiment(name)
    let importance = try recorded.importance()
    #expect(importance.parameters.count == recorded.pedAnova.count)
    for share in importance.parameters {
      let expected = try #require(recorded.pedAnova[share.parameter])
      #expect(((share.pedAnova ?? .nan) - expected).magnitude < 1e-6, "\(share.parameter)")
    }
  }

  /// Forests differ, and here values far worse than most are drawn nearer, so that shares agree roughly, and ranks where
  /// parameters do something.
  @Test(arguments: names) func `fANOVA agrees with Optuna's in rank`(name: String) throws {
    let recorded = try RecordedExperiment(name)
    let importance = try recorded.importance()
    let pairs = importance.parameters.compactMap { share in
      recorded.fanova[share.parameter].map { (name: share.parameter, own: share.fanova ?? .nan, theirs: $0) }
    }
    let first = try #require(pairs.max { $0.own < $1.own })
    #expect(first.name == pairs.max { $0.theirs < $1.theirs }?.name)
    let telling = pairs.filter { max($0.own, $0.theirs) >= 0.02 }
    if telling.count > 2 { #expect(Statistics.spearman(telling.map(\.own), telling.map(\.theirs)) >= 0.8, "\(pairs)") }
    for pair in pairs { #expect((pair.own - pair.theirs).magnitude < 0.2, "\(pair)") }
  }

  @Test func `the planted parameter is found among twenty in a hundred trials`() throws {
    let importance = try RecordedExperiment("planted").importance()
    #expect(importance.trials == 100 && importance.parameters.count == 20)
    #expect(importance.parameters[0].parameter == "p13")
    #expect(importance.clear.first?.parameter == "p13")
    let byVariance = importance.parameters.sorted { ($0.fanova ?? 0) > ($1.fanova ?? 0) }
    #expect(byVariance[0].parameter == "p13" && (byVariance[0].fanova ?? 0) > 5 * (byVariance[1].fanova ?? 1))
  }

  @Test(arguments: names) func `reports of recorded experiments are sound`(name: String) throws {
    try expectSound(RecordedExperiment(name).input)
  }
}
