import ArgumentParser
import Tune
import TuneModel
import TuneReport

/// The trial that a command is about: `digits 37`, or `37` where there is only one experiment.
struct TrialArguments: ParsableArguments {
  /// As `--help` shows them: which of two words may be left out, the parser cannot know.
  static let usage = "[<experiment>] <trial>"

  @Argument(
    help:
      "The experiment: its name, its manifest or its results folder. May be left out where experiments/ has only one.",
    completion: .experiments
  )
  var experiment: String

  @Argument(
    help: "The trial: its number, 'best', or 'last' for the one that began last.",
    completion: .trials
  )
  var trial: String?

  struct Resolved {
    var file: ManifestFile
    var ledger: Ledger
    var record: TrialRecord
  }

  func resolve() throws -> Resolved {
    guard let trial else {
      let isTrial = TrialArguments.isTrial(experiment)
      if !isTrial, try ManifestSearch.manifest(named: experiment) == nil,
        let near = nearest(to: experiment, among: ["best", "last"])
      {
        throw CommandFailure("error: '\(Wording.line(experiment))' is no trial\n   = did you mean '\(near)'?", .usage)
      }
      let file = try isTrial ? ExperimentArgument.only() : ExperimentArgument.file(experiment)
      let ledger = try Ledger(reading: file)
      guard isTrial else {
        throw CommandFailure(
          "error: which trial of '\(ledger.experiment.name)'?\n   = \(TrialArguments.choices(ledger))",
          .usage
        )
      }
      return Resolved(file: file, ledger: ledger, record: try TrialArguments.record(experiment, ledger))
    }
    let file = try ExperimentArgument.file(experiment)
    let ledger = try Ledger(reading: file)
    return Resolved(file: file, ledger: ledger, record: try TrialArguments.record(trial, ledger))
  }

  private static func isTrial(_ word: String) -> Bool { number(word) != nil || ["best", "last"].contains(word) }

  /// `37`, or `#37` as the terminal shows it.
  private static func number(_ word: String) -> Int? { Int(word.hasPrefix("#") ? String(word.dropFirst()) : word) }

  static func record(_ word: String, _ ledger: Ledger) throws -> TrialRecord {
    let name = ledger.experiment.name
    guard let last = ledger.records.last else {
      throw CommandFailure("error: '\(name)' has no trials yet\n   = 'swift-tune run' makes them", .failed)
    }
    switch word {
    case "last": return last
    case "best":
      guard let best = ledger.winner else {
        throw CommandFailure("error: no trial of '\(name)' has completed yet\n   = \(choices(ledger))", .failed)
      }
      return best
    default: break
    }
    guard let number = number(word) else {
      let advice = nearest(to: word, among: ["best", "last"]).map { "did you mean '\($0)'?" } ?? choices(ledger)
      throw CommandFailure("error: '\(Wording.line(word))' is no trial\n   = \(advice)", .usage)
    }
    guard let record = ledger[number] else {
      throw CommandFailure("error: '\(name)' has no trial \(number)\n   = \(choices(ledger))", .usage)
    }
    return record
  }

  private static func choices(_ ledger: Ledger) -> String {
    guard !ledger.records.isEmpty else { return "it has none yet; 'swift-tune run' makes them" }
    return "its trials are \(Wording.numbers(ledger.records.map(\.number))); 'best' and 'last' mean one, too"
  }
}
