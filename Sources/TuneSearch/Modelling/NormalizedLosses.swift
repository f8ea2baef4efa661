import TuneMath

/// Losses brought to [0, 1], whatever their unit was, with a value for every trial.
///
/// - A failure is half the range worse than the worst completed trial: bad, but not so bad that a model spends itself
///   on describing a cliff.
/// - A trial that a pruner stopped counts as no better than the median of those that were not: it was stopped because
///   it was bad, even where its metric has its best values early.
struct NormalizedLosses: Sendable {
  /// One for each trial.
  let values: [Double]

  /// loss = scale (low + span value)
  private let scale: Double
  private let low: Double
  private let span: Double

  init(_ results: some Collection<Observations.Result>) {
    var completed: [Double] = []
    var pruned: [Double] = []
    for result in results {
      switch result {
      case .completed(let loss): completed.append(loss)
      case .pruned(let loss): pruned.append(loss)
      case .failed: break
      }
    }
    // Losses of 10³⁰⁰ must not overflow below.
    let largest = (completed + pruned).reduce(0) { max($0, $1.magnitude) }
    let scale = largest > 0 ? largest : 1
    let floor = completed.isEmpty ? -Double.infinity : Statistics.median(completed) / scale
    let known: [Double?] = results.map { result in
      switch result {
      case .completed(let loss): loss / scale
      case .pruned(let loss): max(loss / scale, floor)
      case .failed: nil
      }
    }
    let finite = known.compactMap { $0 }
    let low = finite.min() ?? 0
    var range = (finite.max() ?? 0) - low
    // Differences in the last bits are not differences.
    if range <= 1e-15 { range = 0 }
    let failed = finite.count < known.count
    let span = failed ? (range > 0 ? 1.5 * range : 1) : (range > 0 ? range : 1)
    values = known.map { loss in
      guard let loss else { return finite.isEmpty ? 0 : 1 }
      return range > 0 ? (loss - low) / span : 0
    }
    self.scale = scale
    self.low = low
    self.span = span
  }

  /// Mean and standard deviation of a loss, in the loss's own unit.
  func loss(mean: Double, sd: Double) -> (mean: Double, sd: Double) {
    (scale * (low + span * mean), scale * span * sd)
  }
}
