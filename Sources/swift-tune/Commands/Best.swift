import ArgumentParser
import JSON
import Tune
import TuneExecution
import TuneModel
import TuneReport
import TuneStore

struct Best: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "best",
    abstract: "Print the best trial's parameters, ready to use.",
    discussion: """
      As the arguments of the manifest's train command; as JSON; or as environment variables for a shell. With several \
      objectives there is no best trial but a front: all of it is printed, each trial under a line that says its values; \
      --trial picks one.
      """
  )

  enum Form: String, ExpressibleByArgument, CaseIterable {
    case arguments, json, environment
  }

  @OptionGroup var experiment: ExperimentArgument

  @Option(name: .customLong("as"), help: "The form.")
  var form: Form = .arguments

  @Option(help: ArgumentHelp("This trial in place of the best one.", valueName: "n"), completion: .trials)
  var trial: String?

  func run() async throws {
    try await CommandFailure.reporting {
      let file = try experiment.file()
      let ledger = try Ledger(reading: file)
      guard ledger.best != nil else {
        let name = CommandName.word(for: file)
        let advice =
          ledger.records.isEmpty
          ? "'\(CommandName.tool) run \(name)' makes trials"
          : "'\(CommandName.tool) list \(name)' says what came of them"
        throw CommandFailure(
          "error: no trial of '\(ledger.experiment.name)' has completed yet\n   = \(advice)",
          .failed
        )
      }
      if let trial {
        print(try TrialArguments.record(trial, ledger), ledger.experiment)
      } else if ledger.experiment.objectives.count > 1 {
        printFront(ledger)
      } else if let best = ledger.winner {
        print(best, ledger.experiment)
      }
    }
  }

  private func printFront(_ ledger: Ledger) {
    if form == .json {
      let members = ledger.front.map { record -> JSONValue in
        [
          "trial": .integer(record.number), "values": ledger.experiment.objectives.json(record),
          "parameters": record.assignment.json,
        ]
      }
      Terminal.output.line(JSONValue.array(members).serialized(pretty: true))
      return
    }
    for record in ledger.front {
      Terminal.output.line("# trial \(record.number): \(ledger.experiment.objectives.words(record))")
      print(record, ledger.experiment)
    }
  }

  private func print(_ record: TrialRecord, _ experiment: Experiment) {
    switch form {
    case .json: Terminal.output.line(record.assignment.json.serialized(pretty: true))
    case .environment:
      for (name, value) in record.assignment {
        let variable = AttemptEnvironment.variable(forParameter: name)
        Terminal.output.line("export \(variable)=\(ShellWord.verbatim(value.description))")
      }
    case .arguments:
      let words = TrainCommand.arguments(experiment, record.assignment, seed: record.provenance.seed)
      let text =
        words.isEmpty
        ? record.assignment.map { "--\($0) \(ShellWord.quoted($1.description))" } : words.map(ShellWord.quoted)
      Terminal.output.line(text.joined(separator: " "))
    }
  }
}
