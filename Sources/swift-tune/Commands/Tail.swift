import ArgumentParser
import SystemPackage
import Tune
import TuneModel
import TuneReport
import TuneStore

struct Tail: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: "Print the end of a trial's log, or follow it.",
    usage: "swift-tune tail \(TrialArguments.usage) [--lines <n>] [--follow]",
    discussion: """
      Both logs, what the train command printed and its errors, as they are. Of a trial with several runs, those of the \
      latest. With -f what comes is printed until the trial ends; Ctrl-C ends it earlier, and disturbs nothing.

        swift-tune tail digits 42 -f
        swift-tune tail last -f
      """
  )

  @OptionGroup var arguments: TrialArguments

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many lines of each log.", valueName: "n"))
  var lines = 20

  @Flag(name: .shortAndLong, help: "Go on printing what comes, until the trial ends.")
  var follow = false

  func validate() throws {
    if !(0...1_000_000).contains(lines) { throw ValidationError("--lines is a number from 0 to 1000000") }
  }

  func run() async throws {
    try await CommandFailure.reporting {
      let trial = try arguments.resolve()
      var tail = LogTailing(trial.file, trial.record, limit: trial.ledger.experiment.train.logLimit)
      let isEmpty = !tail.begin(trial.record, lines: lines)
      if isEmpty, !follow || trial.record.state.isFinal {
        if let attempt = trial.record.attempts.last, !attempt.logTail.isEmpty {
          for line in attempt.logTail.suffix(lines) { Terminal.output.line(line) }
        } else {
          Terminal.errors.line("trial \(trial.record.number) \(Tail.silence(trial.record.state))")
        }
      }
      guard follow else { return }
      let number = trial.record.number
      let file = trial.file
      let (_, stopped) = try await ProcessSignals.stoppable { [tail] in
        var tail = tail
        try await tail.follow(number, in: file)
      }
      if stopped { throw CommandFailure("", .interrupted) }
    }
  }

  private static func silence(_ state: TrialState) -> String {
    switch state {
    case .asked: "is not run here: it was asked for, and has no log"
    case .running, .interrupted, .paused: "has printed nothing yet"
    case .completed, .pruned, .failed, .timedOut, .infeasible:
      "has no log here: it printed nothing, or its log was not committed"
    }
  }
}
