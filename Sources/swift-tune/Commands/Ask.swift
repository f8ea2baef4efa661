import ArgumentParser
import JSON
import SystemPackage
import Tune
import TuneExecution
import TuneModel
import TuneReport
import TuneStore

struct Ask: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask",
    abstract: "Get trials to evaluate yourself, and have them recorded.",
    discussion: """
      Makes the next trials of the experiment, with their folders, parameters and records, and prints them; nothing is \
      run. Whatever evaluates them says what came of each with 'swift-tune tell'. Until then 'run' leaves them alone, and \
      the search knows that they are out. Exit code 1 when there is no trial left to give.
      """
  )

  @OptionGroup var experiment: ExperimentArgument

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many trials.", valueName: "n"))
  var count = 1

  @Flag(help: "Print a JSON object: {\"trials\": [{\"id\": 1, \"parameters\": {…}, \"directory\": \"…\"}, …]}.")
  var json = false

  @Flag(
    help: """
      Print one trial as lines that a shell evaluates: TUNE_TRIAL, TUNE_TRIAL_DIR, TUNE_PARAMETERS, TUNE_SEED and \
      TUNE_PARAM_<NAME>.
      """
  )
  var environment = false

  func validate() throws {
    if environment, json || count != 1 { throw ValidationError("--environment is for one trial, and without --json") }
    if !(1...10_000).contains(count) { throw ValidationError("-n is a number from 1 to 10000") }
  }

  func run() async throws {
    try await CommandFailure.reporting {
      let file = try experiment.file()
      let asked: ExperimentDesk.Asked
      do { asked = try await ExperimentDesk(file).ask(count) } catch let failure as RunFailure {
        throw CommandFailure(failure)
      }
      if json {
        Terminal.output.line(object(asked, file).serialized())
      } else if environment {
        for line in asked.trials.flatMap({ assignments($0, file) }) { Terminal.output.line(line) }
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

  /// Variables as train commands find them. Those of parameters that do not exist in this trial are taken away: a loop
  /// may have set them for the last one.
  private func assignments(_ record: TrialRecord, _ file: ManifestFile) -> [String] {
    let trial = file.layout.trial(record.number)
    let variables = [
      ("TUNE_TRIAL", String(record.number)), ("TUNE_TRIAL_DIR", trial.root.string),
      ("TUNE_PARAMETERS", trial.parameters.string), ("TUNE_SEED", String(record.provenance.seed)),
    ]
    let exported = variables.map { "export \($0)=\(ShellWord.verbatim($1))" }
    let parameters = (file.experiment?.space.parameters ?? []).map { parameter -> String in
      let name = AttemptEnvironment.variable(forParameter: parameter.name)
      guard let value = record.assignment[parameter.name] else { return "unset \(name)" }
      return "export \(name)=\(ShellWord.verbatim(value.description))"
    }
    return exported + parameters
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
