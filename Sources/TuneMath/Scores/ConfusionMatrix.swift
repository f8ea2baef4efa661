/// How often each label was taken for each label.
package struct ConfusionMatrix: Hashable, Sendable {
  /// Every label of the truth or of a prediction, in order: by number where all are numbers, by text otherwise.
  package let labels: [String]
  /// How many rows are of a label in truth.
  package let truths: [Int]
  /// How many rows a label was predicted for.
  package let predictions: [Int]
  /// How many of a label's rows were recognised.
  package let hits: [Int]
  /// Counts that are not 0; of many labels few pairs occur.
  private let counts: [Pair: Int]

  private struct Pair: Hashable, Sendable {
    var truth: Int32
    var prediction: Int32
  }

  /// How many rows of one label were taken for another, both as indices of the labels.
  package struct Cell: Hashable, Sendable {
    package var truth: Int
    package var prediction: Int
    package var count: Int

    package init(truth: Int, prediction: Int, count: Int) {
      self.truth = truth
      self.prediction = prediction
      self.count = count
    }
  }

  /// - Parameters:
  ///   - labels: in order.
  ///   - cells: those of the same pair are added up.
  package init(labels: [String], cells: some Sequence<Cell>) {
    self.labels = labels
    var truths = [Int](repeating: 0, count: labels.count)
    var predictions = truths
    var hits = truths
    var counts: [Pair: Int] = [:]
    for cell in cells where cell.count != 0 {
      truths[cell.truth] += cell.count
      predictions[cell.prediction] += cell.count
      if cell.truth == cell.prediction { hits[cell.truth] += cell.count }
      counts[Pair(truth: Int32(cell.truth), prediction: Int32(cell.prediction)), default: 0] += cell.count
    }
    self.truths = truths
    self.predictions = predictions
    self.hits = hits
    self.counts = counts
  }

  /// - Parameters:
  ///   - labels: in order.
  ///   - truth: each row's label, as an index of `labels`.
  ///   - prediction: what each row was taken for; as many.
  package init(labels: [String], truth: [Int32], prediction: [Int32]) {
    precondition(truth.count == prediction.count, "every row has a truth and a prediction")
    self.init(
      labels: labels,
      cells: zip(truth, prediction).lazy.map { Cell(truth: Int($0), prediction: Int($1), count: 1) }
    )
  }

  /// - Complexity: O(n + labels · log labels).
  package init(truth: [String], prediction: [String]) {
    let labels = Self.inOrder(Set(truth).union(prediction))
    var codes: [String: Int32] = [:]
    for (code, label) in labels.enumerated() { codes[label] = Int32(code) }
    self.init(labels: labels, truth: truth.compactMap { codes[$0] }, prediction: prediction.compactMap { codes[$0] })
  }

  /// Rows in all.
  package var count: Int { truths.reduce(0, +) }

  /// How many rows of one label were taken for another.
  package subscript(truth: Int, prediction: Int) -> Int {
    counts[Pair(truth: Int32(truth), prediction: Int32(prediction))] ?? 0
  }

  /// The cells that are not 0, in the order of the labels: row after row, each from left to right.
  package var cells: [Cell] {
    counts.map { Cell(truth: Int($0.key.truth), prediction: Int($0.key.prediction), count: $0.value) }
      .sorted { ($0.truth, $0.prediction) < ($1.truth, $1.prediction) }
  }

  /// Labels in order: by number where all are numbers, by text otherwise.
  package static func inOrder(_ labels: some Sequence<String>) -> [String] {
    let labels = Array(labels)
    let numbers = labels.compactMap { Double($0) }.filter { !$0.isNaN }
    guard numbers.count == labels.count else { return labels.sorted() }
    return zip(numbers, labels).sorted { $0 < $1 }.map(\.1)
  }
}
