/// Divides the unit cube into boxes, each around trials of one value, with cuts at random places: of one random cut
/// along each coordinate, that which leaves the least variance (P. Geurts, D. Ernst, L. Wehenkel, "Extremely randomized
/// trees", Machine Learning 63, 2006).
///
/// The tree itself is not kept: what is asked for goes down with the trials. A ``RegressionTree`` splits where that is
/// best, between levels, and serves to take a function apart; here the cuts are left to chance, so that many trees show
/// in how many ways a space can be filled in between its trials.
package enum RandomTree {
  /// For each query, the trial in whose box it is.
  ///
  /// - Parameters:
  ///   - points: Of the trials; one coordinate per dimension.
  ///   - losses: Of the trials; finite, and not so large that their squares overflow.
  /// - Complexity: O((trials + queries) · dimensions · depth); the depth is logarithmic, mostly.
  package static func owners(
    of queries: [[Double]],
    points: [[Double]],
    losses: [Double],
    using source: inout RandomSource
  ) -> [Int] {
    var owners = [Int](repeating: 0, count: queries.count)
    var open = [(trials: Array(points.indices), queries: Array(queries.indices))]
    while let box = open.popLast() {
      if box.queries.isEmpty { continue }
      guard let cut = bestCut(box.trials, points, losses, using: &source) else {
        // Trials of the same value, or at the same point: the one in the middle speaks for them.
        let owner = box.trials[box.trials.count / 2]
        for query in box.queries { owners[query] = owner }
        continue
      }
      func isBelow(_ point: [Double]) -> Bool { point[cut.dimension] < cut.place }
      open.append((box.trials.filter { isBelow(points[$0]) }, box.queries.filter { isBelow(queries[$0]) }))
      open.append((box.trials.filter { !isBelow(points[$0]) }, box.queries.filter { !isBelow(queries[$0]) }))
    }
    return owners
  }

  private struct Cut {
    var dimension: Int
    var place: Double
  }

  /// Nil where the trials cannot or need not be told apart.
  private static func bestCut(
    _ trials: [Int],
    _ points: [[Double]],
    _ losses: [Double],
    using source: inout RandomSource
  ) -> Cut? {
    guard trials.contains(where: { losses[$0] != losses[trials[0]] }) else { return nil }
    var best: (cut: Cut, score: Double)?
    for dimension in points[trials[0]].indices {
      var (low, high) = (Double.infinity, -Double.infinity)
      for trial in trials {
        low = min(low, points[trial][dimension])
        high = max(high, points[trial][dimension])
      }
      guard low < high else { continue }
      // Never at the low end itself, which would leave one side empty.
      let place = high - (high - low) * source.uniform()
      guard place > low else { continue }
      // The variance that is left is least where the sums' squares over the counts are greatest.
      var (sumBelow, below, sumAbove, above) = (0.0, 0.0, 0.0, 0.0)
      for trial in trials {
        if points[trial][dimension] < place {
          sumBelow += losses[trial]
          below += 1
        } else {
          sumAbove += losses[trial]
          above += 1
        }
      }
      let score = sumBelow * sumBelow / below + sumAbove * sumAbove / above
      if best.map({ score > $0.score }) ?? true { best = (Cut(dimension: dimension, place: place), score) }
    }
    return best?.cut
  }
}
