import TuneModel

/// One objective's values of a trial over the steps, as losses: to be minimized, and never NaN.
struct MetricCurve: Hashable, Sendable {
  private let reduction: Objective.Reduction
  /// Ascending, each once.
  private(set) var steps: [Double] = []
  /// The loss reported at each step.
  private(set) var losses: [Double] = []
  /// The smallest loss up to each step.
  private(set) var best: [Double] = []
  /// The sum of the losses up to each step; empty unless the objective is a mean.
  private var sums: [Double] = []

  init(_ reduction: Objective.Reduction) {
    self.reduction = reduction
  }

  /// Takes up a report. A second one for the same step replaces the first, as a progress bar does.
  /// - Complexity: O(1) at the end, O(steps) elsewhere.
  mutating func insert(step: Double, loss: Double) {
    guard step.isFinite else { return }
    let loss = loss.isFinite ? loss : .infinity
    let place = firstIndex(from: step)
    if place < steps.count, steps[place] == step {
      guard losses[place] != loss else { return }
      losses[place] = loss
    } else {
      steps.insert(step, at: place)
      losses.insert(loss, at: place)
    }
    best.removeSubrange(place...)
    if reduction == .mean { sums.removeSubrange(place...) }
    for index in place..<losses.count {
      best.append(min(losses[index], best.last ?? .infinity))
      if reduction == .mean { sums.append(losses[index] + (sums.last ?? 0)) }
    }
  }

  /// The first step that is at least `step`; the number of steps when there is none. O(log steps).
  func firstIndex(from step: Double) -> Int {
    // Reports mostly come in order.
    guard let last = steps.last, last >= step else { return steps.count }
    var (low, high) = (0, steps.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle] < step { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The last step that is at most `step`; nil when there is none. O(log steps).
  func lastIndex(upTo step: Double) -> Int? {
    let index = firstIndex(from: step)
    if index < steps.count, steps[index] == step { return index }
    return index > 0 ? index - 1 : nil
  }

  /// What the objective would be if the trial had ended at this place.
  func outcome(at index: Int) -> Double {
    switch reduction {
    case .last: return losses[index]
    case .best: return best[index]
    case .mean:
      let mean = sums[index] / Double(index + 1)
      return mean.isFinite ? mean : .infinity
    }
  }
}
