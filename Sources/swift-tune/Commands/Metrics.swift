import ArgumentParser
import JSON
import SystemPackage
import Tune
import TuneExecution
import TuneModel
import TuneReport

struct Metrics: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Show which metrics would be collected from a log.",
    discussion: "Reads the file as the manifest's 'metrics' says, and tells what a trial with this output would get."
  )

  @OptionGroup var experiment: ExperimentArgument

  @Option(help: ArgumentHelp("The log, or the metrics file.", valueName: "log"), completion: .file())
  var file: String

  @Flag(help: "Print every point as a JSON object, one per line.")
  var json = false

  func run() async throws {
    try await CommandFailure.reporting {
      let manifest = try experiment.file()
      guard let experiment = manifest.experiment else { throw CommandFailure(manifest.rendered, .manifest) }
      let wanted = experiment.objectives.map(\.metric)
      let collector: MetricCollector
      do {
        collector = try MetricCollector.collected(from: FilePath(file), source: experiment.metrics, wanted: wanted)
      } catch {
        throw CommandFailure(
          "error: cannot read '\(file)': \(error)\n   = --file is the log of a run, or the file that the manifest's 'metrics' names",
          .usage
        )
      }
      if json {
        for point in collector.series.points { Terminal.output.line(object(point).serialized()) }
      } else {
        print(collector, experiment)
      }
      let missing = wanted.filter { collector.series.values(for: experiment.objectives)[$0] == nil }
      guard missing.isEmpty else { throw CommandFailure("", .failed) }
    }
  }

  private func print(_ collector: MetricCollector, _ experiment: Experiment) {
    let series = collector.series
    let values = series.values(for: experiment.objectives)
    for name in series.names {
      let points = series.points.filter { $0.metric == name }
      var line = "\(name): \(values[name].map { NumberText.number($0) } ?? "")"
      if let first = points.first, let last = points.last, points.count > 1 {
        line += "   \(points.count) points, steps \(NumberText.number(first.step)) to \(NumberText.number(last.step))"
      }
      if let objective = experiment.objectives.first(where: { $0.metric == name }) {
        line += "   (the objective: \(objective.reduction.rawValue))"
      }
      Terminal.output.line(line)
    }
    for note in collector.notes { Terminal.output.line("note: \(note)") }
    for objective in experiment.objectives where values[objective.metric] == nil {
      let missing = MissingMetric(
        metric: objective.metric,
        source: experiment.metrics,
        found: series.names,
        problem: collector.problem,
        tail: LogTail()
      )
      Terminal.errors.line("error: \(missing.summary)")
    }
  }

  private func object(_ point: MetricPoint) -> JSONValue {
    ["metric": .string(point.metric), "step": .number(point.step), "value": .number(point.value)]
  }
}
