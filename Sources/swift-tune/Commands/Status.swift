import ArgumentParser
import JSON
import SystemPackage
import Tune
import TuneExecution
import TuneModel
import TuneReport
import TuneStore

struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Say where experiments stand.",
    discussion: """
      How far each is, its best trial, what runs, and when its last trial began (UTC). Reads records only; does not disturb \
      a run. Exit code 2 when a manifest has mistakes.
      """
  )

  @OptionGroup var manifests: ManifestArguments

  @Flag(
    help: """
      Print one JSON object per experiment, one per line: manifest, valid, name, running, done, trials, budget, states, \
      metric, and best with trial, value, parameters; with several objectives front in place of best.
      """
  )
  var json = false

  func run() async throws {
    try await CommandFailure.reporting {
      var mistakes = false
      var table = TextTable([
        ("experiment", .left), ("trials", .right), ("best", .left), ("state", .left), ("last trial", .left),
      ])
      var jobs: [String] = []
      for file in try manifests.files() {
        guard file.experiment != nil else {
          mistakes = true
          if json {
            Terminal.output.line((["manifest": .string(file.shown), "valid": false] as JSONValue).serialized())
          } else {
            let advice = "has mistakes; '\(CommandName.tool) check \(file.shown)' lists them"
            table.append([(file.shown, .plain), ("", .plain), ("", .plain), (advice, .red), ("", .plain)])
          }
          continue
        }
        let ledger = try Ledger(reading: file)
        let isRunning = ExperimentLock.isHeld(file.layout.lock)
        if json {
          Terminal.output.line(object(file, ledger, isRunning).serialized())
        } else {
          table.append(row(file, ledger, isRunning))
          jobs += places(file, ledger).map { "\(CommandName.word(for: file)), \($0)" }
        }
      }
      if !json { for line in table.lines(width: Terminal.output.tableWidth) { Terminal.output.line(line) } }
      for job in jobs { Terminal.output.line(job) }
      if mistakes { throw CommandFailure("", .manifest) }
    }
  }

  private func row(_ file: ManifestFile, _ ledger: Ledger, _ isRunning: Bool) -> [TextTable.Cell] {
    let total = ledger.experiment.budget.trials.map { "/\($0)" } ?? ""
    var best = ""
    if ledger.experiment.objectives.count > 1 {
      if !ledger.front.isEmpty {
        best = "\(ledger.front.count) on the front: \(ledger.experiment.objectives.reach(ledger.front))"
      }
    } else if let winner = ledger.winner, let value = winner.metrics[ledger.objective.metric] {
      best = "\(ledger.objective.metric) \(NumberText.number(value)), trial \(winner.number)"
    }
    let others = counts(ledger).filter { $0.0.isFinal && $0.0 != .completed }.map { "\($1) \($0.words)" }
    let state = ([state(ledger, isRunning)] + others).joined(separator: "; ")
    let last = ledger.records.compactMap { $0.attempts.last?.started }.max() ?? ""
    return [
      (CommandName.word(for: file), .bold), ("\(ledger.ended)\(total)", .plain), (Wording.line(best), .green),
      (Wording.line(state), isRunning ? .cyan : .plain), (String(last.prefix(16)).replacing("T", with: " "), .dim),
    ]
  }

  /// Where trials are that do not run on this machine, and why they wait.
  private func places(_ file: ManifestFile, _ ledger: Ledger) -> [String] {
    ledger.unfinished.flatMap { record in
      AttemptPlace.words(inTrial: file.layout.trial(record.number).root).map { "trial \(record.number): \($0)" }
    }
  }

  private func state(_ ledger: Ledger, _ isRunning: Bool) -> String {
    if isRunning {
      let numbers = ledger.unfinished.map { "\($0.number)" }
      return numbers.isEmpty ? "running" : "running \(Wording.list(numbers))"
    }
    if !ledger.asked.isEmpty, ledger.unfinished.isEmpty {
      let numbers = Wording.numbers(ledger.asked.map(\.number))
      return "\(ledger.asked.count == 1 ? "trial" : "trials") \(numbers) asked for; 'swift-tune tell' ends them"
    }
    switch ledger.endReason {
    case .trialsDone?: return "done"
    case .failures(let count, _)?: return "stopped, as \(count) in a row failed; '\(CommandName.tool) run' tries again"
    case let reason?: return "done: \(reason.words)"
    case nil: break
    }
    return ledger.records.isEmpty ? "not started" : "stopped; '\(CommandName.tool) run' continues"
  }

  private func object(_ file: ManifestFile, _ ledger: Ledger, _ isRunning: Bool) -> JSONValue {
    var object: JSONObject = ["manifest": .string(file.shown), "valid": true, "name": .string(ledger.experiment.name)]
    object["running"] = .bool(isRunning)
    object["done"] = .bool(ledger.endReason?.isDone == true)
    object["trials"] = .integer(ledger.ended)
    object["budget"] = ledger.experiment.budget.trials.map { .integer($0) } ?? .null
    object["states"] = .object(JSONObject(counts(ledger).map { ($0.rawValue, .integer($1)) }))
    let places = places(file, ledger)
    if !places.isEmpty { object["places"] = .array(places.map { .string($0) }) }
    object["metric"] = .string(ledger.objective.metric)
    if ledger.experiment.objectives.count > 1 {
      object["front"] = .array(
        ledger.front.map { record in
          [
            "trial": .integer(record.number), "values": ledger.experiment.objectives.json(record),
            "parameters": record.assignment.json,
          ]
        }
      )
    } else if let best = ledger.winner {
      object["best"] = [
        "trial": .integer(best.number), "value": best.metrics[ledger.objective.metric].map { .number($0) } ?? .null,
        "parameters": best.assignment.json,
      ]
    }
    return .object(object)
  }

  private func counts(_ ledger: Ledger) -> [(TrialState, Int)] {
    TrialState.allCases.compactMap { state in
      let count = ledger.records.count { $0.state == state }
      return count > 0 ? (state, count) : nil
    }
  }
}
