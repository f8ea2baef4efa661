import JSON
import SystemPackage
import TuneModel

/// An attempt's request as it travels to another machine.
extension AttemptRequest {
  /// - Parameter inherited: the tuner's own environment. Only what differs from it is written, so that what a node has
  ///   of its own is kept, such as the job's number, of which a tuner that is itself a job has another one.
  func json(inherited: [String: String]) -> JSONValue {
    var object = JSONObject()
    object["arguments"] = .array(arguments.map { .string($0) })
    let changed = environment.filter { inherited[$0.key] != $0.value }.sorted { $0.key < $1.key }
    object["set"] = .object(JSONObject(changed.map { ($0.key, .string($0.value)) }))
    object["unset"] = .array(inherited.keys.filter { environment[$0] == nil }.sorted().map { .string($0) })
    object["directory"] = .string(directory.string)
    object["trial_directory"] = .string(trialDirectory.string)
    object["output_log"] = .string(outputLog.string)
    object["error_log"] = .string(errorLog.string)
    object["log_limit"] = .integer(logLimit)
    object["timeout"] = timeout.map { .number($0.inSeconds) }
    object["idle_timeout"] = idleTimeout.map { .number($0.inSeconds) }
    object["grace"] = .number(grace.inSeconds)
    object["notice"] = notice.map { .number($0.inSeconds) }
    object["metrics"] = metrics.json
    object["wanted"] = .array(wanted.map { .string($0) })
    object["point_limit"] = .integer(pointLimit)
    object["marker"] = .string(marker.value)
    return .object(object)
  }

  /// - Parameter environment: that of the job.
  init?(json: JSONValue, environment inherited: [String: String]) {
    guard let arguments = json["arguments"]?.array?.compactMap(\.string),
      let directory = json["directory"]?.string, let trialDirectory = json["trial_directory"]?.string,
      let output = json["output_log"]?.string, let error = json["error_log"]?.string,
      let limit = json["log_limit"]?.int, let grace = json["grace"]?.double,
      let metrics = json["metrics"].flatMap(MetricSource.init(json:)), let marker = json["marker"]?.string
    else { return nil }
    var environment = inherited
    for name in json["unset"]?.array?.compactMap(\.string) ?? [] { environment[name] = nil }
    for (name, value) in json["set"]?.object ?? JSONObject() { environment[name] = value.string }
    self.init(
      arguments: arguments,
      environment: environment,
      directory: FilePath(directory),
      trialDirectory: FilePath(trialDirectory),
      outputLog: FilePath(output),
      errorLog: FilePath(error),
      logLimit: limit,
      timeout: json["timeout"]?.double.map { .seconds($0) },
      idleTimeout: json["idle_timeout"]?.double.map { .seconds($0) },
      grace: .seconds(grace),
      notice: json["notice"]?.double.map { .seconds($0) },
      metrics: metrics,
      wanted: json["wanted"]?.array?.compactMap(\.string) ?? [],
      pointLimit: json["point_limit"]?.int ?? MetricSeries.defaultLimit,
      marker: AttemptMarker(value: marker)
    )
  }
}

extension MetricSource {
  var json: JSONValue {
    switch self {
    case .output: return ["source": "output"]
    case .pattern(let pattern): return ["source": "pattern", "pattern": .string(pattern)]
    case .json(let file): return ["source": "json", "file": .string(file)]
    case .jsonLines(let file): return ["source": "jsonl", "file": .string(file)]
    case .csv(let file): return ["source": "csv", "file": .string(file)]
    case .predictions(let predictions):
      var object: JSONObject = [
        "source": "predictions", "file": .string(predictions.file), "task": .string(predictions.task.rawValue),
        "truth": .string(predictions.truth), "prediction": .string(predictions.prediction),
        "probabilities": .array(predictions.probabilities.map { .string($0) }),
        "labels": .array(predictions.labels.map { .string($0) }),
      ]
      object["positive"] = predictions.positive.map { .string($0) }
      return .object(object)
    }
  }

  init?(json: JSONValue) {
    let file = json["file"]?.string ?? ""
    switch json["source"]?.string {
    case "output": self = .output
    case "pattern": self = .pattern(json["pattern"]?.string ?? "")
    case "json": self = .json(file: file)
    case "jsonl": self = .jsonLines(file: file)
    case "csv": self = .csv(file: file)
    case "predictions":
      self = .predictions(
        Predictions(
          file: file,
          task: json["task"]?.string.flatMap(Predictions.Task.init(rawValue:)) ?? .classification,
          truth: json["truth"]?.string ?? "truth",
          prediction: json["prediction"]?.string ?? "prediction",
          probabilities: json["probabilities"]?.array?.compactMap(\.string) ?? [],
          labels: json["labels"]?.array?.compactMap(\.string) ?? [],
          positive: json["positive"]?.string
        )
      )
    default: return nil
    }
  }
}
