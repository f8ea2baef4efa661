/// The rows of a dataset that train the network, that judge it while tuning, and that nothing sees before the end.
///
/// The split is stratified: each part has the classes in the same proportions. Its seed is a constant and not the
/// seed of the run, so that all trials of an experiment learn from the same digits and are judged on the same digits.
struct Split {
  static let trainingShare = 0.6
  static let validationShare = 0.2
  static let seed: UInt64 = 1998

  private(set) var training: [Int] = []
  private(set) var validation: [Int] = []
  private(set) var test: [Int] = []

  /// - Parameter labels: The digit of each row.
  init(labels: [Int]) {
    var random = RandomSource(seed: Self.seed)
    for digit in 0..<Dataset.classCount {
      var rows = labels.indices.filter { labels[$0] == digit }
      random.shuffle(&rows)
      let firstCut = Int((Double(rows.count) * Self.trainingShare).rounded())
      let secondCut = firstCut + Int((Double(rows.count) * Self.validationShare).rounded())
      training += rows[..<firstCut]
      validation += rows[firstCut..<secondCut]
      test += rows[secondCut...]
    }
  }
}
