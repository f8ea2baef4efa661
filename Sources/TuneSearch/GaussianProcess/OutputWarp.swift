import TuneMath

/// Monotone transformations of the observed losses, so that a Gaussian process can describe them.
enum OutputWarp: String, Hashable, Sendable, CaseIterable {
  /// z = (y − mean)/sd.
  case none
  /// u = ln((y − min)/m + 1), m = median − min, then standardized: linear near the best value, logarithmic far
  /// above it. The offset is 1 because a smaller one cannot represent values much below the present minimum, and
  /// turns the search into polishing.
  case log
}

/// Losses transformed by a warp, and the way back.
///
/// Notation: y the losses, in [0, 1], n of them; u the warped ones; z = (u − mean)/sd; J = Σ ln |dz/dy| the
/// log-Jacobian, which makes the evidences of different warps comparable: ln p(y | warp) = ln p(z) + J.
struct WarpedLosses: Sendable {
  let warp: OutputWarp
  let z: [Double]
  let logJacobian: Double

  /// min and m of ``OutputWarp/log``.
  private let low: Double
  private let unit: Double
  private let mean: Double
  private let sd: Double

  /// - Parameter y: Finite.
  /// - Complexity: O(n log n).
  init(_ y: [Double], _ warp: OutputWarp) {
    self.warp = warp
    let n = Double(y.count)
    low = y.min() ?? 0
    let range = (y.max() ?? 0) - low
    // Where the lower half is all equal, the median says nothing of the scale.
    unit = range > 0 ? max(Statistics.median(y) - low, 1e-12 * range) : 1

    var u = y
    var logJacobian = 0.0
    if warp == .log {
      for i in u.indices {
        u[i] = logarithm((y[i] - low) / unit + 1)
        logJacobian -= u[i]  // du/dy = e⁻ᵘ/m
      }
      logJacobian -= n * logarithm(unit)
    }
    let mean = u.isEmpty ? 0 : u.reduce(0, +) / n
    let variance = u.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, n)
    let sd = range > 0 && variance > 0 ? variance.squareRoot() : 1
    z = u.map { ($0 - mean) / sd }
    self.mean = mean
    self.sd = sd
    self.logJacobian = range > 0 ? logJacobian - n * logarithm(sd) : 0
  }

  /// Mean and standard deviation of the loss whose warped value is normal with these: for the logarithm, those of a
  /// shifted log-normal distribution.
  func unwarped(mean z: Double, sd: Double) -> (mean: Double, sd: Double) {
    let (u, spread) = (mean + self.sd * z, self.sd * sd)
    switch warp {
    case .none: return (u, spread)
    case .log:
      let variance = min(spread * spread, 50)
      let center = exponential(min(u, 50) + 0.5 * variance)
      return (low + unit * (center - 1), unit * center * exponentialMinusOne(variance).squareRoot())
    }
  }
}
