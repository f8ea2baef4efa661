/// What follows from a confusion matrix; definitions and names as in scikit-learn. Nothing out of nothing counts as 0.
extension ConfusionMatrix {
  /// How scores of single labels are made one.
  package enum Average: String, Hashable, Sendable, CaseIterable {
    /// The mean over the labels.
    case macro
    /// Over all rows at once. For precision, recall and F1 that is the accuracy.
    case micro
    /// The mean over the labels, weighted with how often each occurs in truth.
    case weighted
  }

  /// The share of right predictions; NaN without rows.
  package var accuracy: Double { Double(hits.reduce(0, +)) / Double(count) }

  /// The mean recall of the labels that occur in truth; NaN without rows.
  package var balancedAccuracy: Double {
    let occurring = labels.indices.filter { truths[$0] > 0 }
    return occurring.reduce(0) { $0 + recall(of: $1) } / Double(occurring.count)
  }

  /// The share of a label's predictions that are right.
  package func precision(of label: Int) -> Double { Self.ratio(hits[label], predictions[label]) }

  /// The share of a label's rows that were recognised.
  package func recall(of label: Int) -> Double { Self.ratio(hits[label], truths[label]) }

  /// The harmonic mean of a label's precision and recall.
  package func f1(of label: Int) -> Double { Self.ratio(2 * hits[label], truths[label] + predictions[label]) }

  package func precision(_ average: Average) -> Double { mean(average, precision) }

  package func recall(_ average: Average) -> Double { mean(average, recall) }

  package func f1(_ average: Average) -> Double { mean(average, f1) }

  private func mean(_ average: Average, _ score: (Int) -> Double) -> Double {
    switch average {
    case .macro: labels.indices.reduce(0) { $0 + score($1) } / Double(labels.count)
    case .micro: accuracy
    case .weighted: labels.indices.reduce(0) { $0 + Double(truths[$1]) * score($1) } / Double(count)
    }
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
