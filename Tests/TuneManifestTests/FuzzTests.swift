import Foundation
import JSON
import Testing
import TuneModel
import YAML

@testable import TuneManifest

/// Random mutations of good manifests: whatever comes of them, reading ends soon, with an experiment or with errors.
///
/// `SWIFT_TUNE_FUZZ=200000 swift test --filter FuzzTests` runs more of them; the same number gives the same mutations.
@Suite struct FuzzTests {
  static let count = ProcessInfo.processInfo.environment["SWIFT_TUNE_FUZZ"].flatMap { Int($0) } ?? 500

  @Test func `mutated manifests are read or refused`() throws {
    let originals = try CaseFile.all(in: "good").map { try $0.bytes }
    #expect(originals.count >= 10)
    let schema = ManifestSchema.json(strategies: strategies, pruners: pruners)
    var random = SplitMix(state: 20_260_301)
    var accepted = 0
    var slowest = Duration.zero
    for index in 0..<Self.count {
      var mutant = Mutant(originals[index % originals.count])
      for _ in 0...max(0, Int(random.next() % 6) - 3) { mutant.mutate(&random) }
      var reading: ManifestReading?
      let time = ContinuousClock().measure { reading = reader.read(bytes: mutant.bytes, file: "mutant.yaml") }
      let result = try #require(reading)
      slowest = max(slowest, time)
      guard (result.experiment == nil) == result.hasErrors, time < .seconds(5), result.diagnostics.count <= 101 else {
        Issue.record("mutant \(index): \(result.diagnostics.count) diagnostics in \(time):\n\(mutant.text)")
        return
      }
      let text = result.rendered()
      guard text.utf8.count < 200_000, result.diagnostics.isEmpty == text.isEmpty else {
        Issue.record("mutant \(index): \(text.utf8.count) bytes of diagnostics:\n\(mutant.text)")
        return
      }
      guard let experiment = result.experiment else { continue }
      accepted += 1
      try check(experiment, mutant, schema)
    }
    // Mutations that break everything would test nothing but the YAML parser.
    #expect(accepted * 20 > Self.count)
    print("\(Self.count) mutants, \(accepted) accepted, slowest \(slowest)")
  }

  /// What every experiment promises to the rest of the program.
  private func check(_ experiment: Experiment, _ mutant: Mutant, _ schema: JSONValue) throws {
    let space = experiment.space
    for unit in [0, 0.25, 0.5, 1] {
      let assignment = space.decode(space.dimensions.map { _ in unit })
      #expect(space.decode(space.encode(assignment)) == assignment, "\(mutant.text)")
      let values = PlaceholderValues(
        assignment,
        builtins: Dictionary(uniqueKeysWithValues: Placeholder.allCases.map { ($0, "x") })
      )
      #expect(throws: Never.self, "\(mutant.text)") {
        _ = try values.arguments(experiment.train.arguments)
        _ = try values.environment(experiment.train.environment)
      }
    }
    for start in experiment.search.start { #expect(space.contains(space.completed(start)), "\(mutant.text)") }
    #expect(ExperimentName.isValid(experiment.name))
    if let root = YAMLDocument(parsing: mutant.bytes).root {
      #expect(try SchemaChecker.complaints(JSONValue(root), schema) == [], "\(mutant.text)")
    }
  }

  @Test(.timeLimit(.minutes(10)), arguments: HostileManifest.all)
  func `hostile manifests cost little`(_ manifest: HostileManifest) {
    let reading = reader.read(text: manifest.text, file: "hostile.yaml")
    #expect((reading.experiment == nil) == manifest.isWrong)
    #expect(reading.rendered().utf8.count < 200_000)
  }
}

/// A manifest made to cost time or memory.
struct HostileManifest: Sendable, CustomTestStringConvertible {
  var name: String
  var isWrong = true
  var text: String
  var testDescription: String { name }

