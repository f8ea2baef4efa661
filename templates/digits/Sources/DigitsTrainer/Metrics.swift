/// How often each digit was taken for each digit, and what follows from it.
struct Metrics {
  /// Row: the true digit; column: the predicted one.
  private var confusion = Array(repeating: 0, count: Dataset.classCount * Dataset.classCount)

  mutating func add(truth: Int, prediction: Int) {
    confusion[truth * Dataset.classCount + prediction] += 1
  }

  /// The share of right predictions.
  var accuracy: Double {
    let right = (0..<Dataset.classCount).reduce(0) { $0 + count(truth: $1, prediction: $1) }
    return ratio(right, confusion.reduce(0, +))
  }

  /// The share of each digit's images that were recognised, averaged over the digits.
  var recall: Double {
    mean { digit in ratio(count(truth: digit, prediction: digit), truths(of: digit)) }
  }

  /// The harmonic mean of precision and recall of each digit, averaged over the digits: 2 TP / (2 TP + FP + FN).
  var f1: Double {
    mean { digit in
      ratio(2 * count(truth: digit, prediction: digit), truths(of: digit) + predictions(of: digit))
    }
  }

  private func count(truth: Int, prediction: Int) -> Int {
    confusion[truth * Dataset.classCount + prediction]
  }

  private func truths(of digit: Int) -> Int {
    (0..<Dataset.classCount).reduce(0) { $0 + count(truth: digit, prediction: $1) }
  }

  private func predictions(of digit: Int) -> Int {
    (0..<Dataset.classCount).reduce(0) { $0 + count(truth: $1, prediction: digit) }
  }

  private func mean(_ value: (Int) -> Double) -> Double {
    (0..<Dataset.classCount).reduce(0) { $0 + value($1) } / Double(Dataset.classCount)
  }

  /// Nothing out of nothing counts as zero.
  private func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
