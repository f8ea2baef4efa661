import TuneMath
import TuneModel

/// Reads a file of predictions, and computes metrics from it when it has ended.
struct PredictionsReader {
  /// What the file gave.
  struct Outcome {
    var scores: [(name: String, value: Double)] = []
    var confusion: ConfusionMatrix?
    /// What a person should know about the scores.
    var notes: [String] = []
  }

  /// Why there are no scores, in words for people.
  struct Failure: Error {
    var message: String
  }

  /// How much of a file is read, in bytes.
  static let largestFile = 512 << 20

  private let predictions: Predictions
  private var reader = CSVReader()
  private var columns: Columns?
  private var labels = LabelTable()
  private var truthLabels: [Int32] = []
  private var predictedLabels: [Int32] = []
  private var truthNumbers: [Double] = []
  private var predictedNumbers: [Double] = []
  /// Row after row, `columns.probabilities.count` in each.
  private var probabilities: [Double] = []
  private var count = 0
  private var failure: Failure?

  private struct Columns {
    /// How many there are in all.
    var count: Int
    var truth: Int
    var prediction: Int
    var probabilities: [Int]
  }

  init(_ predictions: Predictions) {
    self.predictions = predictions
  }

  mutating func consume(_ bytes: UnsafeRawBufferPointer) {
    count += bytes.count
    guard failure == nil else { return }
    guard count <= Self.largestFile else {
      failure = Failure(message: "it is larger than \(Self.largestFile >> 20) MB")
      return
    }
    read { (reader, deliver) throws(CSVReader.Problem) in try reader.consume(bytes, deliver) }
  }

  /// The metrics, when everything was read.
  mutating func finish() throws(Failure) -> Outcome {
    guard count > 0 else { throw Failure(message: "it is empty") }
    if failure == nil { read { (reader, deliver) throws(CSVReader.Problem) in try reader.finish(deliver) } }
    if let failure { throw failure }
    guard columns != nil, max(truthLabels.count, truthNumbers.count) > 0 else {
      throw Failure(message: "it has no rows")
    }
    return predictions.task == .regression ? regression() : try classification()
  }

  private mutating func read(
    _ step: (inout CSVReader, (CSVReader.Record) throws(CSVReader.Problem) -> Void) throws(CSVReader.Problem) -> Void
  ) {
    // Taken out and put back, so that the closure may change the rest of `self`.
    var reader = reader
    self.reader = CSVReader()
    do throws(CSVReader.Problem) {
      try step(&reader) { (record) throws(CSVReader.Problem) in try take(record) }
    } catch {
      failure = Failure(message: error.description)
    }
    self.reader = reader
  }

  // MARK: Rows

  private mutating func take(_ record: CSVReader.Record) throws(CSVReader.Problem) {
    guard let columns else { return columns = try header(record) }
    guard record.count == columns.count else {
      let fields = record.count == 1 ? "1 field" : "\(record.count) fields"
      throw record.problem(0, "this line has \(fields), and the header \(columns.count)")
    }
    if predictions.task == .regression {
      truthNumbers.append(try number(record, columns.truth))
      predictedNumbers.append(try number(record, columns.prediction))
      return
    }
    truthLabels.append(try label(record, columns.truth))
    predictedLabels.append(try label(record, columns.prediction))
    for column in columns.probabilities {
      let value = try number(record, column)
      // Rounding may leave a little more than 1.
      guard value >= -1e-6, value <= 1 + 1e-6 else {
        throw record.problem(column, "a probability is between 0 and 1, and this is '\(record.text(column))'")
      }
      probabilities.append(min(max(value, 0), 1))
    }
  }

  private func header(_ record: CSVReader.Record) throws(CSVReader.Problem) -> Columns {
    let names = (0..<record.count).map { index in
      record.withTrimmed(index) { String(decoding: $0, as: UTF8.self) }
    }
    func column(_ name: String) throws(CSVReader.Problem) -> Int {
      guard let index = names.firstIndex(of: name) else {
        var message = "there is no column '\(name)'; the header has " + MissingMetric.list(names)
        if let near = nearest(to: name, among: names) { message += "; did you mean '\(near)'?" }
        throw record.problem(0, message)
      }
      if let second = names[(index + 1)...].firstIndex(of: name) {
        throw record.problem(second, "there are two columns '\(name)'")
      }
      return index
    }
    var probabilities: [Int] = []
    for name in predictions.probabilities { probabilities.append(try column(name)) }
    return Columns(
      count: names.count,
      truth: try column(predictions.truth),
      prediction: try column(predictions.prediction),
      probabilities: probabilities
    )
  }

  private func number(_ record: CSVReader.Record, _ column: Int) throws(CSVReader.Problem) -> Double {
    let value = record.withTrimmed(column) { bytes in
      DecimalNumber(bytes, from: 0).flatMap { $0.end == bytes.count && !bytes.isEmpty ? $0.value : nil }
    }
    guard let value, value.isFinite else {
      throw record.problem(column, "a finite number is needed here, and this is '\(record.text(column))'")
    }
    return value
  }

  private mutating func label(_ record: CSVReader.Record, _ column: Int) throws(CSVReader.Problem) -> Int32 {
    guard let code = record.withTrimmed(column, { labels.code(of: $0) }) else {
      throw record.problem(column, "a label is missing here")
    }
    return code
  }

  // MARK: Scores

