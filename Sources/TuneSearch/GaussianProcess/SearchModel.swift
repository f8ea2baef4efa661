import TuneMath

/// Gaussian processes over finished and running trials, with the improvement that is asked of the next.
///
/// The first has the hyperparameters of highest evidence, the others further draws from their posterior. A model that is
/// sure of itself for want of data is sure of the wrong thing now and then; where the draws disagree, nothing is sure yet.
struct SearchModel {
  private let geometry: CubeGeometry
  private let layout: KernelLayout
  private let members: [Member]
  /// Finished and running.
  private let known: Rows

  /// The finished trial of the smallest posterior mean by the first process, as an index of the observations; one that did
  /// not fail, if there is any.
  let incumbent: Int
  /// Its mean by all of them, given finished trials only.
  let incumbentMean: Double

  private struct Member {
    /// Given finished trials only.
    var finished: GaussianProcess
    /// Given running ones as well.
    var process: GaussianProcess
    /// τ.
    var target: Double
    /// Means at the trials modelled.
    var means: [Double]
  }

  /// - Parameter draws: hyperparameters besides those of the fit.
  /// - Returns: Nil when no covariance can be decomposed.
  init?(
    _ fit: HyperparameterFits.Fit,
    draws: [Hyperparameters],
    _ observations: Observations,
    _ warped: WarpedLosses,
    pending: Rows,
    layout: KernelLayout,
    improvement: Double
  ) {
    geometry = observations.geometry
    self.layout = layout
    let chosen = informative(warped.z, GaussianProcessSearch.modelledLimit)
    let coordinates = layout.coordinates(of: observations.rows.selecting(chosen), in: geometry)
    let running = (0..<pending.count).map { layout.coordinates(of: pending.selecting([$0]), in: observations.geometry) }
    let spread = Statistics.median(warped.z) - (warped.z.min() ?? 0)
    let z = chosen.map { warped.z[$0] }
    members = ([fit.hyperparameters] + draws).compactMap { hyperparameters in
      guard let finished = GaussianProcess(hyperparameters, coordinates: coordinates, z: z) else { return nil }
      var process = finished
      for row in running { process.append(row, z: 0) }  // z has mean 0
      let means = finished.means(coordinates)
      let reached = (running.isEmpty ? means : process.means(coordinates)).min() ?? 0
      return Member(
        finished: finished,
        process: process,
        target: reached - improvement * max(spread, 1e-12),
        means: means
      )
    }
    guard let first = members.first else { return nil }
    // A failed trial is the best of nothing, but where there is no other.
    let worked = first.means.indices.filter { observations.results[chosen[$0]] != .failed }
    let best = (worked.isEmpty ? Array(first.means.indices) : worked).min { first.means[$0] < first.means[$1] } ?? 0
    incumbent = chosen[best]
    incumbentMean = Statistics.mean(members.map { $0.means[best] })

    var known = observations.rows
    known.append(pending)
    self.known = known
  }

  /// The distance of a row to the nearest trial.
  func distance(to row: [Double]) -> Double { known.distance(to: row) }

  /// ln E max(τ − f, 0) of each row, averaged over the processes.
  ///
  /// The average is that of the logarithms, so that all count alike, or where ``isHopeful`` the logarithm of the average. That
  /// goes by whichever process hopes for the most, which is the one with the shortest length scales, to which all that is
  /// untried looks promising.
  func logExpectedImprovement(_ rows: Rows) -> [Double] {
    let coordinates = layout.coordinates(of: rows, in: geometry)
    let values = members.map { member in
      let (means, sds) = member.process.predict(coordinates)
      return zip(means, sds).map { StandardNormal.logExpectedImprovement(mean: member.target - $0, sd: $1) }
    }
    guard values.count > 1 else { return values[0] }
    return (0..<rows.count).map { i in
      let each = values.map { $0[i] }
      return isHopeful ? logMean(each) : Statistics.mean(each)
    }
  }

  /// Whether a proposal may go by a hope that few processes share: few dimensions are soon looked over. In many there is
  /// always another place that nobody has tried.
  private var isHopeful: Bool { layout.dimension <= SearchModel.fewDimensions }

  static let fewDimensions = 3

  /// What is expected of a row, given finished trials only: mean and standard deviation of its warped loss.
  func expectation(_ row: [Double]) -> (mean: Double, sd: Double) {
    let coordinates = layout.coordinates(of: Rows(dimension: row.count, [row]), in: geometry)
    let predictions = members.map { $0.finished.predict(coordinates) }
    let mean = Statistics.mean(predictions.map { $0.means[0] })
    let squares = predictions.map { ($0.means[0] - mean) * ($0.means[0] - mean) + $0.sds[0] * $0.sds[0] }
    return (mean, Statistics.mean(squares).squareRoot())
  }
}

/// ln of the mean of what has these logarithms.
private func logMean(_ logarithms: [Double]) -> Double {
  let most = logarithms.reduce(-.infinity, max)
  guard most.isFinite else { return most }
  return most + logarithm(logarithms.reduce(0) { $0 + exponential($1 - most) } / Double(logarithms.count))
}
