import ArgumentParser
import JSON
import Tune
import TuneModel
import TuneReport
import TuneSearch
import TuneStore

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what is wrong with manifests; run no trial.",
    discussion: "All mistakes at once, each with file, line and column. Exit code 2 when there are errors."
  )

  @OptionGroup var manifests: ManifestArguments

  @Flag(help: "Also print the first proposals and the commands they would run.")
  var plan = false

  @Option(help: ArgumentHelp("How many proposals --plan prints.", valueName: "n"))
  var proposals = 5

  @Flag(help: "Do not send a job to the cluster that the manifest names, to see whether trials could run there.")
  var noJob = false

  @Flag(
    help: """
      Print one JSON object per manifest, one per line: manifest, valid, and diagnostics, each with severity, message, \
      line, column, length, advice.
      """
  )
  var json = false

  func run() async throws {
    try await CommandFailure.reporting {
      var mistakes = false
      var hasProblem = false
      for file in try manifests.files() {
        mistakes = mistakes || file.experiment == nil
        if json {
          Terminal.output.line(object(file).serialized())
          continue
        }
        if !file.rendered.isEmpty { Terminal.errors.write(file.rendered) }
        guard let experiment = file.experiment else { continue }
        if let rivalry = file.rivalry {
          Terminal.errors.write(rivalry)
          mistakes = true
          continue
        }
        Terminal.output.line("\(file.shown): \(summary(experiment))")
        if plan { try printPlan(file, experiment) }
        if !noJob { hasProblem = await !checkLaunch(file) || hasProblem }
      }
      if mistakes { throw CommandFailure("", .manifest) }
      if hasProblem { throw CommandFailure("", .failed) }
    }
  }

  private func summary(_ experiment: Experiment) -> String {
    var parts = [Wording.count(experiment.space.dimensions.count, "parameter")]
    if let size = experiment.space.cardinality() { parts.append(Wording.count(size, "assignment")) }
    let constraints = experiment.space.constraints.count
    if constraints > 0 { parts.append(Wording.count(constraints, "constraint")) }
    parts.append(experiment.objectives.aims)
    parts.append(experiment.search.strategy.name)
    if let trials = experiment.budget.trials { parts.append(Wording.count(trials, "trial")) }
    return "valid: " + parts.joined(separator: ", ")
  }

  /// Tries whether trials could run where the manifest wants them.
  ///
  /// - Returns: whether nothing speaks against it.
  private func checkLaunch(_ file: ManifestFile) async -> Bool {
    switch await LaunchCheck.run(file, environment: TrainEnvironment.inherited, limit: 120) {
    case .good(let words)?: Terminal.output.line("\(file.shown): launcher: \(words)")
    case .unknown(let words)?: Terminal.output.line("\(file.shown): launcher: not verified; \(words)")
    case .problem(let words)?:
      Terminal.errors.line("\(file.shown): error: trials cannot run where the launcher puts them: \(words)")
      return false
    case nil: break
    }
    return true
  }

  private func printPlan(_ file: ManifestFile, _ experiment: Experiment) throws {
    let ledger = try Ledger(reading: file)
    var search: ExperimentSearch
    do { search = try ExperimentSearch(experiment, folder: file.folder) } catch { throw CommandFailure(error) }
    let history = ledger.history
    for (index, proposal) in search.strategy.propose(max(1, proposals), given: history).enumerated() {
      let number = history.nextNumber + index
      Terminal.output.line("  #\(number)  \(LiveView.parameters(proposal.assignment))   (\(proposal.explanation.why))")
      let seed = TrialSeed.seed(experiment: experiment.search.seed, trial: number)
      let words = TrainCommand.words(experiment, trial: number, proposal.assignment, seed: seed)
      Terminal.output.line("      " + words.map { ShellWord.quoted($0) }.joined(separator: " "))
    }
  }

  private func object(_ file: ManifestFile) -> JSONValue {
    [
      "manifest": .string(file.shown), "valid": .bool(file.experiment != nil),
      "diagnostics": .array(
        file.diagnostics.map { diagnostic in
          var object: JSONObject = [
            "severity": .string(diagnostic.severity.rawValue), "message": .string(diagnostic.message),
          ]
          if let location = diagnostic.location {
            object["line"] = .integer(location.line)
            object["column"] = .integer(location.column)
            object["length"] = .integer(location.length)
          }
          if !diagnostic.advice.isEmpty { object["advice"] = .array(diagnostic.advice.map { .string($0) }) }
          return .object(object)
        }
      ),
    ]
  }
}
