import JSON
import Testing
import TuneModel

@testable import TuneManifest

/// Every good manifest under `Cases/good` with what is decoded from it.
@Suite struct GoodCaseTests {
  @Test(arguments: CaseFile.all(in: "good"))
  func `a good manifest gives the experiment recorded for it`(_ file: CaseFile) throws {
    let reading = reader.read(bytes: try file.bytes, file: "experiments/\(file.fileName)")
    #expect(reading.rendered() == "")
    let experiment = try #require(reading.experiment)
    let text = outline(experiment)
    #expect(try file.recorded("txt", current: text) == text)
  }

  @Test func `the smallest manifest in the reference is good`() {
    #expect(reader.read(text: ManifestReference.smallest, file: "smallest.yaml").rendered() == "")
  }
}

/// The experiment with one fact per line, and nothing left out.
func outline(_ experiment: Experiment) -> String {
  var lines: [String] = []
  func say(_ name: String, _ value: Any?) { lines.append("\(name): \(value.map { "\($0)" } ?? "none")") }
  say("name", experiment.name)
  say("summary", experiment.summary)
  say("prepare", experiment.prepare.map { "\($0.command ?? []) \($0.inputs)" })
  let train = experiment.train
  say("program", train.program)
  say("arguments", train.arguments)
  for entry in train.environment { say("environment \(entry.name)", entry.value.debugDescription) }
  say("directory", train.directory)
  say("timeout", train.timeout)
  say("idle timeout", train.idleTimeout)
  say("grace", train.grace)
  say("retries", train.retries)
  say("log limit", train.logLimit)
  for parameter in experiment.space.parameters {
    let domain =
      switch parameter.domain {
      case .continuous(let range): "\(range.min)...\(range.max) \(range.scale)"
      case .stepped(let range):
        "\(range.isInteger ? "int" : "float") \(range.min)...\(range.max) by \(range.step) \(range.scale)"
      case .ordered(let values): "ordered \(typed(values))"
      case .categorical(let values): "categorical \(typed(values))"
      case .bool: "bool"
      case .fixed(let value): "fixed \(typed([value]))"
      }
    say(
      "parameter \(parameter.name)",
      domain + (parameter.defaultValue.map { ", default \(typed([$0]))" } ?? "")
        + (parameter.condition.map { ", when \($0.parent) is \(typed($0.values))" } ?? "")
    )
  }
  for constraint in experiment.space.constraints { say("constraint", constraint.text) }
  say("metrics", experiment.metrics)
  for objective in experiment.objectives {
    say("objective", "\(objective.direction) \(objective.reduction) \(objective.metric)")
    say("target", objective.target)
  }
  say(
    "strategy",
    experiment.search.strategy.name + " " + JSONValue.object(experiment.search.strategy.options).serialized()
  )
  say("seed", experiment.search.seed)
  for start in experiment.search.start {
    say("start", start.map { "\($0) = \(typed([$1]))" }.joined(separator: ", "))
  }
  say("trials", experiment.budget.trials)
  say("time", experiment.budget.time)
  say("patience", experiment.budget.patience)
  say("failures", experiment.budget.failures)
  say("parallel", experiment.parallel)
  say("gpus", "\(experiment.resources.gpus) of \(experiment.resources.gpuCount)")
  if case .slurm(let settings) = experiment.launcher { say("slurm", settings) }
  return lines.joined(separator: "\n") + "\n"
}

/// The values so that their types show: `1`, `1.0`, `"1"`.
private func typed(_ values: [ParameterValue]) -> String {
  values.map { if case .string(let text) = $0 { text.debugDescription } else { $0.description } }
    .joined(separator: " ")
}
