import JSON
import TuneMath
import TuneModel

/// How an attempt went, as it travels back from another machine.
extension AttemptReport {
  var json: JSONValue {
    var object = JSONObject()
    switch outcome {
    case .exited(let status): object["exit"] = .integer(status)
    case .signaled(let signal, let coreDumped):
      object["signal"] = .integer(signal)
      object["core_dumped"] = .bool(coreDumped)
    case .timedOut: object["ended"] = "timed_out"
    case .idle: object["ended"] = "idle"
    case .stopped: object["ended"] = "stopped"
    case .failed: object["ended"] = "failed"
    case .notStarted(let why): object["not_started"] = .string(why)
    }
    object["series"] = metrics.json
    object["notes"] = .array(notes.map { .string($0) })
    object["seconds"] = .number(duration.inSeconds)
    object["output"] = .array(tail.output.map { .string($0) })
    object["error"] = .array(tail.error.map { .string($0) })
    object["metrics_problem"] = metricsProblem.map { .string($0) }
    object["failure"] = failure.map { .string($0) }
    if let confusion {
      object["labels"] = .array(confusion.labels.map { .string($0) })
      object["confusion"] = .array(
        confusion.cells.map { [.integer($0.truth), .integer($0.prediction), .integer($0.count)] }
      )
    }
    return .object(object)
  }

  init?(json: JSONValue) {
    let outcome: AttemptOutcome
    if let status = json["exit"]?.int {
      outcome = .exited(status)
    } else if let signal = json["signal"]?.int {
      outcome = .signaled(signal, coreDumped: json["core_dumped"]?.bool ?? false)
    } else if let why = json["not_started"]?.string {
      outcome = .notStarted(why)
    } else {
      switch json["ended"]?.string {
      case "timed_out": outcome = .timedOut
      case "idle": outcome = .idle
      case "stopped": outcome = .stopped
      case "failed": outcome = .failed
      default: return nil
      }
    }
    guard let series = json["series"].flatMap(MetricSeries.init(json:)), let seconds = json["seconds"]?.double else {
      return nil
    }
    var confusion: ConfusionMatrix?
    if let labels = json["labels"]?.array?.compactMap(\.string) {
      let cells = (json["confusion"]?.array ?? []).compactMap { row -> ConfusionMatrix.Cell? in
        let numbers = row.array?.compactMap(\.int) ?? []
        guard numbers.count == 3, labels.indices.contains(numbers[0]), labels.indices.contains(numbers[1]) else {
          return nil
        }
        return ConfusionMatrix.Cell(truth: numbers[0], prediction: numbers[1], count: numbers[2])
      }
      confusion = ConfusionMatrix(labels: labels, cells: cells)
    }
    self.init(
      outcome: outcome,
      metrics: series,
      notes: json["notes"]?.array?.compactMap(\.string) ?? [],
      duration: .seconds(seconds),
      tail: LogTail(
        output: json["output"]?.array?.compactMap(\.string) ?? [],
        error: json["error"]?.array?.compactMap(\.string) ?? []
      ),
      metricsProblem: json["metrics_problem"]?.string,
      confusion: confusion,
      failure: json["failure"]?.string
    )
  }
}
