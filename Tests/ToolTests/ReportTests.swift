import Foundation
import Testing

/// Reports of a project's own, the page of a folder's experiments, and comparisons.
@Suite struct ReportTests {
  private func git(_ place: Workplace, _ arguments: String...) async throws {
    let settings = ["-c", "user.name=Someone", "-c", "user.email=someone@example.org", "-c", "commit.gpgsign=false"]
    let result = try await place.run("/usr/bin/env", ["git"] + settings + arguments)
    #expect(result.code == 0, "\(result.errors)")
  }

  @Test func `a project's templates make its reports, and one with a mistake stops nothing`() async throws {
    let place = try Workplace()
    try place.write("experiments/one.yaml", RunTests.manifest)
    try place.write("experiments/train.sh", RunTests.train)
    try place.write("experiments/reports/summary.md.mustache", "best: {{#answer}}{{value}}{{/answer}}\n")
    try place.write("experiments/reports/broken.md.mustache", "fine\n{{#answer}}\n")
    let run = try await place.tune("run", "one")
    #expect(run.code == 0, "\(run.errors)")
    #expect(try place.read("experiments/one/summary.md").hasPrefix("best: "))
    #expect(try place.read("experiments/one/report.md").hasPrefix("# one: "))
    let report = try await place.tune("report", "one")
    #expect(report.code == 1)
    #expect(report.errors.contains("experiments/reports/broken.md.mustache:"))
    #expect(report.errors.contains("broken.md is not written"))

    let template = try await place.tune("report", "--template")
    #expect(template.output.contains("# {{experiment.name}}: "))
    try place.write("experiments/reports/broken.md.mustache", "mended")
    // The built-in template, written out, makes the report it made before.
    let before = try place.read("experiments/one/report.md")
    try place.write("experiments/reports/report.md.mustache", template.output)
    #expect(try await place.tune("report", "one").code == 0)
    #expect(try place.read("experiments/one/report.md") == before)
  }

  @Test func `a report made again differs by no byte, also after a run with a budget of its own`() async throws {
    let place = try Workplace()
    try place.write("experiments/one.yaml", RunTests.manifest)
    try place.write("experiments/train.sh", RunTests.train)
    #expect(try await place.tune("run", "one", "--trials", "2").code == 0)
    let written = try place.read("experiments/one/report.md")
    #expect(written.contains("2 trials"))
    #expect(try await place.tune("report", "one").code == 0)
    #expect(try place.read("experiments/one/report.md") == written)
  }

  @Test func `several experiments have a page, which leaves a person's own alone`() async throws {
    let place = try Workplace()
    try place.write("experiments/one.yaml", RunTests.manifest)
    try place.write("experiments/train.sh", RunTests.train)
    try place.write("experiments/two.yaml", RunTests.manifest)
    #expect(try await place.tune("run", "one").code == 0)
    #expect(!place.exists("experiments/README.md"))
    #expect(try await place.tune("run", "two").code == 0)
    let page = try place.read("experiments/README.md")
    #expect(page.contains("| [one](one/report.md) |") && page.contains("| [two](two/report.md) |"))
    #expect(try await place.tune("report").code == 0)
    #expect(try place.read("experiments/README.md") == page)

    try place.write("experiments/README.md", "# Mine\n")
    let report = try await place.tune("report")
    #expect(report.code == 0)
    #expect(report.errors.contains("experiments/README.md is not swift-tune's, and stays as it is"))
    #expect(try place.read("experiments/README.md") == "# Mine\n")
  }

  @Test func `experiments are compared with each other and with what git has of them`() async throws {
    let place = try Workplace()
    try place.write("experiments/one.yaml", RunTests.manifest)
    try place.write("experiments/train.sh", RunTests.train)
    try place.write("experiments/two.yaml", RunTests.manifest)
    #expect(try await place.tune("run", "--trials", "3").code == 0)
    try await git(place, "init", "-q")
    try await git(place, "add", ".")
    try await git(place, "commit", "-q", "-m", "three trials")
    #expect(try await place.tune("run", "one", "--trials", "+2").code == 0)

    let both = try await place.tune("compare", "one", "two", "--output", "comparison")
    #expect(both.code == 0, "\(both.errors)")
    #expect(both.output.contains("`one`") && both.output.contains("`two`"))
    #expect(place.exists("comparison/compare.svg"))
    #expect(try place.read("comparison/compare.md").contains("(compare.svg)"))

    let earlier = try await place.tune("compare", "one@HEAD", "experiments/one.yaml", "--json")
    #expect(earlier.code == 0, "\(earlier.errors)")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(earlier.output.utf8)) as? [String: Any])
    let experiments = try #require(json["experiments"] as? [[String: Any]])
    #expect(experiments.map { $0["trials"] as? Int } == [3, 5])

    for (words, message) in [
      (["one@HEAD~7", "one"], "git knows no revision 'HEAD~7'"), (["one", "tow"], "did you mean 'two'?"),
      (["three@HEAD", "one"], "there was no manifest 'three' at HEAD"), (["one"], "name two or more experiments"),
    ] {
      let result = try await place.run(Workplace.tool.path, ["compare"] + words)
      #expect(result.code == 64)
      #expect(result.errors.contains(message), "\(result.errors)")
    }
  }
}
