import Foundation
import Testing
import TuneModel

@testable import TuneReport

@Suite struct Templates {
  /// Inputs that fill every value between them.
  private static let inputs: [ReportInput] = {
    var failing = Fixture.digitsInput(60)
    for index in 30..<42 {
      failing.records[index].state = .failed
      failing.records[index].failure = "reason \(Character(Unicode.Scalar(UInt8(65 + index - 30))))"
    }
    return [
      failing, Fixture.tradeOffInput(60), Fixture.confirmedInput(24), Fixture.populationInput(),
      Fixture.ensembleInput(60),
    ]
  }()

  private static func value(_ input: ReportInput) -> ReportValue { Report.document(for: input).value }

  @Test func `the values of a report are those that are documented`() throws {
    let documented = Set(ReportNames.entries.map(\.path))
    #expect(documented.count == ReportNames.entries.count)
    var found: Set<String> = []
    for input in Self.inputs { found.formUnion(Self.value(input).names) }
    #expect(found.subtracting(documented) == [])
    // Predictions, and trials that failed when run again, are not in these experiments.
    let rare: Set<String> = ["confusion.trial", "confusion.table"]
    #expect(documented.subtracting(found).subtracting(rare) == [])
  }

  @Test func `the manual lists all values`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appendingPathComponent("templates/reports/README.md")
    var text = try String(contentsOf: file, encoding: .utf8)
    let begin = try #require(text.range(of: "## Names\n\n")).upperBound
    let end = try #require(text.range(of: "\n\n## How values")).lowerBound
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      text.replaceSubrange(begin..<end, with: ReportNames.markdown)
      try Data(text.utf8).write(to: file)
    } else {
      #expect(text[begin..<end] == ReportNames.markdown, "record it with RECORD_SNAPSHOTS=1")
    }
  }

  @Test func `the built-in templates ask for nothing that a report does not have`() {
    for template in BuiltInTemplates.all { #expect(TemplateNames.mistakes(in: template) == []) }
  }

  private static func files(_ templates: [(String, String)], _ input: ReportInput = inputs[0]) -> [String: String] {
    let templates = ReportTemplates(project: templates.map { ReportTemplate(name: "reports/" + $0, text: $1) })
    let files = Report.files(for: input, templates: templates)
    return Dictionary(uniqueKeysWithValues: files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  @Test func `a project's templates make reports of their own, or take the place of the built-in one`() {
    let files = Self.files([
      ("summary.md.mustache", "{{> head}}\n{{#answer}}\nbest: {{value}}\n{{/answer}}\n"),
      ("_head.mustache", "# {{experiment.name}} & more\n"),
      ("report.md.mustache", "{{#plots.history}}{{plots.history}}{{/plots.history}}"),
    ])
    #expect(files["summary.md"] == "# digits & more\nbest: 0.9556\n")
    #expect(files["report.md"]?.hasPrefix("![The accuracy of") == true)
    #expect(files["head"] == nil && files["_head"] == nil)
    #expect(files["trials.csv"] != nil)
  }

  @Test func `values are not escaped once more`() {
    var input = Self.inputs[0]
    input.experiment.summary = "a < b & *c*"
    #expect(Self.files([("x.md.mustache", "{{experiment.summary}}")], input)["x.md"] == "a &lt; b &amp; \\*c\\*\n")
  }

  @Test func `a value that is not there is not taken from further out`() {
    // There is no summary of an objective; that of the experiment is not meant.
    let text =
      "{{#failures}}{{#groups}}{{#log}}{{trial}} {{/log}}{{/groups}}{{/failures}}{{#answer}}{{target}}{{/answer}}"
    var input = Self.inputs[0]
    input.experiment.objectives[0].target = nil
    input.logTails = [:]
    #expect(Self.files([("x.md.mustache", text)], input)["x.md"] == "\n")
  }

  @Test func `a template with a mistake is told with its place, and the rest is written`() throws {
    let broken = [
      ("a.md.mustache", "fine\n{{#answer}}\n{{value}}\n"), ("b.md.mustache", "x\ny {{/answer}}"),
      ("c.md.mustache", "{{value"), ("report.md.mustache", "{{#answer}}{{/front}}"), ("good.md.mustache", "good"),
    ]
    let files = Self.files(broken)
    #expect(files["a.md"] == nil && files["b.md"] == nil && files["c.md"] == nil)
    #expect(files["good.md"] == "good\n")
    #expect(files["report.md"]?.hasPrefix("# digits: accuracy") == true)
    let mistakes = ReportTemplates(project: broken.map { ReportTemplate(name: $0, text: $1) }).mistakes
    #expect(mistakes.map(\.file) == ["a.md.mustache", "b.md.mustache", "c.md.mustache", "report.md.mustache"])
    #expect(mistakes.allSatisfy { $0.severity == .error })
    #expect(mistakes[1].location?.line == 2)
    #expect(mistakes[3].advice == ["the built-in template is used in its place"])
    #expect(mistakes[0].rendered().hasPrefix("a.md.mustache:"))
  }

  @Test func `a name that no report has is told, with the nearest`() throws {
    let template = ReportTemplate(
      name: "x.md.mustache",
      text: "{{! no }}\n  {{#answer}}{{ anwser.valeu }}{{.}}{{/answer}}"
    )
    let mistakes = ReportTemplates(project: [template]).mistakes
    #expect(mistakes.count == 1)
    #expect(
      mistakes.first?.rendered()
        == "x.md.mustache:2:17: warning: a report has no value 'anwser'\n   = did you mean 'answer'?\n"
    )
  }

  @Test(arguments: ["trials.csv", ".gitignore", "best", "plots", ""])
  func `what swift-tune writes itself is not overwritten`(path: String) {
    let templates = ReportTemplates(project: [ReportTemplate(name: "reports/\(path).mustache", text: "mine")])
    #expect(templates.mistakes.count == 1)
    #expect(Set(templates.byPath.keys) == ["report.md"])
  }

  @Test func `gaps close, but not in fenced blocks`() {
    let text = "\n\na {{cost.none}}\n\n\n\nb\n```\n1\n\n\n2\n```\n\n\n"
    #expect(Self.files([("x.md.mustache", text)])["x.md"] == "a\n\nb\n```\n1\n\n\n2\n```\n")
  }

  @Test func `reports made again are the same, byte for byte`() {
    for input in Self.inputs { #expect(Report.files(for: input) == Report.files(for: input)) }
  }
}
