import ArgumentParser
import JSON
import Tune
import TuneManifest
import TuneModel
import TunePruning
import TuneSearch

struct Schema: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the manifest's JSON Schema or its reference.",
    discussion: """
      Editors complete and check manifests that begin with
        # yaml-language-server: $schema=PATH
      where PATH is a file with what this command prints.
      """
  )

  @Flag(help: "Print the reference manual (Markdown) instead of the schema.")
  var reference = false

  func run() async throws {
    let strategies = StrategyCatalog.declarations
    let pruners = PrunerCatalog.declarations
    if reference {
      Terminal.output.write(ManifestReference.markdown(strategies: strategies, pruners: pruners))
    } else {
      Terminal.output.line(ManifestSchema.json(strategies: strategies, pruners: pruners).serialized(pretty: true))
    }
  }
}
