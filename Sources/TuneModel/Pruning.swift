/// Why a trial was stopped before its end: what its record keeps.
package struct Pruning: Hashable, Sendable {
  /// The pruner's name in the manifest.
  package var rule: String
  /// The step at which the trial was judged; for the rule `wilcoxon` the number of folds or repeats it had finished.
  package var step: Double
  /// What the trial had reached there, in the first objective's own units; may be NaN or infinite.
  package var value: Double
  /// What it was measured against, in the same units; nil where there is no single value.
  package var reference: Double?
  /// One sentence for the record and the report.
  package var words: String
  /// Whether the trial was stopped because it had nothing more to gain, rather than for being worse than others: what
  /// it had reached is its result, and it counts as completed.
  package var isSettled: Bool

  package init(
    rule: String,
    step: Double,
    value: Double,
    reference: Double? = nil,
    words: String,
    isSettled: Bool = false
  ) {
    self.rule = rule
    self.step = step
    self.value = value
    self.reference = reference
    self.words = words
    self.isSettled = isSettled
  }
}
