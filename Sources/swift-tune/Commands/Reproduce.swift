import ArgumentParser
import Tune
import TuneExecution
import TuneModel

struct Reproduce: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Run a trial again as it was run, and compare.",
    usage: "swift-tune reproduce \(TrialArguments.usage) [--present] [--tolerance <share>]",
    discussion: """
      With the trial's parameters and seed, and the code of the commit that its record names, which is checked out into \
      a worktree of its own for the time of the run. Nothing in the results changes. Of a trial with several runs the \
      first is repeated. Exit status 0: every metric agrees; 1: some do not.
      """
  )

  @OptionGroup var arguments: TrialArguments

  @Flag(name: .customLong("present"), help: "Run the code as it is now, not that of the trial's commit.")
  var present = false

  @Option(help: ArgumentHelp("How much metrics may differ, as a share of their size.", valueName: "share"))
  var tolerance = 0.0

  func run() async throws {
    try await CommandFailure.reporting {
      let trial = try arguments.resolve()
      let reproduction = Reproduction(
        manifest: trial.file,
        launcher: LocalLauncher(),
        environment: TrainEnvironment.inherited,
        usesPresentCode: present
      )
      let result: Reproduction.Result
      do {
        let (made, stopped) = try await ProcessSignals.stoppable {
          try await reproduction.run(trial.record.number) { event in
            if case .preparing(let what) = event { Terminal.errors.line("\(what) …") }
          }
        }
        if stopped { throw CommandFailure("Stopped.", .interrupted) }
        result = made
      } catch let failure as Reproduction.Failure {
        throw CommandFailure("error: \(failure)", .failed)
      }
      for note in result.notes { Terminal.errors.write(note.rendered()) }
      show(result)
      guard result.comparisons.allSatisfy({ $0.agrees(within: tolerance) }), result.outcome == .exited(0) else {
        throw CommandFailure("", .failed)
      }
    }
  }

  private func show(_ result: Reproduction.Result) {
    let rows = result.comparisons.map { comparison in
      [
        comparison.metric, comparison.recorded.description, comparison.now?.description ?? "-",
        comparison.agrees(within: tolerance) ? "same" : "differs",
      ]
    }
    let table = [["metric", "recorded", "now", ""]] + rows
    let widths = (0..<4).map { column in table.map { $0[column].count }.max() ?? 0 }
    for row in table {
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      Terminal.output.line(cells.joined(separator: "  ").trimmedAtEnd)
    }
    Terminal.output.line("Files of this run are in \(ManifestFile.shown(result.folder))")
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
