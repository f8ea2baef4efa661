import ArgumentParser
import JSON
import SystemPackage
import Tune
import TuneModel
import TuneStore

struct Ask: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Get trials to evaluate yourself, and have them recorded.",
    discussion: """
      Makes the next trials of the experiment, with their folders, parameters and records, and prints them; nothing is \
      run. Whatever evaluates them says what came of each with 'swift-tune tell'. Until then 'run' leaves them alone, and \
      the search knows that they are out. Exit code 1 when there is no trial left to give.
      """
  )

  @Argument(help: "The manifest, or its name in experiments/.", completion: .file(extensions: ["yaml", "yml"]))
  var manifest: String

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many trials.", valueName: "n"))
  var count = 1

  @Flag(help: "Print a JSON object: {\"trials\": [{\"id\": 1, \"parameters\": {…}, \"directory\": \"…\"}, …]}.")
  var json = false

  func validate() throws {
    if !(1...10_000).contains(count) { throw ValidationError("-n is a number from 1 to 10000") }
  }

  func run() async throws {
    try await CommandFailure.reporting {
      let file = try ManifestFile(ManifestArguments.path(manifest))
      let asked: ExperimentDesk.Asked
      do { asked = try await ExperimentDesk(file).ask(count) } catch let failure as RunFailure {
        throw CommandFailure(failure)
      }
      if json {
        Terminal.output.line(object(asked, file).serialized())
      } else {
        for record in asked.trials {
          let path = ManifestFile.shown(file.layout.trial(record.number).parameters)
          let parameters = LiveView.parameters(record.assignment)
          Terminal.output.line("#\(record.number)  \(parameters)   (\(record.explanation.why))")
          Terminal.output.line("    \(path)")
        }
      }
      if let reason = asked.reason, asked.trials.count < count {
        Terminal.errors.line("\(file.shown): no more trials: \(reason.words)")
        if asked.trials.isEmpty { throw CommandFailure("", .failed) }
      }
    }
  }

  private func object(_ asked: ExperimentDesk.Asked, _ file: ManifestFile) -> JSONValue {
    let trials = asked.trials.map { record -> JSONValue in
      var trial = AskTellLines.trial(record.number, record.assignment, record.explanation)
      trial["directory"] = .string(file.layout.trial(record.number).root.string)
      return .object(trial)
    }
    var object: JSONObject = ["trials": .array(trials)]
    if let reason = asked.reason { object["stopped"] = .string(reason.words) }
    return .object(object)
  }
}
