import ArgumentParser
import Tune
import TuneModel
import TuneReport
import TuneStore

struct Tell: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tell",
    abstract: "Say what came of a trial that was asked for.",
    discussion: """
      Every objective needs a value; other metrics may come with them. The record is complete then, and the report is \
      written again.

        swift-tune tell digits 12 --value 0.94
        swift-tune tell digits 12 accuracy=0.94 latency=3.1
        swift-tune tell digits 12 --failed "out of memory"
      """
  )

  @Argument(help: "The experiment: its name, its manifest or its results folder.", completion: .experiments)
  var experiment: String

  @Argument(help: "The trial's number.", completion: .trials)
  var trial: Int

  @Argument(help: ArgumentHelp("Metrics with their values.", valueName: "metric=value"))
  var metrics: [MetricArgument] = []

  // Values may begin with a minus sign, reasons with anything.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The objective's value, where there is one objective.", valueName: "v")
  )
  var value: Double?

  @Option(parsing: .unconditional, help: ArgumentHelp("The trial failed, for this reason.", valueName: "reason"))
  var failed: String?

  func validate() throws {
    if failed != nil, value != nil || !metrics.isEmpty {
      throw ValidationError("a trial that failed has no values: leave out either --failed or the values")
    }
    if failed == nil, value == nil, metrics.isEmpty {
      throw ValidationError("say what came of the trial: --value V, metric=value …, or --failed REASON")
    }
  }

  func run() async throws {
    try await CommandFailure.reporting {
      let file = try ExperimentArgument.file(experiment)
      guard let experiment = file.experiment else { throw CommandFailure(file.rendered, .manifest) }
      do {
        let (record, ledger) = try await ExperimentDesk(file).tell(trial, try result(experiment.objectives))
        Terminal.output.line(line(record, ledger))
      } catch let mistake as TellMistake {
        throw CommandFailure("error: \(mistake)", .usage)
      } catch let failure as RunFailure {
        throw CommandFailure(failure)
      }
    }
  }

  private func result(_ objectives: [Objective]) throws -> ExperimentDesk.Result {
    if let failed { return .failed(failed.isEmpty ? "failed" : failed) }
    var values = MetricValues()
    if let value {
      guard let objective = objectives.first, objectives.count == 1 else {
        let example = objectives.map { "\($0.metric)=…" }.joined(separator: " ")
        throw CommandFailure(
          "error: there are \(objectives.count) objectives; --value does not say which\n   = write \(example)",
          .usage
        )
      }
      values[objective.metric] = value
    }
    for metric in metrics {
      guard values[metric.name] == nil else {
        throw CommandFailure("error: two values of '\(metric.name)' were told", .usage)
      }
      values[metric.name] = metric.value
    }
    return .metrics(values)
  }

  private func line(_ record: TrialRecord, _ ledger: Ledger) -> String {
    var line = "trial \(record.number) \(record.state.words)"
    let values = ledger.experiment.objectives.words(record)
    if !values.isEmpty { line += ": \(values)" }
    if let failure = record.failure { line += ": \(Wording.line(failure))" }
    if ledger.lastImprovement == record.order {
      line += ledger.experiment.objectives.count > 1 ? " (extends the front)" : " (best so far)"
    }
    return line + " [\(ledger.ended)\(ledger.experiment.budget.trials.map { "/\($0)" } ?? "")]"
  }
}

/// `accuracy=0.94`
struct MetricArgument: ExpressibleByArgument {
  var name: String
  var value: Double

  init?(argument: String) {
    // Names may hold an equals sign, numbers do not.
    guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex,
      let value = Double(argument[argument.index(after: equals)...])
    else { return nil }
    name = String(argument[..<equals])
    self.value = value
  }
}
