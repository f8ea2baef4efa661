/// A view of a packed lower triangular factor L while it is made or used, with the reciprocals of its diagonal.
///
/// The functions work on a range of rows of L, so that callers can apply a *panel* of rows, which fits into the cache, to
/// all right-hand sides before the next. Panels begin at even rows: pairs of rows are then the same pairs for everyone.
struct PackedTriangle {
  /// Rows of a panel. Up to n = 1000 it takes at most half a megabyte.
  static let panel = 64

  let start: UnsafeMutablePointer<Double>
  let reciprocals: UnsafeMutablePointer<Double>

  /// Row i, of i + 1 elements.
  @inline(__always)
  func row(_ i: Int) -> UnsafeMutablePointer<Double> { start + i &* (i &+ 1) / 2 }

  /// Solves L x = b for some elements, in place, given those before them:
  ///
  ///     xᵢ = (bᵢ − Σ_{j<i} Lᵢⱼ xⱼ)/Lᵢᵢ
  ///
  /// - Parameters:
  ///   - rows: Which elements; begins at an even one.
  ///   - zeros: Even; the elements before this one are known to be 0.
  func forward(_ b: UnsafeMutablePointer<Double>, rows: Range<Int>, zeros: Int = 0) {
    var i = rows.lowerBound
    while i < rows.upperBound {
      let row0 = row(i) + zeros
      guard i + 1 < rows.upperBound else {
        b[i] = (b[i] - dot(b + zeros, row0, i - zeros)) * reciprocals[i]
        break
      }
      let row1 = row(i + 1) + zeros
      let (s0, s1) = dots1x2(b + zeros, row0, row1, i - zeros)
      let x = (b[i] - s0) * reciprocals[i]
      b[i] = x
      b[i + 1] = (b[i + 1] - (s1 + x * row1[i - zeros])) * reciprocals[i + 1]
      i += 2
    }
  }

  /// As ``forward(_:rows:zeros:)`` for four right-hand sides, `stride` apart: each row of L that is read serves all.
  func forward(four b: FourRows, rows: Range<Int>, zeros: Int = 0) {
    var i = rows.lowerBound
    while i < rows.upperBound {
      let isLast = i + 1 == rows.upperBound
      let row0 = row(i) + zeros
      let row1 = isLast ? row0 : row(i + 1) + zeros
      let (s0, s1) = dots4x2(
        b.row0 + zeros,
        b.row1 + zeros,
        b.row2 + zeros,
        b.row3 + zeros,
        row0,
        row1,
        i - zeros
      )
      let x = (b[i] - s0) * reciprocals[i]
      b[i] = x
      if isLast { break }
      b[i + 1] = (b[i + 1] - (s1 + x * row1[i - zeros])) * reciprocals[i + 1]
      i += 2
    }
  }

  /// Solves Lᵀ x = b for some elements, last first, in place: once xᵢ is known, its share Lᵢⱼ xᵢ goes out of all bⱼ
  /// before it.
  func backward(_ b: UnsafeMutablePointer<Double>, rows: Range<Int>) {
    for i in rows.reversed() {
      let row = row(i)
      let x = b[i] * reciprocals[i]
      b[i] = x
      for j in 0..<i { b[j] -= row[j] * x }
    }
  }

  /// As ``backward(_:rows:)`` for four right-hand sides.
  func backward(four b: FourRows, rows: Range<Int>) {
    for i in rows.reversed() {
      let row = row(i)
      let x = b[i] * reciprocals[i]
      b[i] = x
      let whole = i / 2 * 2
      for j in stride(from: 0, to: whole, by: 2) {
        let values = UnsafeRawPointer(row + j).loadUnaligned(as: SIMD2<Double>.self)
        subtract(values * x[0], from: b.row0 + j)
        subtract(values * x[1], from: b.row1 + j)
        subtract(values * x[2], from: b.row2 + j)
        subtract(values * x[3], from: b.row3 + j)
      }
      if whole < i { b[whole] -= row[whole] * x }
    }
  }

