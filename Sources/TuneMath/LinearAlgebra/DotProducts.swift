// Inner products of contiguous rows: the kernel of the Cholesky decomposition, of triangular solves and of A Bᵀ.
//
// Every sum, whatever kernel computes it, is made of the same additions in the same order:
//
//     (Σ of products at even positions) + (Σ at odd positions) + (the last product, when their number is odd)
//
// So a result does not depend on how rows were grouped: appending a row to a factor gives the same bits as
// decomposing the larger matrix. Two lanes are what every 64-bit platform has; the tile of 4 × 2 sums keeps its eight
// accumulators in registers and uses each loaded pair four or two times.

@inline(__always)
private func pair(_ row: UnsafePointer<Double>, _ k: Int) -> SIMD2<Double> {
  UnsafeRawPointer(row + k).loadUnaligned(as: SIMD2<Double>.self)
}

@inline(__always)
private func total(_ sums: SIMD2<Double>) -> Double { sums[0] + sums[1] }

/// Σ aₖ bₖ over n elements.
@inline(__always)
func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ n: Int) -> Double {
  var sums = SIMD2<Double>.zero
  var k = 0
  while k &+ 1 < n {
    sums += pair(a, k) * pair(b, k)
    k &+= 2
  }
  let even = total(sums)
  return k < n ? even + a[k] * b[k] : even
}

/// Inner products of one row with two rows.
@inline(__always)
func dots1x2(
  _ a: UnsafePointer<Double>,
  _ b0: UnsafePointer<Double>,
  _ b1: UnsafePointer<Double>,
  _ n: Int
) -> (Double, Double) {
  var sums0 = SIMD2<Double>.zero
  var sums1 = SIMD2<Double>.zero
  var k = 0
  while k &+ 1 < n {
    let x = pair(a, k)
    sums0 += x * pair(b0, k)
    sums1 += x * pair(b1, k)
    k &+= 2
  }
  let even = (total(sums0), total(sums1))
  return k < n ? (even.0 + a[k] * b0[k], even.1 + a[k] * b1[k]) : even
}

/// Inner products of four rows with two rows: lane i of the first result belongs to row aᵢ and b₀, of the second to b₁.
@inline(__always)
func dots4x2(
  _ a0: UnsafePointer<Double>,
  _ a1: UnsafePointer<Double>,
  _ a2: UnsafePointer<Double>,
  _ a3: UnsafePointer<Double>,
  _ b0: UnsafePointer<Double>,
  _ b1: UnsafePointer<Double>,
  _ n: Int
) -> (SIMD4<Double>, SIMD4<Double>) {
  var s00 = SIMD2<Double>.zero
  var s10 = SIMD2<Double>.zero
  var s20 = SIMD2<Double>.zero
  var s30 = SIMD2<Double>.zero
  var s01 = SIMD2<Double>.zero
  var s11 = SIMD2<Double>.zero
  var s21 = SIMD2<Double>.zero
  var s31 = SIMD2<Double>.zero
  var k = 0
  while k &+ 1 < n {
    let x = pair(b0, k)
    let y = pair(b1, k)
    let p0 = pair(a0, k)
    s00 += p0 * x
    s01 += p0 * y
    let p1 = pair(a1, k)
    s10 += p1 * x
    s11 += p1 * y
    let p2 = pair(a2, k)
    s20 += p2 * x
    s21 += p2 * y
    let p3 = pair(a3, k)
    s30 += p3 * x
    s31 += p3 * y
    k &+= 2
  }
  var first = SIMD4(total(s00), total(s10), total(s20), total(s30))
  var second = SIMD4(total(s01), total(s11), total(s21), total(s31))
  if k < n {
    let last = SIMD4(a0[k], a1[k], a2[k], a3[k])
    first += last * b0[k]
    second += last * b1[k]
  }
  return (first, second)
}
