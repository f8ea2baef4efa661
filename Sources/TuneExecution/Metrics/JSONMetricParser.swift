import JSON
import TuneModel

/// Finds metrics in JSON: the numbers of an object, those of objects within it under names joined with dots, such as
/// `validation.loss`. `step`, `epoch` and their like at the top say which step they belong to.
struct JSONMetricParser {
  /// Deeper objects are no reports.
  private static let deepest = 8

  /// Takes up an object's numbers; false when the value is no object.
  static func read(_ value: JSONValue, into recorder: inout MetricRecorder) -> Bool {
    guard let object = value.object else { return false }
    let steps = object.compactMap { member in
      StepColumn(name: member.key).flatMap { column in member.value.double.map { (column, $0) } }
    }
    let step = steps.min { $0.0 < $1.0 }?.1
    read(object, prefix: "", step: step, depth: 1, into: &recorder)
    return true
  }

  private static func read(
    _ object: JSONObject,
    prefix: String,
    step: Double?,
    depth: Int,
    into recorder: inout MetricRecorder
  ) {
    for (key, value) in object {
      if let inner = value.object {
        if depth < deepest {
          read(inner, prefix: prefix + key + ".", step: step, depth: depth + 1, into: &recorder)
        }
      } else if let number = value.double, depth > 1 || StepColumn(name: key) == nil {
        recorder.record(prefix + key, step: step, value: number)
      }
    }
  }
}