  private static func manifest(_ parameters: String, _ rest: String = "") -> String {
    """
    tune: 1
    train: {command: [a]}
    objective: {metric: a, direction: minimize}
    parameters: \(parameters)
    \(rest)
    """
  }

  static let all: [HostileManifest] = [
    HostileManifest(
      name: "deep parentheses",
      text: manifest("{a: 1}", "constraints: ['\(String(repeating: "(", count: 900))a']")
    ),
    HostileManifest(
      name: "deep signs",
      text: manifest("{a: 1}", "constraints: ['\(String(repeating: "-", count: 900))a < 1']")
    ),
    HostileManifest(
      name: "a long sum",
      text: manifest("{a: {type: bool}}", "constraints: ['\(String(repeating: "1+", count: 100_000))1 < 2']")
    ),
    HostileManifest(
      name: "many long constraints",
      text: manifest(
        "{a: {type: float, min: 0, max: 1}}",
        "constraints: ["
          + Array(repeating: "'\(String(repeating: "a+", count: 400))a < 0'", count: 200).joined(separator: ",") + "]"
      )
    ),
    HostileManifest(
      name: "nested groups",
      text: manifest("{a: 1}", "metrics: {source: pattern, pattern: '\(String(repeating: "(", count: 999))'}")
    ),
    HostileManifest(
      name: "nested named groups",
      text: manifest(
        "{a: 1}",
        "metrics: {source: pattern, pattern: '(?<b>\(String(repeating: "(?:", count: 300))x\(String(repeating: ")*", count: 300)))'}"
      )
    ),
    HostileManifest(
      name: "a long chain of conditions",
      isWrong: false,
      text: manifest(
        "{p0: {type: bool}, "
          + (1..<300).map { "p\($0): {type: bool, when: {p\($0 - 1): true}}" }.joined(separator: ", ") + "}"
      )
    ),
    HostileManifest(
      name: "a long circle of conditions",
      text: manifest(
        "{" + (0..<300).map { "p\($0): {type: bool, when: {p\(($0 + 1) % 300): true}}" }.joined(separator: ", ") + "}"
      )
    ),
    HostileManifest(
      name: "a thousand values, all unknown",
      text: manifest(
        "{a: {type: categorical, values: [" + (0..<1000).map { "v\($0)" }.joined(separator: ",") + "]}, "
          + (0..<200).map { "b\($0): {type: bool, when: {a: w\($0)}}" }.joined(separator: ", ") + "}"
      )
    ),
    HostileManifest(
      name: "start points of unknown parameters",
      text: manifest(
        "{a: 1}",
        "search: {start: [" + Array(repeating: "{b: 1, c: 2, d: 3}", count: 500).joined(separator: ",") + "]}"
      )
    ),
    HostileManifest(name: "a long name", text: manifest("{\(String(repeating: "a", count: 200_000)): 1}")),
    HostileManifest(name: "a long word", text: manifest("{a: '\(String(repeating: "é", count: 200_000))'}")),
    HostileManifest(
      name: "many placeholders in one word",
      text: manifest("{a: 1}").replacing("[a]", with: "[x, \"\(String(repeating: "{bb}", count: 100_000))\"]")
    ),
    HostileManifest(
      name: "aliases of aliases",
      text: "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + zip("bcdefghi", "abcdefgh").map { "\($0): &\($0) [*\($1), *\($1), *\($1), *\($1), *\($1), *\($1)]" }.joined(
          separator: "\n"
        )
    ),
    HostileManifest(name: "deep nesting", text: String(repeating: "[", count: 100_000)),
    HostileManifest(
      name: "huge numbers",
      text: manifest(
        "{a: {type: int, min: -9223372036854775808, max: 9223372036854775807}, b: {type: float, min: 1e308, max: 1e309}}"
      )
    ),
    HostileManifest(name: "huge durations", text: manifest("{a: 1}", "budget: {time: 1e300}")),
  ]
}
