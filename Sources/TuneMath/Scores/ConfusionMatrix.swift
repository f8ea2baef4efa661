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
  private let cells: [Cell: Int]

  private struct Cell: Hashable, Sendable {
    var truth: Int32
    var prediction: Int32
  }

  /// - Parameters:
  ///   - labels: in order.
  ///   - truth: each row's label, as an index of `labels`.
  ///   - prediction: what each row was taken for; as many.
  package init(labels: [String], truth: [Int32], prediction: [Int32]) {
    precondition(truth.count == prediction.count, "every row has a truth and a prediction")
    self.labels = labels
    var truths = [Int](repeating: 0, count: labels.count)
    var predictions = truths
    var hits = truths
    var cells: [Cell: Int] = [:]
    for (truth, prediction) in zip(truth, prediction) {
      truths[Int(truth)] += 1
      predictions[Int(prediction)] += 1
      if truth == prediction { hits[Int(truth)] += 1 }
      cells[Cell(truth: truth, prediction: prediction), default: 0] += 1
    }
    self.truths = truths
    self.predictions = predictions
    self.hits = hits
    self.cells = cells
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
    cells[Cell(truth: Int32(truth), prediction: Int32(prediction))] ?? 0
  }

  /// Labels in order: by number where all are numbers, by text otherwise.
  package static func inOrder(_ labels: some Sequence<String>) -> [String] {
    let labels = Array(labels)
    let numbers = labels.compactMap { Double($0) }.filter { !$0.isNaN }
    guard numbers.count == labels.count else { return labels.sorted() }
    return zip(numbers, labels).sorted { $0 < $1 }.map(\.1)
  }
}
