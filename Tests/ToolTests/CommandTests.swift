import Foundation
import Testing

@Suite struct CommandTests {
  @Test(arguments: [
    "", "init", "check", "metrics", "schema", "run", "ask", "tell", "serve", "reproduce", "policy", "status", "list",
    "show", "explain", "tail", "best", "report", "compare", "open", "manual",
  ])
  func `help is as recorded`(_ command: String) async throws {
    let place = try Workplace()
    let result = try await place.run(Workplace.tool.path, (command.isEmpty ? [] : [command]) + ["--help"])
    #expect(result.code == 0)
    try Snapshot.expect(result.output, "help\(command.isEmpty ? "" : "-" + command).txt")
  }

  @Test func `a manifest with mistakes is refused with all of them`() async throws {
    let place = try Workplace()
    try place.write(
      "a.yaml",
      "tune: 1\ntrain: {comand: [x]}\nparameters: {x: {type: float, min: 2, max: 1}}\nserach: {}\n"
    )
    let run = try await place.tune("run", "a.yaml")
    let check = try await place.tune("check", "a.yaml")
    #expect(run.code == 2)
    #expect(check.code == 2)
    #expect(run.errors == check.errors)
    #expect(run.errors.contains("a.yaml:2:9: error: "))
    #expect(run.errors.contains("did you mean 'command'?"))
    #expect(!place.exists("a"))
    let json = try await place.tune("check", "a.yaml", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["valid"] as? Bool == false)
    #expect(((object?["diagnostics"] as? [Any])?.count ?? 0) >= 3)
  }

  @Test func `what is mistyped gets the nearest`() async throws {
    let place = try Workplace()
    try place.write("experiments/digits.yaml", RunTests.manifest)
    for (typed, meant) in [("statsu", "status"), ("digts", "digits")] {
      // With an option, too: it is the command that is wrong.
      let result = try await place.tune(typed, "--json")
      #expect(result.code == 64)
      #expect(result.errors.contains("did you mean '\(meant)'?"), "\(result.errors)")
    }
    let template = try await place.tune("init", "--template", "digit")
    #expect(template.code == 64)
    #expect(template.errors.contains("did you mean 'digits'?"))
  }

  @Test func `without manifests it says how to begin`() async throws {
    let place = try Workplace()
    let result = try await place.tune()
    #expect(result.code == 64)
    #expect(result.errors.contains("swift-tune init"))
  }

  @Test func `without arguments every manifest of experiments is run`() async throws {
    let place = try Workplace()
    try place.write("experiments/one.yaml", RunTests.manifest)
    try place.write("experiments/two.yaml", RunTests.manifest)
    try place.write("experiments/train.sh", RunTests.train)
    #expect(try await place.tune().code == 0)
    #expect(place.exists("experiments/one/report.md"))
    #expect(place.exists("experiments/two/report.md"))
    let status = try await place.tune("status", "--json")
    let lines = status.output.split(separator: "\n")
    #expect(lines.count == 2)
    let object = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    #expect(object?["trials"] as? Int == 8)
    #expect(object?["done"] as? Bool == true)
  }

  @Test func `init writes an experiment that runs, and overwrites nothing`() async throws {
    let place = try Workplace()
    #expect(try await place.tune("init").code == 0)
    #expect(try await place.tune("check").code == 0)
    #expect(try await place.tune("run", "--trials", "2").code == 0)
    let again = try await place.tune("init")
    #expect(again.code == 64)
    #expect(again.errors.contains("overwrites nothing"))
  }

  @Test func `the plan shows what would be run`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", RunTests.manifest)
    let result = try await place.tune("check", "--plan", "--proposals", "2", "a.yaml")
    #expect(result.code == 0)
    #expect(result.output.contains("#1  x 0.9"))
    #expect(result.output.contains("sh train.sh 0.9 10"))
    #expect(!place.exists("a"))
  }

  @Test func `metrics says what would be collected from a log`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", RunTests.manifest)
    try place.write("good.log", "step: 1 loss: 3\nstep: 2 loss: 2.5 accuracy=0.5\n")
    try place.write("bad.log", "los: 3\n")
    let good = try await place.tune("metrics", "a.yaml", "--file", "good.log")
    #expect(good.code == 0)
    #expect(good.output.contains("loss: 2.5   2 points, steps 1 to 2   (the objective: last)"))
    let bad = try await place.tune("metrics", "a.yaml", "--file", "bad.log")
    #expect(bad.code == 1)
    #expect(bad.errors.contains("did you mean `los`?"))
  }

  @Test func `best gives arguments, JSON and environment`() async throws {
    let place = try Workplace()
    try place.write("a.yaml", RunTests.manifest)
    try place.write("train.sh", RunTests.train)
    #expect(try await place.tune("best", "a").code == 1)
    _ = try await place.tune("run", "a.yaml")
    #expect(try await place.tune("best", "a").output.split(separator: " ").count == 2)
    let json = try await place.tune("best", "a", "--as", "json").output
    #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) is [String: Any])
    #expect(try await place.tune("best", "a", "--as", "environment").output.contains("export TUNE_PARAM_X="))
  }

  @Test func `the schema is JSON and names the strategies`() async throws {
    let place = try Workplace()
    let schema = try await place.tune("schema").output
    #expect(try JSONSerialization.jsonObject(with: Data(schema.utf8)) is [String: Any])
    #expect(schema.contains("\"sobol\""))
    #expect(try await place.tune("schema", "--reference").output.hasPrefix("# "))
  }

  @Test func `products are named for the plugin`() async throws {
    let place = try Workplace()
    try place.write(
      "experiments/a.yaml",
      RunTests.manifest.replacingOccurrences(of: "command: [sh, train.sh, \"{x}\", \"{n}\"]", with: "product: Trainer")
    )
    try place.write("experiments/b.yaml", RunTests.manifest)
    #expect(try await place.tune("products").output == "Trainer\n")
    #expect(try await place.tune("products", "run", "experiments/b.yaml").output == "")
    #expect(try await place.tune("products", "run", "a", "--trials", "+2").output == "Trainer\n")
    #expect(try await place.tune("products", "status").output == "")
  }
}
