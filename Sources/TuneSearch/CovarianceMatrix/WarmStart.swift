import TuneMath

/// Where an evolution strategy begins, given trials that were not its own.
///
/// The best share γ of them is taken for a sample of where it should search (M. Nomura, S. Watanabe, Y. Akimoto, Y. Ozaki,
/// M. Onishi, "Warm starting CMA-ES for hyperparameter optimization", AAAI 2021):
///
///     m = mean of the best,   Σ = α² I + their covariance,   σ = det(Σ)^(1/2d),   C = Σ/σ²
struct WarmStart: Sendable {
  var mean: [Double]
  var sigma: Double
  var covariance: Matrix?

  /// γ.
  static let share = 0.1

  /// - Parameters:
  ///   - points: coordinates of the numbers, in the order of their losses, the best first; failures left out.
  ///   - alpha: α, and the step size without any points.
  init(points: [[Double]], dimension d: Int, alpha: Double) {
    let best = points.prefix(Int((Double(points.count) * WarmStart.share).rounded(.up)))
    mean = [Double](repeating: 0.5, count: d)
    sigma = alpha
    guard !best.isEmpty else { return }
    let n = Double(best.count)
    for j in 0..<d { mean[j] = best.reduce(0) { $0 + $1[j] } / n }
    guard best.count > 1 else { return }

    var sum = Matrix(diagonal: [Double](repeating: alpha * alpha, count: d))
    for point in best {
      for i in 0..<d {
        for j in 0..<d { sum[i, j] += (point[i] - mean[i]) * (point[j] - mean[j]) / n }
      }
    }
    guard let cholesky = Cholesky(sum.elements, order: d) else { return }
    sigma = exponential(cholesky.logDeterminant / Double(2 * d))
    for i in sum.elements.indices { sum.elements[i] /= sigma * sigma }
    covariance = sum
  }
}