  private func regression() -> Outcome {
    let scores = RegressionScores(truth: truthNumbers, prediction: predictedNumbers)
    var outcome = Outcome()
    outcome.scores = [
      ("mse", scores.meanSquaredError), ("rmse", scores.rootMeanSquaredError), ("mae", scores.meanAbsoluteError),
    ]
    if let determination = scores.determination {
      outcome.scores.append(("r2", determination))
    } else {
      outcome.notes.append("`r2` is not defined for a single row")
    }
    return outcome
  }

  private func classification() throws(Failure) -> Outcome {
    let order = labels.inOrder
    let ranks = labels.ranks(in: order)
    let matrix = ConfusionMatrix(
      labels: order.map { labels.names[Int($0)] },
      truth: truthLabels.map { ranks[Int($0)] },
      prediction: predictedLabels.map { ranks[Int($0)] }
    )
    var outcome = Outcome(confusion: matrix)
    outcome.scores = [("accuracy", matrix.accuracy), ("balanced_accuracy", matrix.balancedAccuracy)]
    let positive = predictions.positive.map(LabelTable.canonical)
    if let positive {
      let index = matrix.labels.firstIndex(of: positive)
      if index == nil { outcome.notes.append("the label `\(positive)` occurs nowhere; its scores count as 0") }
      outcome.scores += [
        ("precision", index.map(matrix.precision(of:)) ?? 0), ("recall", index.map(matrix.recall(of:)) ?? 0),
        ("f1", index.map(matrix.f1(of:)) ?? 0),
      ]
    }
    for average in ConfusionMatrix.Average.allCases {
      outcome.scores += [
        ("precision_\(average.rawValue)", matrix.precision(average)),
        ("recall_\(average.rawValue)", matrix.recall(average)), ("f1_\(average.rawValue)", matrix.f1(average)),
      ]
    }
    outcome.notes += Self.emptyLabels(matrix)
    if !predictions.probabilities.isEmpty { try addProbabilityScores(matrix, positive, to: &outcome) }
    return outcome
  }

  private static func emptyLabels(_ matrix: ConfusionMatrix) -> [String] {
    let unpredicted = matrix.labels.indices.filter { matrix.predictions[$0] == 0 }.map { matrix.labels[$0] }
    let untrue = matrix.labels.indices.filter { matrix.truths[$0] == 0 }.map { matrix.labels[$0] }
    var notes: [String] = []
    if !unpredicted.isEmpty {
      notes.append("never predicted, so that their precision counts as 0: " + MissingMetric.list(unpredicted))
    }
    if !untrue.isEmpty {
      notes.append("not in the truth, so that their recall counts as 0: " + MissingMetric.list(untrue))
    }
    return notes
  }

  private func addProbabilityScores(
    _ matrix: ConfusionMatrix,
    _ positive: String?,
    to outcome: inout Outcome
  ) throws(Failure) {
    let width = predictions.probabilities.count
    let rows = truthLabels.count
    let columns = try probabilityLabels(matrix, positive)
    // The column of each label's probability, by the label's code.
    let columnOfLabel = labels.names.map { name in columns.firstIndex(of: name) }
    func isLabel(_ row: Int, _ name: String) -> Bool { labels.names[Int(truthLabels[row])] == name }

    let ofTruth = (0..<rows).map { row in
      columnOfLabel[Int(truthLabels[row])].map { probabilities[row * width + $0] }
        // The one column is the positive label's.
        ?? 1 - probabilities[row * width]
    }
    outcome.scores.append(("log_loss", ProbabilityScores.logLoss(ofTruth: ofTruth)))
    if width > 1 {
      let deviation = (0..<rows).reduce(0) { most, row in
        max(most, abs(probabilities[(row * width)..<((row + 1) * width)].reduce(0, +) - 1))
      }
      if deviation > 0.01 { outcome.notes.append("the probabilities of some rows do not sum to 1") }
    }

    let areas = (positive.map { [$0] } ?? columns).map { name in
      let column = columns.firstIndex(of: name) ?? 0
      let area = ProbabilityScores.areaUnderROC(
        isPositive: (0..<rows).map { isLabel($0, name) },
        scores: (0..<rows).map { probabilities[$0 * width + column] }
      )
      return (name, area)
    }
    if let undefined = areas.first(where: { $0.1 == nil }) {
      let what = truthLabels.indices.contains { isLabel($0, undefined.0) } ? "every row is" : "no row is"
      outcome.notes.append("`roc_auc` is not defined: \(what) of the label `\(undefined.0)`")
    } else {
      outcome.scores.append(("roc_auc", areas.reduce(0) { $0 + ($1.1 ?? 0) } / Double(areas.count)))
    }
  }

  /// The label of each column of probabilities.
  private func probabilityLabels(_ matrix: ConfusionMatrix, _ positive: String?) throws(Failure) -> [String] {
    let width = predictions.probabilities.count
    if width == 1, let positive { return [positive] }
    if predictions.labels.isEmpty {
      guard matrix.labels.count == width else {
        let count = matrix.labels.count
        throw Failure(
          message: "there are \(width) columns of probabilities, and \(count == 1 ? "1 label" : "\(count) labels"):"
            + " \(MissingMetric.list(matrix.labels)); `labels` in the manifest says which label each column is of"
        )
      }
      return matrix.labels
    }
    let columns = predictions.labels.map(LabelTable.canonical)
    let unknown = matrix.labels.indices.filter { matrix.truths[$0] > 0 && !columns.contains(matrix.labels[$0]) }
    guard unknown.isEmpty else {
      throw Failure(
        message: "the truth has labels that are not among the manifest's `labels`: "
          + MissingMetric.list(unknown.map { matrix.labels[$0] })
      )
    }
    return columns
  }
}
