import ArgumentParser
import Tune
import TuneModel

/// For the plugin, which builds these products while it may: while a plugin runs, nobody else can build its package.
struct Products: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "products",
    abstract: "Print the train products that 'swift-tune ARGUMENTS…' would need built, one per line.",
    shouldDisplay: false
  )

  @Argument(parsing: .captureForPassthrough, help: "A command line of swift-tune.")
  var arguments: [String] = []

  func run() async throws {
    // Mistakes of the command line are told by the command itself, which is run next.
    guard let run = try? SwiftTune.parseAsRoot(arguments) as? Run, let files = try? run.manifests.files() else {
      return
    }
    var seen: [String] = []
    for file in files {
      guard let program = file.experiment?.train.program, case .product(let name) = program, !seen.contains(name)
      else { continue }
      seen.append(name)
      Terminal.output.line(name)
    }
  }
}
