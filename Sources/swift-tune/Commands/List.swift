import ArgumentParser
import JSON
import Tune
import TuneModel
import TuneReport
import TuneStore

struct List: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List an experiment's trials.",
    discussion: """
      A filter is a condition as in a manifest's constraints, over parameters, metrics and these: trial, state, order, \
      seconds, attempts, expected, strategy, member, phase, and each state by itself (completed, failed, pruned, …). Trials \
      that lack what it names are left out. Names that are no plain words stand in backquotes, texts in quotes.

        swift-tune list digits --filter 'accuracy > 0.95 and optimizer == "adam"'
        swift-tune list digits --filter failed
        swift-tune list digits --sort accuracy --limit 10
        swift-tune list digits --csv > trials.csv
      """
  )

  @OptionGroup var experiment: ExperimentArgument

  @Option(help: ArgumentHelp("Only trials that meet this condition.", valueName: "condition"))
  var filter: String?

  @Option(
    help: ArgumentHelp("Sort by this name; by an objective, the best first. (default: by number)", valueName: "name")
  )
  var sort: String?

  @Flag(help: "The other way round.")
  var reverse = false

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("The first so many only.", valueName: "n"))
  var limit: Int?

  @Flag(
    help: """
      Print one JSON object per trial, one per line: trial, state, metrics, parameters, strategy, member, phase, why, \
      expected, order, seconds, failure; what a trial lacks is left out.
      """
  )
  var json = false

  @Flag(help: "Print CSV with the columns of the report's trials.csv.")
  var csv = false

  func validate() throws {
    if json, csv { throw ValidationError("--json or --csv, not both") }
    if let limit, limit < 1 { throw ValidationError("--limit is a number from 1 on") }
  }

  func run() async throws {
    try await CommandFailure.reporting {
      let ledger = try Ledger(reading: experiment.file())
      let query: TrialQuery
      do throws(Diagnostic) {
        query = try TrialQuery(
          TrialTerms(ledger.experiment, ledger.records),
          filter: filter,
          sortedBy: sort,
          isReversed: reverse,
          limit: limit
        )
      } catch {
        throw CommandFailure(error, sourceLine: filter, .usage)
      }
      let trials = query(ledger.records)
      if json {
        for record in trials { Terminal.output.line(List.object(record).serialized()) }
      } else if csv {
        let standing = Standing(ledger.experiment, ledger.records)
        Terminal.output.write(TrialsCSV.bytes(standing, of: trials.map(\.number)))
      } else {
        show(trials, ledger)
      }
    }
  }

  // MARK: Table

  private func show(_ trials: [TrialRecord], _ ledger: Ledger) {
    let total = Wording.count(ledger.records.count, "trial")
    guard !trials.isEmpty else {
      Terminal.output.line(
        ledger.records.isEmpty ? "'\(ledger.experiment.name)' has no trials yet." : "None of \(total) meets the filter."
      )
      return
    }
    for line in List.table(trials, ledger).lines(width: Terminal.output.tableWidth) { Terminal.output.line(line) }
    if trials.count < ledger.records.count { Terminal.output.line(StyledLine("\(trials.count) of \(total)", .dim)) }
  }

  static func table(_ trials: [TrialRecord], _ ledger: Ledger) -> TextTable {
    let experiment = ledger.experiment
    let objectives = experiment.objectives
    let varying = experiment.space.dimensions.filter { parameter in
      guard let first = ledger.records.first else { return false }
      return ledger.records.contains { $0.assignment[parameter.name] != first.assignment[parameter.name] }
    }
    // A column that is the same everywhere says nothing; of one trial everything is worth saying.
    let parameters = varying.isEmpty ? experiment.space.dimensions : varying
    var titles: [(String, TextTable.Alignment)] = [("trial", .right), ("state", .left)]
    titles += objectives.map { (Wording.line($0.metric, limit: 24), .right) }
    titles.append(("time", .right))
    titles += parameters.map { (Wording.line($0.name, limit: 24), $0.domain.isNumeric ? .right : .left) }
    titles += [("by", .left), ("", .left)]
    var table = TextTable(titles)
    let values = objectives.map { objective in column(trials.map { $0.metrics[objective.metric] }) }
    let best = Set(objectives.count > 1 ? ledger.front.map(\.number) : ledger.winner.map { [$0.number] } ?? [])
    for (row, record) in trials.enumerated() {
      let isBest = best.contains(record.number)
      var cells: [TextTable.Cell] = [
        ("\(record.number)", isBest ? .bold : .plain), (record.state.words, record.state.look),
      ]
      cells += values.map { ($0[row], isBest ? .bold : .plain) }
      cells.append((record.seconds.map { NumberText.duration($0) } ?? "", .dim))
      cells += parameters.map { parameter in
        let text = record.assignment[parameter.name].map { NumberText.value($0) } ?? ""
        return (Wording.value(text, limit: 24), .plain)
      }
      cells.append((Wording.line(record.explanation.member ?? record.explanation.strategy, limit: 16), .dim))
      cells.append(
        (Wording.line(remark(record, isBest, objectives.count), limit: 120), record.failure == nil ? .dim : .red)
      )
      table.append(cells)
    }
    return table
  }

  private static func remark(_ record: TrialRecord, _ isBest: Bool, _ objectives: Int) -> String {
    record.failure ?? record.pruning?.words ?? (isBest ? (objectives > 1 ? "on the front" : "best") : "")
  }

  /// Numbers below each other, some of which may be missing.
  private static func column(_ values: [Double?]) -> [String] {
    var texts = NumberText.column(values.compactMap(\.self))[...]
    return values.map { $0 == nil ? "" : texts.removeFirst() }
  }

  // MARK: JSON

  static func object(_ record: TrialRecord) -> JSONValue {
    let explanation = record.explanation
    var object: JSONObject = [
      "trial": .integer(record.number), "state": .string(record.state.rawValue),
      "metrics": .object(JSONObject(record.metrics.map { (key: $0, value: JSONValue.number($1)) })),
      "parameters": record.assignment.json, "strategy": .string(explanation.strategy),
    ]
    if let member = explanation.member { object["member"] = .string(member) }
    if let phase = explanation.phase { object["phase"] = .string(phase) }
    object["why"] = .string(explanation.why)
    if let expected = explanation.expected {
      object["expected"] = ["mean": .number(expected.mean), "sd": .number(expected.sd)]
    }
    if let order = record.order { object["order"] = .integer(order) }
    if let seconds = record.seconds { object["seconds"] = .number((seconds * 1000).rounded() / 1000) }
    if let failure = record.failure { object["failure"] = .string(failure) }
    return .object(object)
  }
}
