import ArgumentParser
import Foundation

@main
struct SearchBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "How good the search strategies are, and how fast.",
    discussion: "Drives 'swift-tune serve' as any other program would; needs the path of a release build.",
    subcommands: [Compare.self, Time.self, Tasks.self, Evaluate.self],
    defaultSubcommand: Compare.self
  )
}

/// The tool that is measured.
struct ToolArguments: ParsableArguments {
  @Argument(help: "A release build of swift-tune.", transform: { URL(fileURLWithPath: $0) })
  var tool: URL

  func validate() throws {
    guard FileManager.default.isExecutableFile(atPath: tool.path) else {
      throw ValidationError("there is no program \(tool.path): swift build -c release --product swift-tune")
    }
  }
}
