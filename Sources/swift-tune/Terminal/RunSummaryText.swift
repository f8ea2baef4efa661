import Tune
import TuneModel
import TuneReport
import TuneStore

/// The few lines with which a run ends: what the best is, where the report is, what to do next.
enum RunSummaryText {
  static func text(_ summary: ExperimentRun.Summary, _ file: ManifestFile, stopped: Bool) -> String {
    let ledger = summary.ledger
    var lines: [String] = []
    if summary.ran == 0, summary.reason.isDone {
      lines.append("\(ledger.experiment.name): nothing left to do: \(summary.reason.words).")
    }
    let results = ManifestFile.shown(file.layout.root)
    if ledger.experiment.objectives.count > 1, !ledger.front.isEmpty {
      let count = Wording.count(ledger.front.count, "trial")
      lines.append("\(count) on the Pareto front: \(ledger.experiment.objectives.reach(ledger.front)).")
      lines.append("  \(results)/report.md   the report      \(results)/best/front.json   values and parameters")
    } else if let best = ledger.winner, let value = best.metrics[ledger.objective.metric] {
      lines.append(bestLine(best, value, ledger))
      lines.append("  " + LiveView.parameters(best.assignment))
      lines.append("  \(results)/report.md   the report      \(results)/best/   parameters and files of the best trial")
    } else if ledger.ended > 0 {
      lines.append(
        "No trial of \(ledger.experiment.name) completed; \(ManifestFile.shown(file.layout.report)) says why."
      )
    }
    if summary.ran > 0 || !summary.reason.isDone {
      let reason = stopped ? StopReason.interrupted.words : summary.reason.words
      let count = Wording.count(ledger.ended, "trial")
      lines.append("\(count), \(NumberText.duration(summary.seconds)). Stopped: \(reason).")
    }
    if !ledger.asked.isEmpty {
      let numbers = Wording.numbers(ledger.asked.map(\.number))
      lines.append("  asked for and not told yet: \(ledger.asked.count == 1 ? "trial" : "trials") \(numbers)")
    }
    if summary.reason.isDone {
      if case .trialsDone = summary.reason { lines.append("  --trials +10 continues with 10 more") }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func bestLine(_ best: TrialRecord, _ value: Double, _ ledger: Ledger) -> String {
    var line = "Best \(ledger.objective.metric) \(NumberText.number(value)), trial \(best.number)"
    let first = ledger.records.first { $0.state == .completed }
    if let first, first.number != best.number, let start = first.metrics[ledger.objective.metric] {
      let whom = first.assignment == ledger.experiment.space.defaults ? "the default" : "trial \(first.number)"
      line += "; \(whom) has \(NumberText.number(start))"
    }
    return line + "."
  }
}
