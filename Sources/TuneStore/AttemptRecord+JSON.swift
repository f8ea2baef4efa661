import JSON
import TuneModel

extension AttemptRecord {
  var json: JSONValue {
    var object = JSONObject()
    object["attempt"] = .integer(number)
    part?.write(into: &object)
    if let work { object["work"] = .string(work) }
    if let reused { object["reused"] = .string(reused) }
    object["started"] = .string(started)
    if let duration { object["duration"] = .number(duration) }
    outcome?.write(into: &object)
    object["seed"] = .integer(Int(truncatingIfNeeded: seed))
    if let budget { object["budget"] = .integer(budget) }
    if let paused { object["paused"] = .integer(paused) }
    if let process {
      object["process"] = [
        "id": .integer(Int(process.processID)), "start": .integer(Int(truncatingIfNeeded: process.startTime)),
        "boot": .string(process.boot),
      ]
    }
    if !metrics.isEmpty { object["metrics"] = metrics.json }
    if !points.isEmpty { object["series"] = series }
    if let confusion { object["confusion"] = confusion.json }
    if !notes.isEmpty { object["notes"] = .array(notes.map { .string($0) }) }
    if !logTail.isEmpty { object["log_tail"] = .array(logTail.map { .string($0) }) }
    return .object(object)
  }

  init(json reader: RecordReader) throws(RecordMistake) {
    let value = reader.value
    var process: ProcessIdentity?
    if let id = value["process"]?["id"]?.int, let start = value["process"]?["start"]?.int {
      process = ProcessIdentity(
        processID: Int32(truncatingIfNeeded: id),
        startTime: UInt64(truncatingIfNeeded: start),
        boot: value["process"]?["boot"]?.string ?? ""
      )
    }
    self.init(
      number: try reader.int("attempt"),
      part: TrialPart(json: value),
      started: try reader.string("started"),
      duration: try reader.optionalSeconds("duration"),
      outcome: AttemptOutcome(json: value),
      seed: UInt64(bitPattern: Int64(try reader.int("seed"))),
      process: process,
      metrics: try reader.metrics("metrics"),
      points: AttemptRecord.points(value["series"]),
      notes: value["notes"]?.array?.compactMap(\.string) ?? [],
      logTail: value["log_tail"]?.array?.compactMap(\.string) ?? []
    )
    work = value["work"]?.string
    confusion = value["confusion"].flatMap(ConfusionCounts.init(json:))
    reused = value["reused"]?.string
    budget = value["budget"]?.int
    paused = try reader.optionalInt("paused")
  }

  /// By metric: a list of values where the steps are 1, 2, 3, …, else lists of steps and values.
  private var series: JSONValue {
    var names: [String] = []
    var byName: [String: [MetricPoint]] = [:]
    for point in points {
      if byName[point.metric] == nil { names.append(point.metric) }
      byName[point.metric, default: []].append(point)
    }
    var object = JSONObject()
    for name in names {
      let points = byName[name] ?? []
      let values = JSONValue.array(points.map { .number($0.value) })
      let counts = points.enumerated().allSatisfy { $1.step == Double($0 + 1) }
      object[name] = counts ? values : ["steps": .array(points.map { stepJSON($0.step) }), "values": values]
    }
    return .object(object)
  }

  private func stepJSON(_ step: Double) -> JSONValue {
    step.rounded() == step && abs(step) < 1e15 ? .integer(Int(step)) : .number(step)
  }

  private static func points(_ series: JSONValue?) -> [MetricPoint] {
    guard case .object(let object)? = series else { return [] }
    var points: [MetricPoint] = []
    for (name, value) in object {
      let values = value.array ?? value["values"]?.array ?? []
      let steps = value["steps"]?.array
      for (index, number) in values.enumerated() {
        let step = steps.flatMap { index < $0.count ? $0[index].double : nil } ?? Double(index + 1)
        points.append(MetricPoint(name, step: step, value: number.double ?? .nan))
      }
    }
    return points
  }
}

extension ConfusionCounts {
  var json: JSONValue {
    [
      "labels": .array(labels.map { .string($0) }),
      "counts": .array(cells.map { [.integer($0.truth), .integer($0.prediction), .integer($0.count)] }),
    ]
  }

  init?(json: JSONValue) {
    let cells = (json["counts"]?.array ?? []).compactMap { row -> Cell? in
      let numbers = row.array?.compactMap(\.int) ?? []
      return numbers.count == 3 ? Cell(truth: numbers[0], prediction: numbers[1], count: numbers[2]) : nil
    }
    self.init(labels: json["labels"]?.array?.compactMap(\.string) ?? [], cells: cells)
  }
}

extension TrialPart {
  /// One key of the attempt's object: `repeat`, `fold` or `confirmation`.
  func write(into object: inout JSONObject) {
    switch self {
    case .seed(let number): object["repeat"] = .integer(number)
    case .fold(let number): object["fold"] = .integer(number)
    case .confirmation(let number): object["confirmation"] = .integer(number)
    }
  }

  init?(json: JSONValue) {
    if let number = json["repeat"]?.int {
      self = .seed(number)
    } else if let number = json["fold"]?.int {
      self = .fold(number)
    } else if let number = json["confirmation"]?.int {
      self = .confirmation(number)
    } else {
      return nil
    }
  }
}

extension MetricValues {
  var json: JSONValue { .object(JSONObject(map { ($0, .number($1)) })) }
}

extension AttemptOutcome {
  /// One or two keys of the attempt's object: `exit`, `signal`, `ended` or `not_started`.
  func write(into object: inout JSONObject) {
    switch self {
    case .exited(let status): object["exit"] = .integer(status)
    case .signaled(let signal, let coreDumped):
      object["signal"] = .integer(signal)
      if coreDumped { object["core_dumped"] = true }
    case .timedOut: object["ended"] = "timed_out"
    case .idle: object["ended"] = "idle"
    case .stopped: object["ended"] = "stopped"
    case .failed: object["ended"] = "failed"
    case .notStarted(let reason): object["not_started"] = .string(reason)
    }
  }

  init?(json: JSONValue) {
    if let status = json["exit"]?.int {
      self = .exited(status)
    } else if let signal = json["signal"]?.int {
      self = .signaled(signal, coreDumped: json["core_dumped"]?.bool ?? false)
    } else if let reason = json["not_started"]?.string {
      self = .notStarted(reason)
    } else {
      switch json["ended"]?.string {
      case "timed_out": self = .timedOut
      case "idle": self = .idle
      case "stopped": self = .stopped
      case "failed": self = .failed
      default: return nil
      }
    }
  }
}
