import TuneMath

/// What the agent believes of configurations that it has not tried: a ``GaussianProcess`` over scores.
///
/// Learning in a model between real steps is Dyna (R. Sutton, 1990); with a Gaussian process as the model it is near to PILCO
/// (M. Deisenroth, C. Rasmussen, 2011), though no gradients go through the model here.
struct WorldModel: Sendable {
  private let geometry: CubeGeometry
  private let layout: KernelLayout
  /// Of z = −φ.
  private var process: GaussianProcess

  /// - Parameters:
  ///   - rows: what is known.
  ///   - scores: φ of each row.
  ///   - limit: how many of them it is conditioned on at most.
  /// - Returns: Nil when the covariance cannot be decomposed.
  init?(
    _ hyperparameters: Hyperparameters,
    _ geometry: CubeGeometry,
    rows: Rows,
    scores: [Double],
    limit: Int
  ) {
    self.geometry = geometry
    layout = hyperparameters.layout
    let z = scores.map { 0 - $0 }
    let chosen = informative(z, limit)
    let coordinates = layout.coordinates(of: rows.selecting(chosen), in: geometry)
    guard let process = GaussianProcess(hyperparameters, coordinates: coordinates, z: chosen.map { z[$0] }) else {
      return nil
    }
    self.process = process
  }

  /// Takes running trials to end as an average trial would: nothing is unknown around them, and nothing is promised.
  mutating func expect(_ pending: Rows) {
    for i in 0..<pending.count {
      process.append(layout.coordinates(of: pending.selecting([i]), in: geometry), z: 0)  // z has mean 0
    }
  }

  /// μ of each row.
  func means(_ rows: Rows) -> [Double] {
    process.means(layout.coordinates(of: rows, in: geometry)).map { 0 - $0 }
  }

  /// μ and σ of each row.
  func predict(_ rows: Rows) -> (means: [Double], sds: [Double]) {
    let (means, sds) = process.predict(layout.coordinates(of: rows, in: geometry))
    return (means.map { 0 - $0 }, sds)
  }

  /// ln E max(φ − t, 0) of each row: the logarithm of the reward to expect of landing there from a score of t.
  func logExpectedReward(_ rows: Rows, from target: Double) -> [Double] {
    let (means, sds) = predict(rows)
    return zip(means, sds).map { StandardNormal.logExpectedImprovement(mean: $0 - target, sd: $1) }
  }

  /// μ + κσ of each row: what it may be worth, and so worth finding out.
  func optimistic(_ rows: Rows, _ kappa: Double) -> [Double] {
    let (means, sds) = predict(rows)
    return means.indices.map { means[$0] + kappa * sds[$0] }
  }
}
