import TuneModel
import YAML

extension ManifestDecoder {
  /// Nil when the source is wrong.
  mutating func metrics(_ fields: Fields) -> MetricSource? {
    guard fields.has(ManifestKeys.metrics) else { return .output }
    guard fields.isValid(ManifestKeys.metrics) else { return nil }
    let fields = fields.section(ManifestKeys.metrics)
    switch fields[MetricsKeys.source] {
    case "stdout": return .output
    case "pattern": return pattern(fields)
    case "json": return file(fields, MetricsKeys.jsonFile).map { .json(file: $0) }
    case "jsonl": return file(fields, MetricsKeys.jsonLinesFile).map { .jsonLines(file: $0) }
    case "csv": return file(fields, MetricsKeys.csvFile).map { .csv(file: $0) }
    case "predictions": return predictions(fields).map { .predictions($0) }
    default: return nil
    }
  }

  private mutating func pattern(_ fields: Fields) -> MetricSource? {
    guard let pattern = fields[MetricsKeys.pattern] else { return nil }
    let range = fields.range(MetricsKeys.pattern)
    guard pattern.count <= MetricPattern.longest else {
      findings.error("a pattern has at most \(MetricPattern.longest) characters", at: range)
      return nil
    }
    let example = "as in: '^val_acc (?<accuracy>\\S+)$', or '(?<name>\\w+) is (?<value>\\S+)'"
    do throws(MetricPattern.Mistake) {
      _ = try MetricPattern(pattern)
      return .pattern(pattern)
    } catch {
      switch error {
      case .invalid: findings.error(error.message, at: range)
      case .noMetric, .halfAPair: findings.error(error.message, at: range, advice: example)
      }
      return nil
    }
  }

  mutating func file(_ fields: Fields, _ key: Key<String>) -> String? {
    guard let file = fields[key] else { return nil }
    guard let node = fields.node(key) else { return file }
    let errorsBefore = findings.errorCount
    checkRelative(node, to: "the trial's directory")
    refusePlaceholders(node, because: "the path is relative to the trial's directory anyway")
    if file.split(separator: "/").contains("..") {
      findings.error("\(quoted(file)) is outside of the trial's directory, where trials would share it", at: node.range)
    }
    return findings.errorCount == errorsBefore ? file : nil
  }
}
