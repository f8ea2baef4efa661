import TuneModel
import YAML

extension ManifestDecoder {
  /// As far as they are good, so that an objective can be checked as well; nil when nothing can be said.
  mutating func predictions(_ fields: Fields) -> Predictions? {
    let file = file(fields, PredictionsKeys.file)
    guard let task = fields[PredictionsKeys.task].flatMap(Predictions.Task.init(rawValue:)),
      let truth = fields[PredictionsKeys.truth], let prediction = fields[PredictionsKeys.prediction]
    else { return nil }
    let predictions = Predictions(
      file: file ?? Predictions.defaultFile,
      task: task,
      truth: truth,
      prediction: prediction,
      probabilities: fields[PredictionsKeys.probabilities] ?? [],
      labels: fields[PredictionsKeys.labels] ?? [],
      positive: fields[PredictionsKeys.positive]
    )
    if truth == prediction {
      findings.error(
        "truth and prediction are the same column, \(quoted(truth))",
        at: fields.range(fields.has(PredictionsKeys.prediction) ? PredictionsKeys.prediction : PredictionsKeys.truth)
      )
    }
    checkRepeated(fields, PredictionsKeys.probabilities)
    checkRepeated(fields, PredictionsKeys.labels)
    switch task {
    case .regression: refuseLabels(fields)
    case .classification: checkProbabilities(predictions, fields)
    }
    return predictions
  }

  /// What has a meaning for labels only.
  private mutating func refuseLabels(_ fields: Fields) {
    let present = [
      (
        PredictionsKeys.probabilities.name, fields.has(PredictionsKeys.probabilities),
        fields.keyRange(PredictionsKeys.probabilities)
      ),
      (PredictionsKeys.labels.name, fields.has(PredictionsKeys.labels), fields.keyRange(PredictionsKeys.labels)),
      (PredictionsKeys.positive.name, fields.has(PredictionsKeys.positive), fields.keyRange(PredictionsKeys.positive)),
    ]
    for (name, isPresent, range) in present where isPresent {
      findings.error("'\(name)' is for classification, and the task is regression", at: range)
    }
  }

  private mutating func checkProbabilities(_ predictions: Predictions, _ fields: Fields) {
    let columns = predictions.probabilities.count
    let labels = predictions.labels
    if fields.has(PredictionsKeys.labels), !fields.has(PredictionsKeys.probabilities) {
      findings.error(
        "'labels' says which label each column of probabilities is of, and there are none",
        at: fields.keyRange(PredictionsKeys.labels)
      )
    } else if columns == 1, predictions.positive == nil, fields.isValid(PredictionsKeys.probabilities) {
      findings.error(
        "one column of probabilities alone is that of the positive label, which is not named",
        at: fields.range(PredictionsKeys.probabilities),
        advice: "add 'positive: …' with the label"
      )
    } else if columns > 0, !labels.isEmpty, labels.count != columns {
      let words = columns == 1 ? "1 column" : "\(columns) columns"
      findings.error(
        "there are \(labels.count) labels for \(words) of probabilities",
        at: fields.range(PredictionsKeys.labels)
      )
    } else if let positive = predictions.positive, columns > 1, !labels.isEmpty, !labels.contains(positive) {
      findings.error(
        "\(quoted(positive)) is not one of the labels",
        at: fields.range(PredictionsKeys.positive),
        advice: suggestion(for: positive, among: labels, noun: "the labels")
      )
    }
  }

  private mutating func checkRepeated(_ fields: Fields, _ key: Key<[String]>) {
    var seen: Set<String> = []
    for node in fields.node(key)?.sequence ?? [] {
      guard let text = node.scalar?.text, !seen.insert(text).inserted else { continue }
      findings.error("\(quoted(text)) is in '\(key.name)' already", at: node.range)
    }
  }

  /// Refuses an objective that is not among the metrics that are computed.
  mutating func checkComputed(_ metric: String, _ predictions: Predictions, at range: SourceRange) {
    let names = predictions.metricNames
    guard !names.contains(metric) else { return }
    var able = predictions
    able.positive = predictions.positive ?? "…"
    if predictions.task == .classification, able.metricNames.contains(metric) {
      findings.error(
        "\(quoted(metric)) is that of a single label, which 'metrics' does not name",
        at: range,
        advice: "add 'positive: …' with the label, or take \(alternatives(names.filter { $0.hasPrefix(metric + "_") }))"
      )
      return
    }
    able.probabilities = ["…"]
    if predictions.task == .classification, able.metricNames.contains(metric) {
      findings.error(
        "\(quoted(metric)) needs predicted probabilities, and 'metrics' names no column of them",
        at: range,
        advice: "add 'probabilities: […]' with a column for each label"
      )
      return
    }
    findings.error(
      "\(quoted(metric)) is not computed from predictions",
      at: range,
      advice: suggestion(for: metric, among: names, noun: "the metrics"),
      "what a run prints is read with 'source: stdout'"
    )
  }
}
