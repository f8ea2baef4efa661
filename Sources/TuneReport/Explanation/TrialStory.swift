package import TuneModel

/// A trial in plain words: why it was tried, what was expected of it, what came, and what was learnt.
///
/// Made from the records alone, so it can be told of any trial at any time: of one that runs, too. What is told of the
/// time of its proposal uses only what was known then.
package struct TrialStory: Sendable {
  package struct Chapter: Sendable {
    /// `Why it was tried`
    package let title: String
    package let sentences: [Sentence]

    /// The sentences, one after the other.
    package var plain: String { sentences.map(\.plain).joined(separator: " ") }
    package var markdown: String { sentences.map(\.markdown).joined(separator: " ") }
  }

  package let number: Int
  /// In the order of time; those that have nothing to say are left out.
  package let chapters: [Chapter]

  /// Nil when there is no trial of that number.
  ///
  /// - Complexity: O(trials · parameters).
  package init?(of number: Int, in standing: Standing) {
    guard let context = TrialContext(number, standing) else { return nil }
    self.number = number
    chapters = [
      Chapter(title: "Why it was tried", sentences: context.reasons),
      Chapter(title: "What was expected", sentences: context.expectations),
      Chapter(title: "What came", sentences: context.outcome),
      Chapter(title: "What was learnt", sentences: context.lessons),
    ].filter { !$0.sentences.isEmpty }
  }

  package init?(of number: Int, _ experiment: Experiment, _ records: [TrialRecord]) {
    self.init(of: number, in: Standing(experiment, records))
  }
}
