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
    var t = [Double](repeating: 0, count: g.count)
    var moments = [Double](repeating: 0, count: n)
    var k = 0
    for p in layout.columns.indices {
      fill(&t, g, p)
      if k < layout.warped.count, layout.warped[k] == p {
        gradient[p] -= 2 * weightedDistance(t, p, moments: &moments)
        let place = Hyperparameters.warpPlace(k, in: layout)
        for i in 0..<n {
          gradient[place] += 2 * warpSlopes[2 * k * n + i] * moments[i]
          gradient[place + 1] += 2 * warpSlopes[(2 * k + 1) * n + i] * moments[i]
        }
        k += 1
      } else {
        gradient[p] -= 2 * weightedDistance(t, p)
      }
    }
  }

  /// T_p.
  private func fill(_ t: inout [Double], _ g: [Double], _ p: Int) {
    let weight = weights[p]
    for place in t.indices { t[place] = weight * slopes[place] }
    t.withUnsafeMutableBufferPointer { t in
      guard let t = t.baseAddress else { return }
      let factor = share / Double(layout.dimension)
      for i in 1..<n { terms[p].addSlopes(factor, from: i, to: t + i * (i - 1) / 2, count: i) }
    }
    for place in t.indices { t[place] *= g[place] }
  }

  /// Σ_{i>j} T_ij D_p,ij.
  private func weightedDistance(_ t: [Double], _ p: Int) -> Double {
    var sum = 0.0
    for i in 1..<n {
      let (x, row) = (values[p * n + i], i * (i - 1) / 2)
      for j in 0..<i {
        let y = values[p * n + j]
        sum += t[row + j] * (layout.columns[p] == .choice ? choiceDistance(x, y) : (x - y) * (x - y))
      }
    }
    return sum
  }

  /// Σ_{i>j} T_ij D_p,ij, and for each i the moment Σ_j T_ij (w_i − w_j).
  private func weightedDistance(_ t: [Double], _ p: Int, moments: inout [Double]) -> Double {
    t.withUnsafeBufferPointer { t in
      values.withUnsafeBufferPointer { values in
        moments.withUnsafeMutableBufferPointer { moments in
          guard let t = t.baseAddress, let values = values.baseAddress, let moments = moments.baseAddress else {
            return 0
          }
          let w = values + p * n
          moments.update(repeating: 0, count: n)
          for i in 1..<n {
            let row = t + i * (i - 1) / 2
            var moment = 0.0
            for j in 0..<i {
              let term = row[j] * (w[i] - w[j])
              moment += term
              moments[j] -= term
            }
            moments[i] += moment
          }
          // Σ_{i>j} T_ij (w_i − w_j)² = Σ_i w_i Σ_j T_ij (w_i − w_j)
          var sum = 0.0
          for i in 0..<n { sum += w[i] * moments[i] }
          return sum
        }
      }
    }
  }
}
