import Foundation
import JSON
import Testing
import TuneModel
import YAML

@testable import TuneManifest

@Suite struct DocumentationTests {
  private let schema = ManifestSchema.json(strategies: strategies, pruners: pruners)

  @Test func `the schema and the reference are as recorded`() throws {
    let schema = schema.serialized(pretty: true) + "\n"
    #expect(try CaseFile(name: "manifest").recorded("schema.json", current: schema) == schema)
    let reference = ManifestReference.markdown(strategies: strategies, pruners: pruners)
    #expect(try CaseFile(name: "manifest").recorded("reference.md", current: reference) == reference)
  }

  @Test(arguments: CaseFile.all(in: "good") + CaseFile.all(in: "doubtful"))
  func `the schema accepts what the decoder accepts`(_ file: CaseFile) throws {
    let root = try #require(YAMLDocument(parsing: try file.bytes).root)
    #expect(try SchemaChecker.complaints(JSONValue(root), schema) == [])
  }

  /// Mistakes that only the whole manifest shows; a schema cannot know them. Everything else it has to refuse.
  static let beyondSchemas: Set<String> = [
    "bounds-swapped", "constraint-broken-by-the-defaults", "constraint-never-holds",
    "constraint-on-a-wrong-parameter", "constraints-exclude-each-other", "constraints-in-blocks", "constraints-wrong",
    "control-characters", "directory-with-tilde", "log-from-zero", "metrics-file-absolute",
    "metrics-file-elsewhere", "metrics-file-with-placeholder", "metrics-pattern-broken", "metrics-pattern-half",
    "metrics-pattern-of-steps-only", "metrics-predictions-labels", "metrics-predictions-labels-alone",
    "metrics-predictions-objective", "promotion", "metrics-predictions-of-numbers",
    "metrics-predictions-one-probability",
    "metrics-predictions-positive",
    "metrics-pattern-value-without-name", "metrics-pattern-without-groups", "metrics-pattern-without-the-objective",
    "nul-character", "objectives-twice-the-same", "objectives-with-a-strategy-for-one", "objectives-without-a-group",
    "parameter-names-collide", "placeholder-braces", "placeholder-in-escapes", "placeholder-in-prepare",
    "placeholder-unknown", "placeholders-without-meaning", "pruning-without-steps",
    "program-from-a-conditional-parameter",
    "resources-and-environment", "resources-more-than-there-are", "resources-too-many", "slurm-requeue",
    "swift-build-in-a-shell",
    "swift-package-in-prepare", "swift-run", "swift-test-behind-env", "values-repeated", "when-impossible-value",
    "when-in-a-circle", "worker",
    "when-on-a-range", "when-unknown-parent", "wide-characters",
  ]

  @Test(arguments: CaseFile.all(in: "bad"))
  func `the schema refuses what is wrong by itself`(_ file: CaseFile) throws {
    // What YAML itself refuses, an editor never shows to a schema.
    let document = YAMLDocument(parsing: try file.bytes)
    guard document.problems.isEmpty, let root = document.root else { return }
    let complaints = try SchemaChecker.complaints(JSONValue(root), schema)
    let name = String(file.name.dropFirst("bad/".count))
    #expect(complaints.isEmpty == Self.beyondSchemas.contains(name), "\(complaints)")
  }

  @Test func `every key and every option is in the reference`() {
    let reference = ManifestReference.markdown(strategies: strategies, pruners: pruners)
    func names(_ section: Section) -> [String] {
      section.supportedKeys.flatMap { key -> [String] in
        switch key.shape {
        case .section(let inner): [key.name] + names(inner)
        case .variants(let variants), .mapping(_, .variantsOrScalar(let variants)):
          [key.name] + variants.sections.flatMap(names)
        default: [key.name]
        }
      }
    }
    let all = names(ManifestKeys.section(StrategySections(strategies), PrunerSections(pruners)))
    #expect(all.count > 50)
    for name in all { #expect(reference.contains("`\(name)`") || reference.contains("`\(name): "), "\(name)") }
    for placeholder in Placeholder.allCases { #expect(reference.contains("{\(placeholder.rawValue)}")) }
  }

  @Test func `every example in the declarations is read as its key takes it`() throws {
    func check(_ section: Section) throws {
      for key in section.supportedKeys {
        for example in key.examples {
          let document = YAMLDocument(parsing: "\(key.name): \(example)\n")
          let root = try #require(document.root)
          let node = try #require(root[key.name])
          var check = ShapeCheck(
            Findings(source: document.source, file: ""),
            root: ManifestKeys.section(StrategySections(strategies), PrunerSections(pruners))
          )
          let isGood = check.check(node, key.shape, ShapeCheck.Subject(name: key.name, anchor: node.range))
          #expect(isGood && check.findings.diagnostics.isEmpty, "\(key.name): \(example)")
        }
        switch key.shape {
        case .section(let inner): try check(inner)
        case .variants(let variants), .mapping(_, .variantsOrScalar(let variants)): try variants.sections.forEach(check)
        default: break
        }
      }
    }
    try check(ManifestKeys.section(StrategySections(strategies), PrunerSections(pruners)))
  }

  @Test func `no key has a synonym that is a key beside it`() {
    for section in [
      ManifestKeys.section(StrategySections(strategies), PrunerSections(pruners)), TrainKeys.section,
      PrepareKeys.section, ObjectiveKeys.section,
      BudgetKeys.section, ResourceKeys.section,
    ] {
      let names = Set(section.keys.map(\.name))
      for key in section.keys { #expect(names.isDisjoint(with: key.otherNames), "\(section.name) \(key.name)") }
    }
  }
}
