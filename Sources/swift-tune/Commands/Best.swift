import ArgumentParser
import JSON
import Tune
import TuneManifest
import TuneModel
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
          Terminal.output.line("export TUNE_PARAM_\(name.uppercased())=\(ShellWord.quoted(value.description))")
        }
      case .arguments:
        let values = PlaceholderValues(best.assignment, builtins: [.seed: String(best.provenance.seed)])
        // The arguments without those that only make sense inside a trial's folder.
        let words = (try? values.arguments(ledger.experiment.train.arguments)) ?? []
        let text =
          words.isEmpty
          ? best.assignment.map { "--\($0) \(ShellWord.quoted($1.description))" } : words.map(ShellWord.quoted)
        Terminal.output.line(text.joined(separator: " "))
      }
    }
  }
}

/// Texts as words of a POSIX shell.
enum ShellWord {
  static func quoted(_ text: String) -> String {
    let safe = text.utf8.allSatisfy { byte in
      byte >= 0x80 || Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
        || "-_./=:,+@%".utf8.contains(byte)
    }
    if safe, !text.isEmpty { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
