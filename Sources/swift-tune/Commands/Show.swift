import ArgumentParser
import JSON
import SystemPackage
import Tune
import TuneExecution
import TuneModel
import TuneReport
import TuneStore

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show everything about a trial.",
    usage: "swift-tune show \(TrialArguments.usage) [--lines <n>] [--json]",
    discussion: """
      Parameters beside the defaults, metrics, attempts, why it was tried and what came of it, the end of its log, its files.

        swift-tune show digits 37
        swift-tune show best
      """
  )

  @OptionGroup var arguments: TrialArguments

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many lines of each log.", valueName: "n"))
  var lines = 10

  @Flag(help: "Print the trial's record, as it is in its trial.json.")
  var json = false

  func validate() throws {
    if !(0...100_000).contains(lines) { throw ValidationError("--lines is a number from 0 to 100000") }
  }

  func run() async throws {
    try await CommandFailure.reporting {
      let trial = try arguments.resolve()
      if json {
        Terminal.output.line(trial.record.json.serialized(pretty: true))
        return
      }
      let width = Terminal.output.textWidth
      var blocks = [[TrialHeading.line(trial.record, trial.ledger.experiment)]]
      blocks.append(parameters(trial))
      blocks.append(metrics(trial))
      if trial.record.attempts.count > 1 || !notes(trial.record).isEmpty { blocks.append(attempts(trial)) }
      if let story = TrialStory(of: trial.record.number, trial.ledger.experiment, trial.ledger.records) {
        blocks.append(StoryText.lines(story, width: width))
      }
      blocks += logs(trial)
      blocks.append(files(trial))
      for (index, block) in blocks.filter({ !$0.isEmpty }).enumerated() {
        if index > 0 { Terminal.output.line(StyledLine()) }
        for line in block { Terminal.output.line(line) }
      }
    }
  }

  private func titled(_ title: String, _ table: TextTable) -> [StyledLine] {
    let lines = table.lines(width: Terminal.output.tableWidth == .max ? .max : Terminal.output.tableWidth - 2)
    return lines.isEmpty ? [] : [StyledLine(title, .bold)] + lines.map { $0.indented(by: 2) }
  }

  private func parameters(_ trial: TrialArguments.Resolved) -> [StyledLine] {
    var table = TextTable([("", .left), ("", .left), ("", .left)])
    let defaults = trial.ledger.experiment.space.defaults
    for (name, value) in trial.record.assignment {
      let before = defaults?[name].flatMap { $0 == value ? nil : "default \(Wording.value(NumberText.value($0)))" }
      table.append([
        (Wording.value(name), .plain), (Wording.value(NumberText.value(value)), .bold), (before ?? "", .dim),
      ])
    }
    return titled("Parameters", table)
  }

  private func metrics(_ trial: TrialArguments.Resolved) -> [StyledLine] {
    var table = TextTable([("", .left), ("", .left), ("", .left)])
    for (name, value) in trial.record.metrics {
      let objective = trial.ledger.experiment.objectives.first { $0.metric == name }
      table.append([
        (Wording.value(name), .plain), (NumberText.number(value), objective == nil ? .plain : .bold),
        (objective.map { "the objective, \($0.direction.rawValue)d" } ?? "", .dim),
      ])
    }
    return titled("Metrics", table)
  }

  private func notes(_ record: TrialRecord) -> [String] { record.attempts.flatMap(\.notes) }

  private func attempts(_ trial: TrialArguments.Resolved) -> [StyledLine] {
    let objectives = trial.ledger.experiment.objectives
    var table = TextTable([
      ("", .right), ("run", .left), ("began (UTC)", .left), ("time", .right), ("end", .left), ("", .left), ("", .left),
    ])
    for attempt in trial.record.attempts {
      let values = objectives.compactMap { objective in
        attempt.metrics[objective.metric].map { "\(objective.metric) \(NumberText.number($0))" }
      }
      let reused = attempt.reused.map { ["taken from \($0)"] } ?? []
      table.append([
        ("\(attempt.number)", .plain), (attempt.part?.words ?? "", .plain),
        (String(attempt.started.prefix(19)).replacing("T", with: " "), .dim),
        (attempt.duration.map { NumberText.duration($0) } ?? "", .plain), (attempt.outcome?.words ?? "running", .plain),
        (Wording.line(values.joined(separator: ", ")), .plain),
        (Wording.line((reused + attempt.notes).joined(separator: "; "), limit: 300), .dim),
      ])
    }
    return titled("Attempts", table)
  }

  /// The end of what the last attempt printed; where the log is not here any more, what its record keeps of it.
  private func logs(_ trial: TrialArguments.Resolved) -> [[StyledLine]] {
    guard lines > 0, let attempt = trial.record.attempts.last else { return [] }
    let layout = trial.file.layout.trial(trial.record.number)
    var blocks: [[StyledLine]] = []
    for path in TrialFiles(layout).logs(attempt.part) {
      guard let log = try? LogEnd(path, lines: lines), !log.lines.isEmpty else { continue }
      let title = "\(path.lastComponent?.string ?? ""), the last \(Wording.count(log.lines.count, "line"))"
      blocks.append([StyledLine(title, .bold)] + log.lines.map { StyledLine("  " + $0) })
    }
    if blocks.isEmpty, !attempt.logTail.isEmpty {
      let tail = attempt.logTail.suffix(lines).map { StyledLine("  " + Wording.value($0, limit: 400)) }
      blocks.append([StyledLine("The end of its log, as the record keeps it", .bold)] + tail)
    }
    return blocks
  }

  private func files(_ trial: TrialArguments.Resolved) -> [StyledLine] {
    let layout = trial.file.layout.trial(trial.record.number)
    var table = TextTable([("", .left), ("", .right)])
    for file in TrialFiles(layout).all {
      table.append([
        (Wording.value(file.path) + (file.size == nil ? "/" : ""), .plain),
        (file.size.map(ByteCount.words) ?? "", .dim),
      ])
    }
    return titled("Files in \(ManifestFile.shown(layout.root))", table)
  }
}

extension AttemptOutcome {
  fileprivate var words: String {
    switch self {
    case .exited(let status): "exit \(status)"
    case .signaled(let signal, let coreDumped): "signal \(signal)" + (coreDumped ? ", core dumped" : "")
    case .timedOut: "timed out"
    case .idle: "silent too long"
    case .stopped: "stopped"
    case .failed: "failed"
    case .notStarted: "not started"
    }
  }
}
