/// How often each label was taken for each label, as a record keeps it.
package struct ConfusionCounts: Hashable, Sendable {
  /// Of more labels nothing is kept: records are to stay small.
  package static let mostLabels = 50

  /// In order.
  package var labels: [String]
  /// Truth and prediction, as places in `labels`, and how often; none that are 0.
  package var cells: [Cell]

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

  /// Nil where there are too many labels, or a cell is of none.
  package init?(labels: [String], cells: [Cell]) {
    guard labels.count <= Self.mostLabels,
      cells.allSatisfy({ labels.indices.contains($0.truth) && labels.indices.contains($0.prediction) && $0.count > 0 })
    else { return nil }
    self.labels = labels
    self.cells = cells
  }
}
