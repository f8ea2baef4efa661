import ArgumentParser
import JSON
import Tune
import TuneModel
import TuneSearch

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Drive a search from another program: JSON lines on standard input and output.",
    discussion: """
      {"ask": 2} is answered by {"trials": [{"id": 1, "parameters": {…}, "why": "…"}, …]}; \
      {"tell": [{"id": 1, "value": 0.3}]} says what came of a trial ("failed": true, or "values" for several \
      objectives; "parameters" in place of the id adds a trial made elsewhere) and has no answer. What is wrong is \
      answered by {"error": "…"}. The end of the input ends it. Nothing is run, and no file is written.
      """
  )

  @OptionGroup var experiment: ExperimentArgument

  @Option(help: "A strategy in place of the manifest's, with its default options.")
  var strategy: String?

  @Option(help: "A seed in place of the manifest's.")
  var seed: UInt64?

  func run() async throws {
    try await CommandFailure.reporting {
      guard !Terminal.isInPlugin else {
        throw CommandFailure(
          """
          error: 'swift package' gives its commands no standard input to read requests from
             = run 'swift-tune serve' itself; 'swift build -c release --product swift-tune' builds it
          """,
          .usage
        )
      }
      let file = try experiment.file()
      guard let experiment = file.experiment else { throw CommandFailure(file.rendered, .manifest) }
      var settings = experiment.search
      if let strategy { settings.strategy = StrategyChoice(name: strategy) }
      try check(settings.strategy.name, supports: experiment.objectives.count)
      if let seed { settings.seed = seed }
      let search: ExperimentSearch
      do throws(RunFailure) {
        search = try ExperimentSearch(experiment, folder: file.folder, settings: settings)
      } catch {
        throw CommandFailure(error)
      }
      var lines = AskTellLines(AskTell(search))
      while let line = readLine() {
        guard !line.allSatisfy(\.isWhitespace) else { continue }
        if let answer = lines.answer(line) { Terminal.output.line(answer.serialized()) }
      }
    }
  }

  /// The objectives of a strategy that the manifest names were checked with it.
  private func check(_ strategy: String, supports objectiveCount: Int) throws(CommandFailure) {
    let declarations = StrategyCatalog.declarations
    if declarations.contains(where: { $0.name == strategy && $0.continuesTrials }) {
      throw CommandFailure("error: strategy '\(strategy)' copies checkpoints, which only `run` can do", .usage)
    }
    guard objectiveCount > 1, let declaration = declarations.first(where: { $0.name == strategy }),
      !declaration.supportsSeveralObjectives
    else { return }
    let able = declarations.filter(\.supportsSeveralObjectives).map(\.name).joined(separator: ", ")
    throw CommandFailure(
      """
      error: strategy '\(strategy)' makes one objective best, and there are \(objectiveCount)
         = with several objectives there are: \(able)
      """,
      .usage
    )
  }
}
