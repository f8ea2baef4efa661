import TuneMath
import TuneModel

/// How the Pareto front of several objectives grew, trial by trial.
///
/// Its size is measured by the hypervolume: how much of the box between the best value of each objective and a
/// reference is dominated. The reference is the worst of the first few trials, so that later trials seldom move it.
struct FrontHistory {
  /// Each trial that no earlier one equalled or beat in all objectives, with the share of the box dominated from then on.
  let steps: [(entry: Standing.Entry, share: Double)]

  /// How many trials the reference is made from.
  private static let referenceCount = 10

  /// - Complexity: O(trials · front) for two objectives; more for more, but fast for a few.
  init(_ standing: Standing) {
    let losses = standing.entries.map(standing.losses)
    let ends = standing.experiment.objectives.indices.map { objective -> (best: Double, worst: Double) in
      let all = losses.map { $0[objective] }
      let best = all.min() ?? 0
      let early = all.prefix(Self.referenceCount).max() ?? 0
      return (best, early > best ? early : all.max() ?? 0)
    }
    // Halves, since the range of huge losses can be more than a double holds; 0 where all are the same.
    func shares(_ vector: [Double]) -> [Double] {
      zip(vector, ends).map { loss, end in
        end.worst > end.best ? (loss / 2 - end.best / 2) / (end.worst / 2 - end.best / 2) : 0
      }
    }
    let reference = ends.map { _ in 1.0 }
    var front: [[Double]] = []
    var share = 0.0
    var steps: [(entry: Standing.Entry, share: Double)] = []
    for (entry, vector) in zip(standing.entries, losses.map(shares)) {
      if front.contains(where: { member in zip(member, vector).allSatisfy { $0 <= $1 } }) { continue }
      share = min(1, share + Hypervolume.added(by: vector, to: front, reference: reference))
      front.removeAll { member in zip(vector, member).allSatisfy { $0 <= $1 } }
      front.append(vector)
      steps.append((entry, share))
    }
    self.steps = steps
  }
}
