import ArgumentParser
import JSON
import Tune
import TuneModel
import TuneReport
import TuneStore

struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say where experiments stand.",
    discussion: "Reads records only; does not disturb a run."
  )

  @OptionGroup var manifests: ManifestArguments

  @Flag(help: "Print one JSON object per experiment, one per line.")
  var json = false

  func run() async throws {
    try await CommandFailure.reporting {
      var mistakes = false
      for file in try manifests.files() {
        guard file.experiment != nil else {
          mistakes = true
          if json {
            Terminal.output.line((["manifest": .string(file.shown), "valid": false] as JSONValue).serialized())
          } else {
            Terminal.output.line(
              "\(file.shown): the manifest has mistakes; 'swift-tune check \(file.shown)' lists them"
            )
          }
          continue
        }
        let ledger = try Ledger(reading: file)
        let isRunning = ExperimentLock.isHeld(file.layout.lock)
        Terminal.output.line(json ? object(file, ledger, isRunning).serialized() : line(file, ledger, isRunning))
      }
      if mistakes { throw CommandFailure("", .manifest) }
    }
  }

  private func line(_ file: ManifestFile, _ ledger: Ledger, _ isRunning: Bool) -> String {
    var parts: [String] = []
    let total = ledger.experiment.budget.trials.map { "/\($0)" } ?? ""
    parts.append("\(ledger.ended)\(total) trials")
    for (state, count) in counts(ledger) where state != .completed { parts.append("\(count) \(state.words)") }
    if ledger.experiment.objectives.count > 1 {
      if !ledger.front.isEmpty {
        parts.append("\(ledger.front.count) on the front: \(ledger.experiment.objectives.reach(ledger.front))")
      }
    } else if let best = ledger.winner, let value = best.metrics[ledger.objective.metric] {
      parts.append("best \(ledger.objective.metric) \(NumberText.number(value)) (trial \(best.number))")
    }
    parts.append(state(ledger, isRunning))
    return "\(file.shown): " + parts.joined(separator: " · ")
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
    if let reason = ledger.stopReason(timeSpent: ledger.timeSpent) { return "done: \(reason.words)" }
    return ledger.records.isEmpty ? "not started" : "stopped; 'swift-tune run' continues"
  }

  private func object(_ file: ManifestFile, _ ledger: Ledger, _ isRunning: Bool) -> JSONValue {
    var object: JSONObject = ["manifest": .string(file.shown), "valid": true, "name": .string(ledger.experiment.name)]
    object["running"] = .bool(isRunning)
    object["done"] = .bool(ledger.stopReason(timeSpent: ledger.timeSpent) != nil)
    object["trials"] = .integer(ledger.ended)
    object["budget"] = ledger.experiment.budget.trials.map { .integer($0) } ?? .null
    object["states"] = .object(JSONObject(counts(ledger).map { ($0.rawValue, .integer($1)) }))
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
