import TuneMath

/// A Gaussian process over finished and running trials, with the improvement that is asked of the next.
struct SearchModel {
  private let geometry: CubeGeometry
  private let layout: KernelLayout
  /// Given finished trials only.
  private let finished: GaussianProcess
  /// Given running ones as well.
  private let process: GaussianProcess
  /// Finished and running.
  private let known: Rows
  /// τ.
  private let target: Double

  /// The finished trial of the smallest posterior mean, as an index of the observations.
  let incumbent: Int
  /// Its mean, given finished trials only.
  let incumbentMean: Double

  /// - Returns: Nil when the covariance cannot be decomposed.
  init?(
    _ fit: HyperparameterFits.Fit,
    _ observations: Observations,
    _ warped: WarpedLosses,
    pending: Rows,
    layout: KernelLayout,
    improvement: Double
  ) {
    geometry = observations.geometry
    self.layout = layout
    let chosen = informative(warped.z, GaussianProcessSearch.modelledLimit)
    let rows = observations.rows.selecting(chosen)
    let coordinates = layout.coordinates(of: rows, in: geometry)
    guard
      let finished = GaussianProcess(fit.hyperparameters, coordinates: coordinates, z: chosen.map { warped.z[$0] })
    else { return nil }
    self.finished = finished
    var process = finished
    for i in 0..<pending.count {
      let row = pending.selecting([i])
      process.append(layout.coordinates(of: row, in: geometry), z: 0)  // z has mean 0
    }
    self.process = process

    let means = finished.means(coordinates)
    let best = means.indices.min { means[$0] < means[$1] } ?? 0
    incumbent = chosen[best]
    incumbentMean = means[best]
    let spread = Statistics.median(warped.z) - (warped.z.min() ?? 0)
    let reached = pending.isEmpty ? incumbentMean : process.means(coordinates).min() ?? incumbentMean
    target = reached - improvement * max(spread, 1e-12)

    var known = observations.rows
    known.append(pending)
    self.known = known
  }

  /// The distance of a row to the nearest trial.
  func distance(to row: [Double]) -> Double { known.distance(to: row) }

  /// ln E max(τ − f, 0) of each row.
  func logExpectedImprovement(_ rows: Rows) -> [Double] {
    let (means, sds) = process.predict(layout.coordinates(of: rows, in: geometry))
    return means.indices.map { i in
      let value = StandardNormal.logImprovement((target - means[i]) / sds[i]).log + logarithm(sds[i])
      return value.isNaN ? -.infinity : value
    }
  }

  /// What is expected of a row, given finished trials only: mean and standard deviation of its warped loss.
  func expectation(_ row: [Double]) -> (mean: Double, sd: Double) {
    let rows = Rows(dimension: row.count, [row])
    let (means, sds) = finished.predict(layout.coordinates(of: rows, in: geometry))
    return (means[0], sds[0])
  }
}
