import ArgumentParser
import JSON
import Tune

struct Manual: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the manual page of swift-tune, for man(1).",
    discussion: """
      Every command with its options, made from the same declarations as --help.

        swift-tune manual > ~/.local/share/man/man1/swift-tune.1
      """
  )

  func run() async throws {
    // The parser tells of its commands as JSON; see ArgumentParserToolInfo.
    let description = try JSONValue(parsing: SwiftTune._dumpHelp())
    let command = description["command"] ?? .null
    Terminal.output.write(ManualPage.text(command, usages: SwiftTune.usages, version: TuneVersion.current))
  }
}
