import Foundation
import Testing
import YAML

/// The files for others' machines: that they are what those expect can only be read from them.
@Suite struct WorkflowTests {
  private func steps() throws -> [YAMLNode] {
    let text = try String(contentsOf: TemplateFiles.folder.appending(path: "ci/tune.yml"), encoding: .utf8)
    let document = YAMLDocument(parsing: text)
    #expect(document.problems.isEmpty, "\(document.problems)")
    let steps = document.root?["jobs"]?["tune"]?["steps"]
    guard case .sequence(let elements)? = steps?.content else { return [] }
    return elements
  }

  private func text(_ node: YAMLNode?) -> String? {
    if case .scalar(let scalar)? = node?.content, case .string(let text) = scalar.value { text } else { nil }
  }

  @Test func `every step of the CI workflow uses an action or runs a script that a shell can read`() throws {
    let steps = try steps()
    #expect(steps.count >= 6)
    for step in steps {
      if let action = text(step["uses"]) {
        #expect(action.wholeMatch(of: /actions\/[a-z-]+@v\d+/) != nil)
        continue
      }
      let script = try #require(text(step["run"]))
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-n", "-c", script]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(script)")
    }
  }

  @Test func `the CI workflow calls the tool as it is`() async throws {
    let scripts = try steps().compactMap { text($0["run"]) }.joined(separator: "\n")
    let calls = scripts.matches(of: /^ *swift-tune (\w+)(.*)$/.anchorsMatchLineEndings())
    #expect(calls.map { String($0.1) } == ["check", "run"])
    let help = try await Workplace().tune("help", "run").output
    for option in ["--plain", "--trials"] {
      #expect(scripts.contains(option))
      #expect(help.contains(option))
    }
  }

  @Test func `the systemd unit stops the watcher by SIGTERM and starts what the package builds`() throws {
    let path = TemplateFiles.folder.appending(path: "systemd/swift-tune-watch.service")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map(String.init)
    let settings = Dictionary(
      lines.filter { !$0.hasPrefix("#") && !$0.hasPrefix("[") }.compactMap { line in
        line.firstIndex(of: "=").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
      }
    ) { first, _ in first }
    #expect(lines.filter { $0.hasPrefix("[") } == ["[Unit]", "[Service]", "[Install]"])
    #expect(settings["ExecStart"]?.contains(".build/release/swift-tune-watch ") == true)
    // The default signal; `mixed` sends it to the watcher alone, which ends its trials itself.
    #expect(settings["KillSignal"] == nil)
    #expect(settings["KillMode"] == "mixed")
    #expect(settings["WorkingDirectory"] != nil)
  }
}
