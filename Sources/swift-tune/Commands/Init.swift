import ArgumentParser
import SystemPackage
import Tune
import TuneModel
import TuneStore

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a manifest to start from.",
    discussion: """
      Without a template: a commented manifest in experiments/, around your own train command. With one: a complete, \
      runnable example. Files that exist are never overwritten; requirements.txt and Package.swift gain what they lack.
      """
  )

  @Option(help: ArgumentHelp("One of the templates; 'swift-tune init --list' names them.", valueName: "name"))
  var template: String?

  @Flag(help: "List the templates.")
  var list = false

  @Argument(help: "The folder to write to.", completion: .directory)
  var folder: String?

  func run() async throws {
    try await CommandFailure.reporting {
      if list {
        let templates = Templates.all()
        let width = templates.map(\.name.count).max() ?? 0
        for template in templates {
          let padding = String(repeating: " ", count: width - template.name.count)
          Terminal.output.line("\(template.name)\(padding)  \(template.summary)")
        }
        return
      }
      let name = template ?? "command"
      guard let chosen = Templates.all().first(where: { $0.name == name }) else {
        let names = Templates.all().map(\.name)
        let advice =
          nearest(to: name, among: names).map { "did you mean '\($0)'?" }
          ?? "there are: \(names.joined(separator: ", "))"
        throw CommandFailure("error: there is no template '\(name)'\n   = \(advice)", .usage)
      }
      let target = FilePath(folder ?? ManifestSearch.defaultFolder)
      let outcome = try chosen.write(into: target)
      for path in outcome.written { Terminal.output.line("wrote \(shown(path))") }
      for (line, path) in outcome.added { Terminal.output.line("added \(line) to \(shown(path))") }
      for path in outcome.kept { Terminal.output.line("kept \(shown(path)), which is not the template's") }
      Terminal.output.write(chosen.nextSteps(target))
    }
  }

  private func shown(_ path: FilePath) -> String {
    ManifestFile.shown(FileSystem.absolute(path))
  }
}
