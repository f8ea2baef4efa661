import TuneMath
import TuneModel

extension Observations {
  /// The observations as the model for a trial sees them: themselves where there is one objective; with several, each
  /// trial's losses made one by the trial's own ``TradeOff``.
  ///
  /// Losses are brought to [0, 1] over the range of the front first, so that no objective counts more for its unit, or
  /// for the worst that was ever seen of it.
  func scalarized(forTrial number: Int) -> Observations {
    guard problem.objectives.count > 1 else { return self }
    let tradeOff = TradeOff(objectives: problem.objectives.count, seed: problem.seed, trial: number)
    let complete = losses.indices.filter { isCompleted($0) }
    let front = Pareto.fronts(of: complete.map { losses[$0] }).first?.map { losses[complete[$0]] } ?? []
    let ranges = problem.objectives.indices.map { j in
      LossRange(front.map { $0[j] }) ?? LossRange(complete.map { losses[$0][j] }) ?? LossRange(low: 0, halfSpan: 0.5)
    }
    func loss(_ index: Int) -> Double {
      tradeOff.loss(zip(losses[index], ranges).map { $1.share($0) })
    }
    let scalarized = results.indices.map { index -> Result in
      switch results[index] {
      case .completed: .completed(loss(index))
      case .pruned: .pruned(loss(index))
      case .failed: .failed
      }
    }
    return replacing(scalarized, tradeOff)
  }

  /// All trials, as indices, the best first: front by front, and on a front those in sparse regions first. Trials
  /// without a final value come last.
  ///
  /// - Complexity: O(n²) at worst.
  func byFront() -> [Int] {
    let complete = results.indices.filter { isCompleted($0) }
    var order: [Int] = []
    for front in Pareto.fronts(of: complete.map { losses[$0] }) {
      let members = front.map { complete[$0] }
      let crowding = Pareto.crowdingDistances(of: members.map { losses[$0] })
      order += members.indices.sorted { (crowding[$1], $0) < (crowding[$0], $1) }.map { members[$0] }
    }
    return order + results.indices.filter { !isCompleted($0) }
  }

  private func isCompleted(_ index: Int) -> Bool {
    if case .completed = results[index] { true } else { false }
  }
}

/// From where to where the losses of an objective reach.
private struct LossRange {
  var low: Double
  /// Half of it, since the range of huge losses can be more than a double holds.
  var halfSpan: Double

  init(low: Double, halfSpan: Double) {
    self.low = low
    self.halfSpan = halfSpan
  }

  /// Nil where all are the same.
  init?(_ losses: [Double]) {
    guard let low = losses.min(), let high = losses.max(), high > low else { return nil }
    self.init(low: low, halfSpan: high / 2 - low / 2)
  }

  func share(_ loss: Double) -> Double { (loss / 2 - low / 2) / halfSpan }
}
