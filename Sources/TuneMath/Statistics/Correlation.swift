extension Statistics {
  /// Pearson's correlation of two equally long samples, in [−1, 1]; NaN when one of them is constant or too short.
  package static func pearson(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "a correlation needs pairs")
    let (meanX, meanY) = (mean(x), mean(y))
    var xx = 0.0
    var yy = 0.0
    var xy = 0.0
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    guard xx > 0, yy > 0 else { return .nan }
    // Exactly 1 for equal samples; the other form is for products out of range.
    let product = xx * yy
    let scale = product.isNormal ? product.squareRoot() : xx.squareRoot() * yy.squareRoot()
    return min(max(xy / scale, -1), 1)
  }

  /// Spearman's rank correlation of two equally long samples: Pearson's of the ranks, equal values sharing theirs.
  package static func spearman(_ x: [Double], _ y: [Double]) -> Double {
    pearson(ranks(x), ranks(y))
  }
}
