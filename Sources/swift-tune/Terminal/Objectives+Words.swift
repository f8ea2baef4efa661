import JSON
import TuneModel
import TuneReport

/// The objectives of an experiment, as the terminal shows them.
extension [Objective] {
  /// `accuracy ↑ latency ↓`
  var heading: String {
    map { "\($0.metric) \($0.direction == .maximize ? "↑" : "↓")" }.joined(separator: " ")
  }

  /// `maximize accuracy, minimize latency`
  var aims: String { map { "\($0.direction.rawValue) \($0.metric)" }.joined(separator: ", ") }

  /// A trial's values: `accuracy 0.94, latency 3.4`; empty where it has none.
  func words(_ record: TrialRecord) -> String {
    compactMap { objective in
      record.metrics[objective.metric].map { "\(objective.metric) \(NumberText.number($0))" }
    }.joined(separator: ", ")
  }

  /// The best that trials of a front have in each: `accuracy up to 0.94, latency down to 3.4`.
  func reach(_ front: [TrialRecord]) -> String {
    compactMap { objective in
      let values = front.compactMap { $0.metrics[objective.metric] }
      let best = objective.direction == .maximize ? values.max() : values.min()
      return best.map {
        "\(objective.metric) \(objective.direction == .maximize ? "up" : "down") to \(NumberText.number($0))"
      }
    }.joined(separator: ", ")
  }

  /// A trial's values by metric.
  func json(_ record: TrialRecord) -> JSONValue {
    .object(
      JSONObject(map { (key: $0.metric, value: record.metrics[$0.metric].map { .number($0) } ?? .null) })
    )
  }
}
