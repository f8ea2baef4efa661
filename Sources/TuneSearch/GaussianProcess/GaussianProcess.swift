import TuneMath

/// A Gaussian process given data, that can take up further points.
///
/// Notation as in ``Evidence``; further, for m candidates:
///
/// | symbol | meaning | shape |
/// |---|---|---|
/// | κ | covariances of candidates and data ÷ s², as C without its diagonal | m × n |
/// | μ, σ | predictive mean and standard deviation, without noise | m |
///
///     μ = κ α,   σ² = s² (1 + c₀ − ‖L⁻¹ κᵀ‖²)                                        (G1)
struct GaussianProcess: Sendable {
  let hyperparameters: Hyperparameters
  /// s².
  let scale: Double

  private let layout: KernelLayout
  private let weights: [Double]
  private let share: Double
  private let warps: [InputWarp]
  /// One for each dimension, of the terms of K_+; they hold the warped coordinates of the data.
  private var terms: [AxisKernel]
  private var z: [Double]
  private var cholesky: Cholesky
  private var alpha: [Double]

  /// - Parameter coordinates: One row for each element of `z`, before input warps.
  /// - Returns: Nil when the covariance is not positive definite even with a larger diagonal: some number is not finite.
  /// - Complexity: O(n³).
  init?(_ hyperparameters: Hyperparameters, coordinates: [Double], z: [Double]) {
    self.hyperparameters = hyperparameters
    let layout = hyperparameters.layout
    self.layout = layout
    let weights = hyperparameters.weights
    self.weights = weights
    share = hyperparameters.additiveShare
    warps = hyperparameters.warps
    self.z = z
    let n = z.count
    let warped = GaussianProcess.warp(coordinates, layout, warps)
    terms = layout.columns.indices.map { p in
      AxisKernel(
        layout.columns[p],
        weight: Double(layout.dimension) * weights[p],
        values: (0..<n).map { warped[$0 * layout.dimension + p] }
      )
    }
    let kernel = CrossKernel(layout: layout, weights: weights, share: share, terms: terms, count: n)
    var c = kernel.covariances(of: warped, count: n)
    let diagonal = 1 + Evidence.constantVariance + hyperparameters.noise + Evidence.jitter
    for i in 0..<n { c[i * n + i] = diagonal }
    guard let (cholesky, _) = Cholesky.regularized(c, order: n) else { return nil }
    self.cholesky = cholesky
    alpha = cholesky.solve(z)
    scale = Evidence.scale(quadraticForm: innerProduct(z, alpha), count: n)
  }

  /// n.
  var count: Int { z.count }

  /// Adds an observation; s² stays.
  /// - Complexity: O(n²).
  mutating func append(_ coordinates: [Double], z value: Double) {
    let warped = GaussianProcess.warp(coordinates, layout, warps)
    var row = crossKernel.covariances(of: warped, count: 1)
    row.append(1 + Evidence.constantVariance + hyperparameters.noise + Evidence.jitter)
    // What is singular to working precision is known already.
    guard cholesky.append(row) else { return }
    for p in terms.indices { terms[p].append(warped[p]) }
    z.append(value)
    alpha = cholesky.solve(z)
  }

  /// μ of (G1).
  /// - Parameter coordinates: A row for each of m candidates, before input warps.
  /// - Complexity: O(m n P).
  func means(_ coordinates: [Double]) -> [Double] {
    blocks(coordinates) { covariances, count in
      Matrix(rows: count, columns: z.count, elements: covariances) * alpha
    }
  }

  /// μ and σ of (G1).
  /// - Complexity: O(m n (n + P)).
  func predict(_ coordinates: [Double]) -> (means: [Double], sds: [Double]) {
    var sds: [Double] = []
    let prior = 1 + Evidence.constantVariance
    let means = blocks(coordinates) { covariances, count in
      for form in cholesky.quadraticForms(rows: covariances, count: count) {
        sds.append(max(scale * (prior - form), GaussianProcess.leastVariance).squareRoot())
      }
      return Matrix(rows: count, columns: z.count, elements: covariances) * alpha
    }
    return (means, sds)
  }

  /// Below this, variances are rounding errors.
  private static let leastVariance = 1e-14

  /// Blocks of candidates small enough for their covariances to stay in the cache.
  private func blocks(_ coordinates: [Double], _ body: ([Double], Int) -> [Double]) -> [Double] {
    let dimension = layout.dimension
    guard dimension > 0 else { return [] }
    let count = coordinates.count / dimension
    let warped = GaussianProcess.warp(coordinates, layout, warps)
    let kernel = crossKernel
    let blockSize = max(4, 16_384 / max(1, z.count) / 4 * 4)
    var results: [Double] = []
    results.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: blockSize) {
      let end = min(start + blockSize, count)
      let block = Array(warped[start * dimension..<end * dimension])
      results += body(kernel.covariances(of: block, count: end - start), end - start)
    }
    return results
  }

  private static func warp(_ coordinates: [Double], _ layout: KernelLayout, _ warps: [InputWarp]) -> [Double] {
    var warped = coordinates
    for (p, warp) in zip(layout.warped, warps) {
      for i in stride(from: p, to: warped.count, by: layout.dimension) { warped[i] = warp(warped[i]) }
    }
    return warped
  }

  private var crossKernel: CrossKernel {
    CrossKernel(layout: layout, weights: weights, share: share, terms: terms, count: z.count)
  }
}

/// κ, from candidates to data.
private struct CrossKernel {
  let layout: KernelLayout
  let weights: [Double]
  let share: Double
  let terms: [AxisKernel]
  /// n.
  let count: Int

  /// - Parameter rows: Warped coordinates of `count` candidates.
  /// - Returns: A row of n for each candidate.
  func covariances(of rows: [Double], count m: Int) -> [Double] {
    let n = count
    var covariances = [Double](repeating: 0, count: m * n)
    covariances.withUnsafeMutableBufferPointer { covariances in
      guard let start = covariances.baseAddress else { return }
      for (p, column) in layout.columns.enumerated() {
        terms[p].values.withUnsafeBufferPointer { y in
          guard let y = y.baseAddress else { return }
          for i in 0..<m {
            let x = rows[i * layout.dimension + p]
            addSquares(column, weight: weights[p], from: x, to: y, into: start + i * n, count: n)
          }
        }
      }
      Matern.fiveHalves(covariances)
      for i in covariances.indices { covariances[i] = (1 - share) * covariances[i] + Evidence.constantVariance }
      let factor = share / Double(max(1, terms.count))
      for (p, term) in terms.enumerated() {
        for i in 0..<m { term.add(factor, from: rows[i * layout.dimension + p], to: start + i * n, count: n) }
      }
    }
    return covariances
  }
}
