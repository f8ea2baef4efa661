import Foundation
import Testing

/// What README, articles and templates say, held against the tool and the files.
@Suite struct DocumentationTests {
  private static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized
  private static let catalog = "Sources/Tune/Documentation.docc"

  /// All Markdown files of the project that people read, relative to its root.
  static let pages: [String] = {
    let folders = ["templates", catalog, "Benchmarks"]
    let found = folders.flatMap { folder in
      (FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)?.compactMap { $0 as? String }
        ?? [])
        .filter { $0.hasSuffix(".md") && !$0.contains(".build/") && !$0.hasSuffix("report.md") }
        .map { "\(folder)/\($0)" }
    }
    return ["README.md", "CONTRIBUTING.md"] + found.sorted()
  }()

  private static func text(_ page: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)
  }

  @Test func `the manifest reference is what the tool prints`() async throws {
    let printed = try await Workplace().tune("schema", "--reference").output
    let article = Self.root.appendingPathComponent("\(Self.catalog)/ManifestReference.md")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try printed.write(to: article, atomically: true, encoding: .utf8)
    }
    let recorded = try String(contentsOf: article, encoding: .utf8)
    #expect(recorded == printed, "swift-tune schema --reference > \(Self.catalog)/ManifestReference.md")
  }

  @Test(arguments: pages)
  func `links lead to files that exist`(page: String) throws {
    let folder = Self.root.appendingPathComponent(page).deletingLastPathComponent()
    for match in try Self.text(page).matches(of: /\]\(([^)#:<\s]+)(?:#[^)]*)?\)/) {
      let target = folder.appendingPathComponent(String(match.1)).standardized
      #expect(FileManager.default.fileExists(atPath: target.path), "\(match.1)")
    }
    for match in try Self.text(page).matches(of: /<doc:(\w+)>/) {
      #expect(Self.pages.contains("\(Self.catalog)/\(match.1).md"), "\(match.1)")
    }
  }

  /// Blocks between fences, with the language that stands after the first one.
  private static func blocks(_ text: String) -> [(language: Substring, text: String)] {
    text.matches(of: /(?ms)^ *```(\w*)\n(.*?)^ *```/).map { ($0.1, String($0.2)) }
  }

  @Test(arguments: pages)
  func `whole manifests are valid`(page: String) async throws {
    let place = try Workplace()
    // Products are looked for in a package, scripts beside the manifest.
    for (language, block) in Self.blocks(try Self.text(page)) where language == "yaml" && block.contains("tune: 1\n") {
      try place.write("a.yaml", block)
      let checked = try await place.tune("check", "a.yaml")
      #expect(checked.code == 0, "\(block)\n\(checked.errors)\(checked.output)")
    }
  }

  @Test func `every command that is mentioned exists`() async throws {
    let help = try await Workplace().tune("--help").output
    let commands = Set(help.matches(of: /(?m)^  ([a-z]+)(?: \(default\))? {2,}/).map { String($0.1) } + ["help"])
    #expect(commands.count > 12)
    for page in Self.pages {
      let text = try Self.text(page)
      let shell = Self.blocks(text).filter { ["", "sh", "shell", "console"].contains($0.language) }.map(\.text)
      let calls =
        shell.flatMap {
          $0.matches(of: /(?m)^ *(?:\$ )?(?:swift-tune|swift package tune) ([a-z]+)/).map { String($0.1) }
        }
        + text.matches(of: /`(?:swift-tune|swift package tune) ([a-z]+)/).map { String($0.1) }
      for call in calls { #expect(commands.contains(call), "\(page): \(call)") }
    }
  }

  @Test func `every module has its words in the architecture`() throws {
    let declarations = try Self.text("Package.swift").matches(
      of: /\.(?:target|executableTarget|systemLibrary|plugin)\(\s*name: "([^"]+)"/
    )
    let architecture = try Self.text("\(Self.catalog)/Architecture.md")
    let templates = Self.root.appendingPathComponent("templates").path
    let programs = (FileManager.default.enumerator(atPath: templates)?.compactMap { $0 as? String } ?? [])
    let modules = declarations.map { String($0.1) }.filter { name in
      !programs.contains { $0.hasSuffix("/Sources/\(name)") }
    }
    #expect(modules.count > 12)
    for module in modules {
      #expect(architecture.contains(try Regex("(?m)^- \\*\\*(\\w+, )?\(module)(, \\w+)?\\*\\*:")), "\(module)")
    }
  }
}
