import Foundation
import JSON
import Testing
import TuneModel

@testable import TuneManifest

/// The manifests under `Cases` with the texts recorded for them.
struct CaseFile: Sendable, CustomTestStringConvertible {
  var name: String

  /// Texts are recorded, never edited: `RECORD_SNAPSHOTS=1 swift test --filter TuneManifestTests`.
  static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")

  static func all(in folder: String) -> [CaseFile] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder.appending(path: folder).path())) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.sorted().map { CaseFile(name: "\(folder)/\($0.dropLast(5))") }
  }

  var testDescription: String { name }

  var bytes: [UInt8] {
    get throws { Array(try Data(contentsOf: Self.folder.appending(path: name + ".yaml"))) }
  }

  /// What diagnostics call the file.
  var fileName: String { "\(name.split(separator: "/").last ?? "").yaml" }

  /// The text recorded beside the manifest; what `current` is when recording.
  func recorded(_ extension: String, current: String) throws -> String {
    let file = Self.folder.appending(path: "\(name).\(`extension`)")
    if Self.isRecording { try Data(current.utf8).write(to: file) }
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }
}

/// Strategies as a catalog would declare them, with an option of every kind.
let strategies = [
  StrategyDeclaration(name: "random", summary: "Draws every value anew.", supportsSeveralObjectives: true),
  StrategyDeclaration(
    name: "grid",
    summary: "Tries all combinations.",
    options: [
      OptionDeclaration(
        "levels",
        .int(min: 2, max: 100),
        default: .integer(5),
        "Values for each continuous parameter."
      ),
      OptionDeclaration("shuffle", .bool, default: .bool(false), "Whether the order is random."),
    ]
  ),
  StrategyDeclaration(
    name: "genetic",
    summary: "Crosses and mutates good trials.",
    options: [
      OptionDeclaration("population", .int(min: 2, max: 10_000), default: .integer(20), "Trials kept as parents."),
      OptionDeclaration("mutation", .float(min: 0, max: 1), default: .number(0.1), "Chance that a value changes."),
      OptionDeclaration("crossover", .choice(["uniform", "blend"]), default: .string("uniform"), "How parents mix."),
      OptionDeclaration("label", .string, "A name for the report."),
      OptionDeclaration("members", .names(["elite", "islands", "tournament"]), "Which selections take part."),
    ],
    supportsSeveralObjectives: true
  ),
  StrategyDeclaration(name: "lineage", summary: "Goes on from checkpoints.", continuesTrials: true),
]

/// Pruners as a catalog would declare them.
let pruners = [
  PrunerDeclaration(
    name: "asha",
    summary: "Only the best go on.",
    options: [
      OptionDeclaration(
        "budget",
        .section([
          OptionDeclaration("min", .int(min: 1, max: 1_000), default: 1, "The first comparison."),
          OptionDeclaration("max", .int(min: 1, max: 1_000), absence: "no end", "The steps of a whole training."),
        ]),
        absence: "`{min: 1}`",
        "How many steps."
      ),
      OptionDeclaration("reduction", .int(min: 2, max: 1_000), default: 3, "One in so many goes on."),
      OptionDeclaration("mode", .choice(["stop", "promote"]), default: "stop", "How they go on."),
    ],
    supportsSeveralObjectives: true
  ),
  PrunerDeclaration(
    name: "median",
    summary: "Stops what is worse than the median.",
    options: [OptionDeclaration("warmup", .float(min: 0, max: 1e9), default: 0.0, "Nothing is judged up to this step.")]
  ),
  PrunerDeclaration(name: "wilcoxon", summary: "Compares folds.", options: [], needsRepeats: true),
]

let reader = ManifestReader(strategies: strategies, pruners: pruners)
