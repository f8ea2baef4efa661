import ArgumentParser
import SystemPackage
import Tune
import TuneModel
import TuneStore

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a manifest to start from.",
    discussion: """
      Without a template: a commented manifest in experiments/, around your own train command. With one: a complete, \
      runnable example. Files that exist are never overwritten.
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
        for template in Templates.all() { Terminal.output.line("\(template.name)  \(template.summary)") }
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
      for path in try chosen.write(into: target) {
        Terminal.output.line("wrote \(ManifestFile.shown(FileSystem.absolute(path)))")
      }
      Terminal.output.write(chosen.nextSteps(target))
    }
  }
}
