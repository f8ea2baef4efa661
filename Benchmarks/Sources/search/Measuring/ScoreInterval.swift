import Foundation

/// A mean score over tasks of the means over seeds, with its 95 % bootstrap interval.
///
/// Resampled are the tasks and then the seeds of each, so that the interval says what other tasks like these would give.
struct ScoreInterval: CustomStringConvertible {
  let mean: Double
  let low: Double
  let high: Double

  /// - Parameter scores: by task, then by seed; no task without seeds. Nil when there is no task.
  init?(_ scores: [[Double]], resamples: Int = 1_000) {
    guard !scores.isEmpty else { return nil }
    mean = scores.map(\.mean).mean
    var generator = SeededGenerator("bootstrap")
    let means = (0..<resamples).map { _ in
      (0..<scores.count).map { _ in
        let task = scores[generator.below(scores.count)]
        return (0..<task.count).map { _ in task[generator.below(task.count)] }.mean
      }.mean
    }.sorted()
    low = means[Int(0.025 * Double(resamples))]
    high = means[Int(0.975 * Double(resamples)) - 1]
  }

  var description: String { String(format: "%.0f [%.0f, %.0f]", mean, low, high) }
}
