import JSON

/// One line of a worker's standard output.
///
/// | line | meaning |
/// |---|---|
/// | `{"step": 3, "loss": 0.5}`, `{"step": 3, "metrics": {"loss": 0.5}}` | metrics at a step |
/// | `{"result": {"loss": 0.4}}`, `{"result": 0.4}` | the trial is over; the last values, a bare one of the first metric |
/// | `{"failed": "why"}` | the trial is over, and failed |
///
/// `"trial": 7` may stand in each, and must then be the trial that is running. A line that does not begin with `{` is a
/// message of some library, and goes to the log.
enum WorkerAnswer: Hashable, Sendable {
  /// Metrics at a step: the object to read them from, and the step where one is given beside it.
  case report(JSONObject)
  case result(JSONObject)
  case failed(String)
  case message

  /// Why a line cannot be understood, in words that follow `the worker's answer`.
  struct Mistake: Error, Hashable {
    var message: String
  }

  /// - Parameters:
  ///   - line: without its end.
  ///   - trial: the number of the trial that is running.
  ///   - metric: the name of a result that is a bare number.
  init(_ line: some Collection<UInt8>, trial: Int, metric: String?) throws(Mistake) {
    guard let first = line.first(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }),
      first == UInt8(ascii: "{")
    else {
      self = .message
      return
    }
    let object: JSONObject
    do {
      object = try JSONValue(parsing: line, allowsNonFinite: true).object ?? [:]
    } catch {
      throw Mistake(message: "is not JSON: \(error.message), in \(Self.quoted(line))")
    }
    if let number = object["trial"], number.int != trial {
      throw Mistake(message: "is for trial \(number.serialized()), and trial \(trial) is running")
    }
    if let reason = object["failed"] {
      let words = reason.string ?? reason.serialized()
      self = .failed(words.isEmpty ? "the worker gave no reason" : words)
    } else if let result = object["result"] {
      self = .result(try Self.result(result, metric, line))
    } else {
      var report = object
      report["trial"] = nil
      if let metrics = report["metrics"]?.object {
        report["metrics"] = nil
        for (key, value) in metrics { report[key] = value }
      }
      self = .report(report)
    }
  }

  private static func result(
    _ value: JSONValue,
    _ metric: String?,
    _ line: some Collection<UInt8>
  ) throws(Mistake) -> JSONObject {
    if let object = value.object { return object }
    guard let number = value.double else {
      throw Mistake(message: "has a result that is neither a number nor an object of numbers: \(quoted(line))")
    }
    guard let metric else {
      throw Mistake(message: "has a bare number for a result, and it is not known of which metric: \(quoted(line))")
    }
    return [metric: .number(number)]
  }

  /// The start of a line, for a message.
  static func quoted(_ line: some Collection<UInt8>) -> String {
    let shown = line.prefix(80)
    let text = String(decoding: shown, as: UTF8.self)
    let printable = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
    return "`\(printable)\(shown.count < line.count ? "…" : "")`"
  }
}