  /// Replaces rows of A by rows of L, given all rows before them: first their columns left of the block, panel by panel,
  /// then the block's own triangle.
  ///
  /// - Returns: false if a pivot is not positive.
  func decompose(rows: Range<Int>) -> Bool {
    let first = rows.lowerBound
    // Groups of four begin at even rows, so that the sums of their pairs of columns have no odd element.
    let groups = first.isMultiple(of: 2) ? rows.count / 4 : 0
    let rest = first + 4 * groups..<rows.upperBound
    func group(_ g: Int) -> FourRows {
      let i = first + 4 * g
      return FourRows(row(i), row(i + 1), row(i + 2), row(i + 3))
    }
    for panel in stride(from: 0, to: first, by: Self.panel) {
      let columns = panel..<min(panel + Self.panel, first)
      for g in 0..<groups { forward(four: group(g), rows: columns) }
      for i in rest { forward(row(i), rows: columns) }
    }
    for g in 0..<groups {
      forward(four: group(g), rows: first..<first + 4 * g)
      guard decomposeDiagonalBlock(first + 4 * g) else { return false }
    }
    for i in rest {
      let row = row(i)
      forward(row, rows: first..<i)
      guard setPivot(i, row[i] - dot(row, row, i)) else { return false }
    }
    return true
  }

  /// Rows i to i + 3 of A have become rows of L up to column i − 1: does their last columns, by pairs.
  ///
  /// - Parameter i: Even.
  /// - Returns: false if a pivot is not positive.
  func decomposeDiagonalBlock(_ i: Int) -> Bool {
    let block = FourRows(row(i), row(i + 1), row(i + 2), row(i + 3))
    for p in [0, 2] {
      let j = i + p
      let (s0, s1) = dots4x2(block.row0, block.row1, block.row2, block.row3, row(j), row(j + 1), j)
      guard setPivot(j, row(j)[j] - s0[p]) else { return false }
      for r in p + 1..<4 {
        let target = row(i + r)
        target[j] = (target[j] - s0[r]) * reciprocals[j]
      }
      let next = row(j + 1)
      guard setPivot(j + 1, next[j + 1] - (s1[p + 1] + next[j] * next[j])) else { return false }
      for r in stride(from: p + 2, to: 4, by: 1) {
        let target = row(i + r)
        target[j + 1] = (target[j + 1] - (s1[r] + target[j] * next[j])) * reciprocals[j + 1]
      }
    }
    return true
  }

  /// Sets Lᵢᵢ to the root of its square.
  ///
  /// - Returns: false if the square is not positive, or not finite.
  func setPivot(_ i: Int, _ square: Double) -> Bool {
    guard square > 0, square < .infinity else { return false }
    let pivot = square.squareRoot()
    row(i)[i] = pivot
    reciprocals[i] = 1 / pivot
    return reciprocals[i] < .infinity
  }
}

/// Four rows of a matrix, worked on together.
struct FourRows {
  let row0: UnsafeMutablePointer<Double>
  let row1: UnsafeMutablePointer<Double>
  let row2: UnsafeMutablePointer<Double>
  let row3: UnsafeMutablePointer<Double>

  init(
    _ row0: UnsafeMutablePointer<Double>,
    _ row1: UnsafeMutablePointer<Double>,
    _ row2: UnsafeMutablePointer<Double>,
    _ row3: UnsafeMutablePointer<Double>
  ) {
    self.row0 = row0
    self.row1 = row1
    self.row2 = row2
    self.row3 = row3
  }

  init(_ first: UnsafeMutablePointer<Double>, stride: Int) {
    self.init(first, first + stride, first + 2 * stride, first + 3 * stride)
  }

  /// Column j: lane r is the element of row r.
  subscript(j: Int) -> SIMD4<Double> {
    @inline(__always) get { SIMD4(row0[j], row1[j], row2[j], row3[j]) }
    @inline(__always) nonmutating set {
      row0[j] = newValue[0]
      row1[j] = newValue[1]
      row2[j] = newValue[2]
      row3[j] = newValue[3]
    }
  }
}

@inline(__always)
private func subtract(_ values: SIMD2<Double>, from target: UnsafeMutablePointer<Double>) {
  let raw = UnsafeMutableRawPointer(target)
  raw.storeBytes(of: raw.loadUnaligned(as: SIMD2<Double>.self) - values, as: SIMD2<Double>.self)
}
