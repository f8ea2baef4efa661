// Products of row-major matrices. Every element is one sum in one order, however the matrix is cut into tiles.

/// C = A Bᵀ: element (i, j) is the inner product of row i of A and row j of B. 2mnk operations.
///
/// - Parameters:
///   - a: m × k.
///   - b: n × k.
///   - c: m × n, overwritten.
func multiply(
  _ a: UnsafePointer<Double>,
  transposed b: UnsafePointer<Double>,
  into c: UnsafeMutablePointer<Double>,
  m: Int,
  n: Int,
  k: Int
) {
  var i = 0
  while i + 4 <= m {
    let row = a + i * k
    let target = c + i * n
    for j in stride(from: 0, to: n, by: 2) {
      let isLast = j + 1 == n
      let column = b + j * k
      let (s0, s1) = dots4x2(row, row + k, row + 2 * k, row + 3 * k, column, isLast ? column : column + k, k)
      for r in 0..<4 { target[r * n + j] = s0[r] }
      if !isLast { for r in 0..<4 { target[r * n + j + 1] = s1[r] } }
    }
    i += 4
  }
  while i < m {
    let row = a + i * k
    for j in 0..<n { c[i * n + j] = dot(row, b + j * k, k) }
    i += 1
  }
}

/// C += A B, where A may be a transposed view. 2mnk operations.
///
/// - Parameters:
///   - a: m × k; element (i, l) is at i · `rowStride` + l · `columnStride`. A row-major A has the strides (k, 1), the
///     transpose of a row-major k × m matrix (1, m).
///   - b: k × n.
///   - c: m × n.
func multiplyAdd(
  _ a: UnsafePointer<Double>,
  rowStride: Int,
  columnStride: Int,
  _ b: UnsafePointer<Double>,
  into c: UnsafeMutablePointer<Double>,
  m: Int,
  n: Int,
  k: Int
) {
  let wholeRows = m / 4 * 4
  let wholeColumns = n / 4 * 4
  for i in stride(from: 0, to: wholeRows, by: 4) {
    let a0 = a + i * rowStride
    let a1 = a0 + rowStride
    let a2 = a1 + rowStride
    let a3 = a2 + rowStride
    for j in stride(from: 0, to: wholeColumns, by: 4) {
      var s0 = SIMD4<Double>.zero
      var s1 = SIMD4<Double>.zero
      var s2 = SIMD4<Double>.zero
      var s3 = SIMD4<Double>.zero
      var row = b + j
      var offset = 0
      for _ in 0..<k {
        let values = UnsafeRawPointer(row).loadUnaligned(as: SIMD4<Double>.self)
        s0 += values * a0[offset]
        s1 += values * a1[offset]
        s2 += values * a2[offset]
        s3 += values * a3[offset]
        row += n
        offset &+= columnStride
      }
      let target = c + i * n + j
      add(s0, to: target)
      add(s1, to: target + n)
      add(s2, to: target + 2 * n)
      add(s3, to: target + 3 * n)
    }
  }
  // What no whole tile covers: columns at the right of the tiles, then rows below them.
  func finish(_ rows: Range<Int>, _ columns: Range<Int>) {
    for i in rows {
      for j in columns {
        var sum = 0.0
        for l in 0..<k { sum += a[i * rowStride + l * columnStride] * b[l * n + j] }
        c[i * n + j] += sum
      }
    }
  }
  finish(0..<wholeRows, wholeColumns..<n)
  finish(wholeRows..<m, 0..<n)
}

@inline(__always)
private func add(_ values: SIMD4<Double>, to target: UnsafeMutablePointer<Double>) {
  let raw = UnsafeMutableRawPointer(target)
  raw.storeBytes(of: raw.loadUnaligned(as: SIMD4<Double>.self) + values, as: SIMD4<Double>.self)
}
