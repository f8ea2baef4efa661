import ArgumentParser
import JSON
import Tune
import TuneExecution
import TuneModel
import TuneReport
import TuneStore

struct Best: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the best trial's parameters, ready to use.",
    discussion: "As the arguments of the manifest's train command; as JSON; or as environment variables for a shell."
  )

  enum Form: String, ExpressibleByArgument, CaseIterable {
    case arguments, json, environment
  }

  @Argument(help: "The manifest, or its name in experiments/.", completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String

  @Option(name: .customLong("as"), help: "The form.")
  var form: Form = .arguments

  func run() async throws {
    try await CommandFailure.reporting {
      let file = try ManifestFile(ManifestArguments.path(manifest))
      let ledger = try Ledger(reading: file)
      guard let best = ledger.best else {
        throw CommandFailure("error: no trial of '\(ledger.experiment.name)' has completed yet", .failed)
      }
      switch form {
      case .json: Terminal.output.line(best.assignment.json.serialized(pretty: true))
      case .environment:
        for (name, value) in best.assignment {
          let variable = AttemptEnvironment.variable(forParameter: name)
          Terminal.output.line("export \(variable)=\(ShellWord.quoted(value.description))")
        }
      case .arguments:
        let words = TrainCommand.arguments(ledger.experiment, best.assignment, seed: best.provenance.seed)
        let text =
          words.isEmpty
          ? best.assignment.map { "--\($0) \(ShellWord.quoted($1.description))" } : words.map(ShellWord.quoted)
        Terminal.output.line(text.joined(separator: " "))
      }
    }
  }
}
