import JSON
package import TuneModel

/// One trial in the hands of a worker: takes up its answers until the trial is over.
package struct WorkerTrial: Sendable {
  package enum Ending: Hashable, Sendable {
    /// The worker gave a result with every metric that is looked for; it is ready for the next trial.
    case completed
    /// The worker said that the trial failed, or gave a result that lacks a metric; it is ready for the next trial.
    case failed(String)
    /// The worker does not keep to the protocol: the trial has failed, and what the worker says next cannot be told
    /// from an answer to the next trial. It is to be ended, and another one started.
    case misunderstood(String)
  }

  package let request: WorkerRequest
  /// Whether a line is for the log and no answer; set by ``take(_:)`` for the line that it was given.
  package private(set) var lastLineIsMessage = false
  private var recorder: MetricRecorder

  /// - Parameter limit: how many points are kept.
  package init(_ request: WorkerRequest, limit: Int = MetricSeries.defaultLimit) {
    self.request = request
    recorder = MetricRecorder(series: MetricSeries(wanted: request.metrics, limit: limit))
  }

  package var series: MetricSeries { recorder.series }

  /// The points that were found since the last call; of very many the latest.
  package mutating func takeNewPoints() -> [MetricPoint] { recorder.takeFresh() }

  /// Takes up a line; returns how the trial ended when that line ends it.
  package mutating func take(_ line: WorkerLines.Line) -> Ending? {
    lastLineIsMessage = false
    guard case .whole(let bytes) = line else {
      return .misunderstood("the worker's answer is longer than \(WorkerLines.longestLine >> 20) MB")
    }
    do throws(WorkerAnswer.Mistake) {
      switch try WorkerAnswer(bytes, trial: request.trial, metric: request.metrics.first) {
      case .message:
        lastLineIsMessage = true
        return nil
      case .failed(let reason): return .failed(reason)
      case .report(let object):
        guard record(object) else {
          return .misunderstood(
            "the worker's answer has neither metrics nor `result` nor `failed`: \(WorkerAnswer.quoted(bytes))"
          )
        }
        return nil
      case .result(let object):
        recordResult(object)
        return missing.map { .failed($0) } ?? .completed
      }
    } catch {
      return .misunderstood("the worker's answer \(error.message)")
    }
  }

  /// Takes up an object's numbers; false when it has none.
  private mutating func record(_ object: JSONObject) -> Bool {
    let before = recorder.recorded
    _ = JSONMetricParser.read(.object(object), into: &recorder)
    return recorder.recorded > before
  }

  /// Takes up the last values. They belong to the last step that was reported; what they repeat is not taken twice.
  private mutating func recordResult(_ object: JSONObject) {
    var last: [String: Double] = [:]
    var step: Double?
    for point in series.points {
      last[point.metric] = point.value
      step = max(step ?? point.step, point.step)
    }
    var news = JSONObject()
    for (key, value) in object where value.double == nil || value.double != last[key] { news[key] = value }
    if let step, !news.contains(where: { StepColumn(name: $0.key) != nil }) { news["step"] = .number(step) }
    _ = record(news)
  }

  /// Which metric the result lacks, when neither it nor an earlier report has it.
  private var missing: String? {
    let found = series.names
    guard let metric = request.metrics.first(where: { !found.contains($0) }) else { return nil }
    var text = "the worker's result has no `\(metric)`"
    text += found.isEmpty ? ", nor any other metric" : "; it has " + MissingMetric.list(found)
    if let near = nearest(to: metric, among: found) { text += "; did you mean `\(near)`?" }
    return text
  }
}
