import Tune
import TuneModel
import TuneReport
import TuneStore

/// The few lines with which a run ends: what the best is and how sure, where the report is, what to do next.
enum RunSummaryText {
  /// - Parameter width: of the terminal; names of files and commands are never cut.
  static func text(_ summary: ExperimentRun.Summary, _ file: ManifestFile, stopped: Bool, width: Int) -> String {
    let ledger = summary.ledger
    let standing = Standing(ledger.experiment, ledger.records)
    var lines: [String] = []
    if summary.ran == 0, summary.reason.isDone {
      lines.append("\(ledger.experiment.name): nothing left to do: \(summary.reason.words).")
    }
    let results = ManifestFile.shown(file.layout.root)
    let command = "\(CommandName.tool) best \(ShellWord.quoted(CommandName.word(for: file)))"
    if ledger.experiment.objectives.count > 1, !ledger.front.isEmpty {
      let count = Wording.count(ledger.front.count, "trial")
      lines.append("\(count) on the Pareto front: \(ledger.experiment.objectives.reach(ledger.front)).")
      lines += entries([
        (command, "values and parameters of each"), ("\(results)/report.md", "the report"),
      ])
    } else if let best = ledger.winner, let conclusion = standing.conclusion {
      lines += Paragraph.lines(conclusion, width: width)
      let report = "\(results)/report.md"
      let settings = StyledLine(LiveView.parameters(best.assignment, of: ledger.experiment.space))
      let room = width - 5 - max(columns(command), columns(report))
      let parameters = room < 24 ? "the parameters" : settings.cut(to: room).rendered(colors: false)
      let files = (name: "\(results)/best/", what: "files of the best trial")
      // Both on a line where they fit.
      let both = "the report     \(files.name)   \(files.what)"
      lines += entries(
        columns(both) <= room
          ? [(command, parameters), (report, both)] : [(command, parameters), (report, "the report"), files]
      )
    } else if ledger.ended > 0 {
      lines.append("No trial of \(ledger.experiment.name) completed; \(results)/report.md says more.")
    }
    lines += FailureText.lines(summary, file)
    if summary.ran > 0 || !summary.reason.isDone { lines += Paragraph.lines(course(summary, stopped), width: width) }
    if !ledger.asked.isEmpty {
      let numbers = Wording.numbers(ledger.asked.map(\.number))
      lines.append("  asked for and not told yet: \(ledger.asked.count == 1 ? "trial" : "trials") \(numbers)")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// Names below each other, and what is there.
  private static func entries(_ entries: [(name: String, what: String)]) -> [String] {
    let widest = entries.map { columns($0.name) }.max() ?? 0
    return entries.map { "  \($0.name)\(String(repeating: " ", count: widest - columns($0.name) + 3))\($0.what)" }
  }

  /// `60 trials, 4m51s, 2 at a time. Stopped: all 60 trials done; --trials +10 continues.`
  private static func course(_ summary: ExperimentRun.Summary, _ stopped: Bool) -> String {
    let ledger = summary.ledger
    var reason = stopped ? StopReason.interrupted.words : summary.reason.words
    // Why they failed has been said.
    if !stopped, case .failures(let count, _) = summary.reason { reason = "\(count) trials in a row failed" }
    var line = "\(Wording.count(ledger.ended, "trial")), \(NumberText.duration(summary.seconds))"
    if ledger.experiment.parallel > 1 { line += ", \(ledger.experiment.parallel) at a time" }
    line += ". Stopped: \(reason)"
    if !stopped, case .trialsDone = summary.reason { line += "; --trials +10 continues" }
    return line + "."
  }
}
