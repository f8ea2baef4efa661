/// Eigenvalues and eigenvectors of a symmetric matrix, A = B diag(λ) Bᵀ, by the cyclic method of Jacobi.
///
/// Each rotation in the plane (p, q) makes A_pq zero (Golub, Van Loan, Matrix Computations, 8.5):
///
///     θ = (A_qq − A_pp)/(2 A_pq),   t = sign(θ)/(|θ| + √(θ² + 1)),   c = 1/√(t² + 1),   s = t c
///
/// Slower than tridiagonal methods for large matrices, but simple, and small eigenvalues of positive definite
/// matrices come out with high relative accuracy. O(n³) for each of about 6 to 9 sweeps; n = 40 takes about 1 ms.
package struct SymmetricEigen: Sendable {
  /// λ, ascending.
  package let values: [Double]

  /// B: column j is the unit eigenvector of λⱼ.
  package let vectors: Matrix

  /// - Parameter matrix: Symmetric. Elements that are not finite give results that are NaN.
  package init(_ matrix: Matrix) {
    precondition(matrix.rows == matrix.columns, "eigenvalues need a square matrix")
    let n = matrix.rows
    var a = matrix.elements
    // Rows of `basis` are the eigenvectors: rotations then work on contiguous memory.
    var basis = Matrix.identity(n).elements
    guard a.allSatisfy(\.isFinite) else {
      values = [Double](repeating: .nan, count: n)
      vectors = Matrix(rows: n, columns: n, elements: [Double](repeating: .nan, count: n * n))
      return
    }
    // What is this far below the largest element cannot be told from 0.
    let floor = a.reduce(0) { max($0, $1.magnitude) } * 1e-30
    a.withUnsafeMutableBufferPointer { a in
      basis.withUnsafeMutableBufferPointer { basis in
        // Convergence is quadratic: the bound on the sweeps is never met, it only guards against a cycle.
        for _ in 0..<60 where !Self.sweep(a, basis, n, floor) { break }
      }
    }
    let diagonal = (0..<n).map { a[$0 * n + $0] }
    let order = Statistics.ascendingOrder(diagonal)
    values = order.map { diagonal[$0] }
    var columns = Matrix(rows: n, columns: n)
    for (j, source) in order.enumerated() {
      for i in 0..<n { columns[i, j] = basis[source * n + i] }
    }
    vectors = columns
  }

  /// B diag(f(λ)) Bᵀ, such as a square root or an inverse of A. O(n³).
  package func function(_ f: (Double) -> Double) -> Matrix {
    let n = values.count
    let images = values.map(f)
    var scaled = vectors
    for i in 0..<n {
      for j in 0..<n { scaled[i, j] *= images[j] }
    }
    return scaled.multiplied(byTransposed: vectors)
  }

  /// One rotation for each element above the diagonal that is not negligible.
  ///
  /// - Returns: Whether there was any.
  private static func sweep(
    _ a: UnsafeMutableBufferPointer<Double>,
    _ basis: UnsafeMutableBufferPointer<Double>,
    _ n: Int,
    _ floor: Double
  ) -> Bool {
    var rotated = false
    for p in 0..<n {
      for q in p + 1..<max(n, p + 1) {
        let element = a[p * n + q]
        let (first, second) = (a[p * n + p], a[q * n + q])
        // Negligible next to both diagonal elements: this is what keeps small eigenvalues accurate.
        let scale = first.magnitude.squareRoot() * second.magnitude.squareRoot()
        if element.magnitude <= max(1e-17 * scale, floor) {
          continue
        }
        rotated = true
        let theta = 0.5 * (second - first) / element
        let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        rotateRows(a, n, p, q, c, s)
        rotateRows(basis, n, p, q, c, s)
        for k in 0..<n {
          let (x, y) = (a[k * n + p], a[k * n + q])
          a[k * n + p] = c * x - s * y
          a[k * n + q] = s * x + c * y
        }
        a[p * n + p] = first - t * element
        a[q * n + q] = second + t * element
        a[p * n + q] = 0
        a[q * n + p] = 0
      }
    }
    return rotated
  }

  @inline(__always)
  private static func rotateRows(
    _ a: UnsafeMutableBufferPointer<Double>,
    _ n: Int,
    _ p: Int,
    _ q: Int,
    _ c: Double,
    _ s: Double
  ) {
    for k in 0..<n {
      let (x, y) = (a[p * n + k], a[q * n + k])
      a[p * n + k] = c * x - s * y
      a[q * n + k] = s * x + c * y
    }
  }
}
