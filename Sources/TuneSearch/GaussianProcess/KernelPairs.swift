import TuneMath

/// The kernel between all pairs of the data for one θ, and how the evidence changes through it. Notation as in ``Evidence``.
///
/// Matrices over pairs are packed: row i has the elements j < i, from i (i − 1)/2 on.
struct KernelPairs {
  /// (1 − a) K_× + a K_+.
  let correlations: [Double]

  private let layout: KernelLayout
  private let n: Int
  private let weights: [Double]
  /// a.
  private let share: Double
  /// K_+ − K_×.
  private let difference: [Double]
  /// (1 − a) dk/dr² at r².
  private let slopes: [Double]
  /// One for each dimension, of the terms of K_+.
  private let terms: [AxisKernel]
  /// w: dimension p occupies n elements from p·n on.
  private let values: [Double]
  /// ∂w/∂ ln a_p and ∂w/∂ ln b_p of the k-th warped dimension, from 2kn and (2k + 1)n on.
  private let warpSlopes: [Double]

  /// - Parameter columns: x: dimension p occupies n elements from p·n on.
  init(_ columns: [Double], _ n: Int, _ parameters: Hyperparameters) {
    let layout = parameters.layout
    let weights = parameters.weights
    let share = parameters.additiveShare
    let dimension = Double(max(1, layout.dimension))

    var values = columns
    var warpSlopes = [Double](repeating: 0, count: 2 * layout.warped.count * n)
    for (k, warp) in parameters.warps.enumerated() {
      let start = layout.warped[k] * n
      for i in 0..<n {
        let (value, logA, logB) = warp.withSlopes(columns[start + i])
        values[start + i] = value
        warpSlopes[2 * k * n + i] = logA
        warpSlopes[(2 * k + 1) * n + i] = logB
      }
    }

    let count = n * (n - 1) / 2
    var product = [Double](repeating: 0, count: count)
    var slopes = product
    var sum = product
    let terms = layout.columns.indices.map { p in
      AxisKernel(layout.columns[p], weight: dimension * weights[p], values: Array(values[p * n..<(p + 1) * n]))
    }
    product.withUnsafeMutableBufferPointer { product in
      slopes.withUnsafeMutableBufferPointer { slopes in
        sum.withUnsafeMutableBufferPointer { sum in
          guard let squares = product.baseAddress, let sums = sum.baseAddress else { return }
          for (p, column) in layout.columns.enumerated() {
            terms[p].values.withUnsafeBufferPointer { w in
              guard let w = w.baseAddress else { return }
              for i in 1..<n {
                let row = i * (i - 1) / 2
                addSquares(column, weight: weights[p], from: w[i], to: w, into: squares + row, count: i)
                terms[p].add(1 / dimension, from: w[i], to: sums + row, count: i)
              }
            }
          }
          Matern.fiveHalves(product, slopes: slopes)
          for place in 0..<count { slopes[place] *= 1 - share }
        }
      }
    }
    var correlations = product
    for place in 0..<count {
      correlations[place] = (1 - share) * product[place] + share * sum[place]
      sum[place] -= product[place]
    }
    self.correlations = correlations
    self.layout = layout
    self.n = n
    self.weights = weights
    self.share = share
    self.slopes = slopes
    self.terms = terms
    self.values = values
    self.warpSlopes = warpSlopes
    difference = sum
  }

  /// Adds (E3), (E5) and (E6).
  ///
  /// - Parameter g: G, packed.
  func addGradient(_ g: [Double], to gradient: inout [Double]) {
    gradient[Hyperparameters.sharePlace(layout)] += share * (1 - share) * innerProduct(g, difference)
    var k = 0
    for (p, column) in layout.columns.enumerated() {
      guard column != .choice else {
        gradient[p] -= 2 * weightedDistance(ofChoice: p, g)
        continue
      }
      let moments = moments(of: p, g)
      // Σ_{i>j} T_ij (w_i − w_j)² = Σ_i w_i Σ_j T_ij (w_i − w_j)
      gradient[p] -= 2 * innerProduct(Array(values[p * n..<(p + 1) * n]), moments)
      guard k < layout.warped.count, layout.warped[k] == p else { continue }
      let place = Hyperparameters.warpPlace(k, in: layout)
      for i in 0..<n {
        gradient[place] += 2 * warpSlopes[2 * k * n + i] * moments[i]
        gradient[place + 1] += 2 * warpSlopes[(2 * k + 1) * n + i] * moments[i]
      }
      k += 1
    }
  }

  /// Σ_{i>j} T_ij D_p,ij along a dimension of choices.
  private func weightedDistance(ofChoice p: Int, _ g: [Double]) -> Double {
    var sum = 0.0
    let column = terms[p].values
    forRows(of: p, g) { i, t, g in
      for j in 0..<i { sum += t[j] * g[j] * choiceDistance(column[i], column[j]) }
    }
    return sum
  }

  /// Σ_j T_ij (w_i − w_j) for each i along any other dimension.
  private func moments(of p: Int, _ g: [Double]) -> [Double] {
    var moments = [Double](repeating: 0, count: n)
    terms[p].values.withUnsafeBufferPointer { w in
      moments.withUnsafeMutableBufferPointer { moments in
        guard let w = w.baseAddress, let moments = moments.baseAddress else { return }
        forRows(of: p, g) { i, t, g in
          let x = w[i]
          // What makes every step wait for the one before, the sum, has a loop of its own.
          for j in 0..<i {
            let term = t[j] * g[j] * (x - w[j])
            t[j] = term
            moments[j] -= term
          }
          moments[i] += sum(t, i)
        }
      }
    }
    return moments
  }

  private func sum(_ terms: UnsafeMutablePointer<Double>, _ count: Int) -> Double {
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    var j = 0
    while j + 3 < count {
      a += terms[j]
      b += terms[j + 1]
      c += terms[j + 2]
      d += terms[j + 3]
      j += 4
    }
    while j < count {
      a += terms[j]
      j += 1
    }
    return (a + b) + (c + d)
  }

  /// Calls `body` for each i > 0 with i elements of ∂C/∂D_p, which it may overwrite, and of G: row by row, because a row stays
  /// in the cache.
  private func forRows(
    of p: Int,
    _ g: [Double],
    _ body: (Int, UnsafeMutablePointer<Double>, UnsafePointer<Double>) -> Void
  ) {
    let weight = weights[p]
    let factor = share / Double(layout.dimension)
    let term = terms[p]
    withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { t in
      g.withUnsafeBufferPointer { g in
        slopes.withUnsafeBufferPointer { slopes in
          guard let t = t.baseAddress, let g = g.baseAddress, let slopes = slopes.baseAddress else { return }
          for i in 1..<n {
            let row = i * (i - 1) / 2
            for j in 0..<i { t[j] = weight * slopes[row + j] }
            term.addSlopes(factor, from: i, to: t, count: i)
            body(i, t, g + row)
          }
        }
      }
    }
  }
}
